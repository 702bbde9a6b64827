import Contagion
import Glibc
import Regimes
import Testing

@testable import Simulation

/// A fund long ten and one short ten of a perpetual at one exchange, in a market whose price stays away from
/// the fundamental value of 100 by a premium.
private struct FundingWorld {
  var small: SmallWorld
  let long: Int
  let short: Int

  init(tickHours: Double = 1, ticks: Int = 9, _ change: (inout PerpetualTerms) -> Void = { _ in }) {
    small = SmallWorld(jurisdictions: 2, ticks: ticks)
    small.specification.clock = Clock(tickHours: tickHours, ticks: ticks)
    small.switchOff(\.returns, \.arbitrage)
    small.addExchange()
    long = small.add("long", cash: 1e5)
    short = small.add("short", cash: 1e5)
    small.position(long, at: 0, 10)
    small.position(short, at: 0, -10)
    var terms = PerpetualTerms()
    change(&terms)
    small.specification.contracts = [
      ContractSpecification(venue: 0, asset: 1, kind: .perpetual(terms))
    ]
  }

  func world(premium: Double, zone: Int = 0, after ticks: Int, from: Int = 0) throws -> World {
    var world = try small.world()
    for tick in 0..<ticks {
      if tick == from {
        world.market.dislocation[world.market.index(zone, 1)] = log1p(premium)
        world.refreshPrice(zone, 1, .fireSale)
      }
      world.step(at: tick)
    }
    return world
  }
}

@Suite("Funding of perpetuals")
struct FundingTests {
  /// Premiums come back from a logarithm.
  private let rounding = 1e-12

  /// The rule of the large venues with an interest of 0.01 % and a clamp of 0.05 % per eight hours.
  @Test(
    "a long pays premium + clamp(interest − premium) of its notional every eight hours",
    arguments: [(0.0003, 0.0001), (0.002, 0.0015), (-0.002, -0.0015), (0, 0.0001)])
  func clamp(premium: Double, published: Double) throws {
    let funding = FundingWorld()
    let before = try funding.world(premium: premium, after: 8)
    #expect(before.channels[funding.long, .funding] == 0)
    let after = try funding.world(premium: premium, after: 9)
    let paid = published * 10 * 100 * (1 + premium)
    #expect(isNear(after.channels[funding.long, .funding], -paid, within: rounding))
    #expect(after.channels[funding.short, .funding] == -after.channels[funding.long, .funding])
    #expect(isNear(after.equities()[funding.long] - before.equities()[funding.long], -paid))
    #expect(isNear(after.contracts.fundingPaid, abs(paid), within: rounding))
    #expect(after.channels.system(.funding) == 0)
  }

  @Test("without terms nobody pays, with a limit nobody pays more")
  func offAndLimit() throws {
    var funding = FundingWorld { $0.limit = 0.001 }
    let limited = try funding.world(premium: 0.002, after: 9)
    #expect(isNear(limited.channels[funding.long, .funding], -0.001 * 1002, within: rounding))
    funding.small.specification.contracts = []
    let off = try funding.world(premium: 0.002, after: 9)
    #expect(off.channels[funding.long, .funding] == 0 && off.contracts.fundingPaid == 0)
  }

  @Test("interest, clamp and interval are the contract's own")
  func terms() throws {
    let funding = FundingWorld {
      $0.intervalHours = 2
      $0.interest = 0.001
      $0.clamp = 0.01
    }
    let world = try funding.world(premium: 0.005, after: 3)
    #expect(isNear(world.channels[funding.long, .funding], -0.001 * 1005, within: rounding))
  }

  @Test("the premium is the mean since the last payment")
  func meanPremium() throws {
    let funding = FundingWorld()
    let world = try funding.world(premium: 0.01, after: 9, from: 5)
    // Seen in ticks 5 to 8 of 1 to 8.
    #expect(isNear(world.channels[funding.long, .funding], -0.0045 * 1010, within: rounding))
  }

  @Test("a finer or a coarser tick pays the same in a day", arguments: [0.5, 1, 4, 8, 24])
  func tickLength(hours: Double) throws {
    let funding = FundingWorld(tickHours: hours)
    let world = try funding.world(premium: 0.002, after: Int(24 / hours) + 1)
    #expect(isNear(world.channels[funding.long, .funding], -3 * 0.0015 * 1002, within: 1e-10))
  }

  /// Prices of 102 and 100 in two zones of equal depth: 101 on average.
  @Test("the index of all zones is what the premium is measured against where the contract says so")
  func allZones() throws {
    var funding = FundingWorld()
    let own = try funding.world(premium: 0.02, after: 9)
    #expect(isNear(own.channels[funding.long, .funding], -0.0195 * 1020, within: rounding))
    funding.small.specification.contracts[0].index = .allZones
    let all = try funding.world(premium: 0.02, after: 9)
    let premium = 102.0 / 101 - 1
    #expect(isNear(all.channels[funding.long, .funding], -(premium - 0.0005) * 1020, within: 1e-11))
  }

  @Test("accounts pay out of their margin through their venue, which keeps nothing")
  func accounts() throws {
    var funding = FundingWorld()
    funding.small.position(funding.short, at: 0, -5)
    funding.small.specification.marginAccounts.append(
      venue: 0, asset: 1, quantity: 5, entryPrice: 100, margin: 100, jurisdiction: 0,
      client: .retail)
    let world = try funding.world(premium: 0.002, after: 9)
    let paid = 0.0015 * 5 * 100.2
    #expect(isNear(world.channels.clients[Channel.funding.rawValue], -paid, within: rounding))
    #expect(isNear(world.clientEquity(), 100 + 5 * 0.2 - paid, within: 1e-10))
    #expect(isNear(world.channels[funding.short, .funding], 0.0015 * 15 * 100.2, within: rounding))
    #expect(world.channels[0, .funding] == 0)
    #expect(isNear(world.channels.system(.funding), 0))
  }

  @Test("funding of members is due through their clearing house, whose equity does not move")
  func cleared() throws {
    var funding = FundingWorld()
    let house = funding.small.add("house", .clearingHouse, cash: 1e6) {
      $0.venue = VenueSpecification()
    }
    funding.small.regime.topology = .perJurisdiction
    let before = try funding.world(premium: 0.002, after: 8)
    let after = try funding.world(premium: 0.002, after: 9)
    #expect(isNear(after.equities()[house], before.equities()[house]))
    #expect(isNear(after.channels[funding.short, .funding], 0.0015 * 1002, within: rounding))
  }

  @Test("a burn-in pays no funding")
  func burnIn() throws {
    var funding = FundingWorld()
    funding.small.specification.clock.burnInTicks = 30
    #expect(try funding.small.simulator(mode: .equilibrium).world.contracts.fundingPaid == 0)
  }
}
