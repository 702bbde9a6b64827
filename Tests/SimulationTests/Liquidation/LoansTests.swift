import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Liquidation of loans")
struct LoansTests {
  /// Ten tokens at 2000 behind a debt of 14,000 with threshold 0.8: the example of Qin and others
  /// (2021, arXiv:2106.06389) with close factor 0.5 and spread 0.05; the price falls to a given value.
  private func small(
    endPrice: Double, closeFactor: Double = 0.5,
    change: (inout VenueSpecification) -> Void = { _ in }
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("eth", 2000)])
    small.switchOff(\.marketImpact)
    small.add("protocol", .lendingProtocol, cash: 1000) {
      var venue = VenueSpecification()
      venue.closeFactor = closeFactor
      venue.liquidationBonus = 0.05
      change(&venue)
      $0.venue = venue
    }
    small.specification.loanAccounts.append(
      venue: 0, collateralAsset: 1, collateralUnits: 10, debt: 14_000, liquidationThreshold: 0.8)
    small.event(.priceMove(asset: 1, fraction: endPrice / 2000 - 1, durationHours: 0))
    return small
  }

  @Test("the published example: 7,000 repaid for 4.3235 tokens, health 1.1029 after it")
  func publishedExample() throws {
    let world = try small(endPrice: 1700).finished()
    #expect(isNear(world.loans.debt[0], 7000))
    #expect(isNear(world.loans.units[0], 10 - 4.323529411764706))
    #expect(isNear(world.holdings[0, 0, 0], 8000))
    #expect(isNear(world.loans.units[0] * 1700 * 0.8 / 7000, 1.1028571428571428))
    #expect(isNear(world.channels.clients[Channel.liquidity.rawValue], -350))
    #expect(world.tally.liquidated == 7000)
  }

  @Test("a loan is touched only below a health factor of one: below 1750")
  func threshold() throws {
    #expect(try small(endPrice: 1750.001).finished().loans.debt == [14_000])
    #expect(isNear(try small(endPrice: 1749.999).finished().loans.debt[0], 7000))
    var off = small(endPrice: 1000)
    off.switchOff(\.liquidation)
    #expect(try off.finished().loans.debt == [14_000])
  }

  @Test("collateral that a keeper seizes is sold into the zone")
  func sale() throws {
    var small = small(endPrice: 1700, closeFactor: 0.1)
    small.specification.assets[1].backgroundDepth = [1e6]
    small.specification.switches.marketImpact = true
    let world = try small.finished()
    let seized = 10 - world.loans.units[0]
    #expect(world.price(0, 1) < 1700)
    #expect(isNear(log(world.price(0, 1) / 1700), -seized * 1700 / 1e6, within: 0.02))
  }

  /// At 1000, 10,000/1.05 are repaid in rounds; the rest of the 14,000 is bad debt.
  @Test("bad debt falls on the reserve and on the protocol's equity")
  func badDebt() throws {
    let world = try small(endPrice: 1000, closeFactor: 1) { $0.ownFund = 500 }.finished()
    let repaid = 10_000 / 1.05
    let lost = 14_000 - repaid
    #expect(world.loans.debt == [0])
    #expect(isNear(world.tally.badDebt, lost))
    #expect(world.funds.own[0] == 0)
    #expect(isNear(world.holdings[0, 0, 0], 1000 + repaid + 500))
    #expect(isNear(world.equities()[0], 1000 + 500 + 14_000 - lost))
    #expect(isNear(world.channels[0, .clearing], -lost))
  }

  @Test("what the protocol cannot bear, its depositors do")
  func depositors() throws {
    var small = small(endPrice: 1000, closeFactor: 1) { $0.ownFund = 500 }
    small.specification.contagion.valuation = .eisenbergNoe
    let depositor = small.add("depositor", .lender)
    small.claim(of: depositor, on: 0, 13_000, layer: .deposits)
    let world = try small.finished()
    let assets = 1500 + 10_000 / 1.05
    #expect(world.standing[0].cause == .insolvent)
    #expect(isNear(world.equities()[depositor], assets))
    #expect(isNear(world.equities()[0], assets - 13_000))
  }

  @Test("an engine repays no more than its capacity in an hour")
  func capacity() throws {
    var small = small(endPrice: 1700) { $0.liquidationCapacityPerHour = 1000 }
    small.specification.clock.ticks = 5
    let found = try (1...4).map { try small.world(after: $0).loans.debt[0] }
    #expect(areNear(found, [13_000, 12_000, 11_000, 11_000]))
  }
}
