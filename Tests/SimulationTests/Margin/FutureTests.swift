import Contagion
import Glibc
import Regimes
import Testing

@testable import Simulation

@Suite("Dated futures")
struct FutureTests {
  private let carry = 0.2
  private let days = 30

  /// Who holds a token and is short a future on it, days as ticks, in a market that diffuses.
  private func basisTrade(expiry: Int? = nil) -> SmallWorld {
    var small = SmallWorld(ticks: days + 5)
    small.specification.clock = Clock(tickHours: 24, ticks: days + 5)
    small.specification.assets[1].annualVolatility = 0.8
    small.addExchange()
    let trader = small.add("trader", cash: 1e4, tokens: [1: 1])
    small.position(trader, at: 0, -1)
    small.position(small.add("other", cash: 1e4), at: 0, 1)
    small.specification.contracts = [
      ContractSpecification(
        venue: 0, asset: 1,
        kind: .future(
          FutureTerms(expiryHours: 24 * Double(expiry ?? days), carryRate: carry)))
    ]
    return small
  }

  private func years(_ days: Int) -> Double { Double(days) / 365.25 }

  @Test(
    "long the asset and short the future earns the cost of carry, whatever the path",
    arguments: [1, 2, 3])
  func basis(seed: UInt64) throws {
    var simulator = try basisTrade().simulator(seed: seed)
    let start = simulator.world.equities()[1]
    let record = simulator.run()
    #expect(record.conservationViolations.isEmpty)
    // The token is worth its price in the end; everything else is cash.
    let world = simulator.world
    let atExpiry = try #require(world.events(.expiry).first)
    #expect(atExpiry.tick == days)
    let cash = world.equities()[1] - world.price(0, 1)
    let settled = world.market.mark[1]
    #expect(settled == world.price(0, 1))
    // From expiry on it is only long: what the price has done since then is its own.
    let expected = start - 100 + 100 * exp(carry * years(days)) - atExpiry.amount
    #expect(isNear(cash, expected, within: 1e-10))
  }

  @Test("its mark is the price with the cost of carry over the time to expiry")
  func mark() throws {
    var world = try basisTrade().world()
    #expect(isNear(world.market.mark[1], 100 * exp(carry * years(days)), within: 1e-14))
    for day in 0...days {
      world.step(at: day)
      let expected = world.price(0, 1) * exp(carry * years(days - day))
      #expect(isNear(world.market.mark[1], expected, within: 1e-14))
    }
  }

  @Test("margin is asked of what it is worth, until it expires")
  func margin() throws {
    var small = basisTrade(expiry: 3)
    small.specification.assets[1].annualVolatility = 0
    let rate = 0.02 * 100
    #expect(
      isNear(try small.world().requirement(of: 1, at: 0), rate * exp(carry * years(3))))
    let world = try small.world(after: 4)
    #expect(world.requirement(of: 1, at: 0) == 0)
    #expect(world.positions[1, 0, 1] == 0 && world.positions[2, 0, 1] == 0)
  }

  @Test("it settles at its index: flow that has moved the price of its zone does not count")
  func settlement() throws {
    for index in ContractIndex.allCases {
      var small = basisTrade(expiry: 2)
      small.specification.assets[1].annualVolatility = 0
      small.specification.contracts[0].index = index
      var world = try small.world()
      world.market.dislocation[1] = log(0.9)
      world.refreshPrice(0, 1, .fireSale)
      for day in 0...2 { world.step(at: day) }
      let final = index == .fundamental ? 100.0 : 90
      let gain = 100 * exp(carry * years(2)) - final
      #expect(isNear(world.equities()[1] - 1e4 - 90, gain, within: 1e-10))
    }
  }

  /// A fall of a fifth in the hour of expiry, against a margin of a twentieth.
  @Test("an account that cannot pay its final settlement is its venue's bad debt")
  func bankruptAccount() throws {
    var small = basisTrade(expiry: 2)
    small.specification.assets[1].annualVolatility = 0
    small.specification.institutions[0].venue?.ownFund = 100
    small.position(1, at: 0, -1)
    small.specification.marginAccounts.append(
      venue: 0, asset: 1, quantity: 1, entryPrice: 100, margin: 5, jurisdiction: 0,
      client: .retail)
    small.event(.priceMove(asset: 1, fraction: -0.2, durationHours: 0), atHours: 48)
    let (record, world) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    let deficit = 100 * exp(carry * years(2)) - 80 - 5
    #expect(isNear(world.tally.badDebt, deficit, within: 1e-10))
    #expect(world.accounts.quantity == [0])
    #expect(isNear(world.accounts.marginOfVenue[0], 0))
  }

  @Test("an account is not closed for the basis between its mark and the oracle's price")
  func basisIsNoLoss() throws {
    var small = basisTrade()
    small.specification.assets[1].annualVolatility = 0
    small.rules { $0.leverageCapMarginRate = 0.002 }
    small.specification.marginAccounts.append(
      venue: 0, asset: 1, quantity: 1, entryPrice: 100, margin: 1, jurisdiction: 0,
      client: .retail)
    small.position(1, at: 0, -1)
    #expect(exp(carry * years(days)) > 1.01)
    #expect(try small.world(after: 2).accounts.quantity == [1])
  }

  @Test("nobody opens a position in a contract that has expired")
  func noneOpened() throws {
    func held(_ expiry: Int) throws -> Double {
      var small = basisTrade(expiry: expiry)
      small.specification.assets[1].annualVolatility = 0
      small.specification.switches.marketImpact = false
      let fund = small.add("fund", cash: 1000) {
        $0.behaviour.leverageTarget = LeverageTargeting(
          target: 2, maximum: 3, adjustmentHalfLifeHours: 0, isSymmetric: true)
      }
      small.position(fund, at: 0, 10)
      return try small.world(after: 6).positions[fund, 0, 1]
    }
    #expect(try held(3) == 0)
    #expect(try held(30) > 15)
  }

  /// The reduced form of Benos, Huang, Menkveld and Vasios (2024): long a billion at one house and short as much
  /// at another, 2 % margin at both, 50 basis points to fund it.
  @Test("a dealer between two clearing houses pays margin at both; one house asks for none")
  func doubleMargin() throws {
    func margin(_ topology: ClearingTopology) throws -> Double {
      var small = SmallWorld(jurisdictions: 2)
      small.rules { $0.marginFloorRate = 0.02 }
      small.regime.topology = topology
      if topology == .global { small.regime.recognition = .full }
      for home in 0...1 { small.addExchange("x\(home)", home: home) }
      for home in 0...1 {
        small.add("house\(home)", .clearingHouse, home: home, cash: 1e6) {
          $0.venue = VenueSpecification()
        }
      }
      let dealer = small.add("dealer", cash: 1e9)
      small.position(dealer, at: 0, 1e7)
      small.position(dealer, at: 1, -1e7)
      return try small.world().initialMargins().reduce(0, +)
    }
    let (apart, together) = (try margin(.perJurisdiction), try margin(.global))
    #expect(isNear(apart, 40e6) && isNear(together, 0))
    let published = ClearingBasis(
      positions: [1e9, -1e9], marginRates: [0.02, 0.02], fundingSpread: 0.005)
    #expect(isNear(0.005 * (apart - together), published.yearlyCost))
    #expect(isNear(0.005 * (apart - together) / 1e9, 2e-4, within: 1e-12))
  }
}
