import Contagion
import Regimes
import Testing

@testable import Simulation

@Suite("Tokens behind cross margin")
struct CrossCollateralTests {
  /// Two positions of one at 100, and a margin of which a part is units of a token at 100.
  private func secured(
    _ units: (Double, Double) = (1, 1), cash: Double, tokens: Double, haircut: Double = 0.2,
    ends: (Double, Double, Double), fund: Double = 0
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("btc", 100), ("eth", 100), ("sol", 100)])
    small.switchOff(\.marketImpact)
    small.rules { $0.collateralHaircuts = [0, 0, 0, haircut] }
    let exchange = small.addExchange { $0.ownFund = fund }
    small.specification.marginAccounts.appendCross(
      venue: exchange,
      contracts: [
        (asset: 1, entryPrice: 100, quantities: [units.0]),
        (asset: 2, entryPrice: 100, quantities: [units.1]),
      ], margin: [cash], collateral: (asset: 3, units: [tokens]), jurisdiction: 0,
      client: .retail, closing: .worstFirst)
    for (asset, end) in [ends.0, ends.1, ends.2].enumerated() {
      small.event(.priceMove(asset: asset + 1, fraction: end / 100 - 1, durationHours: 0))
    }
    return small
  }

  /// Equity 4 − 10 + 0.8·0.1·p on maintenance of 0.005·190: short below p = 86.875.
  @Test("tokens count for all positions after the rulebook's haircut, at the oracle's price")
  func haircut() throws {
    #expect(
      try secured(cash: 4, tokens: 0.1, ends: (90, 100, 86.9)).finished().accounts.quantity
        == [1, 1])
    #expect(
      try secured(cash: 4, tokens: 0.1, ends: (90, 100, 86.8)).finished().accounts.quantity
        != [1, 1])
    // Without a haircut the same tokens are enough, down to 69.5.
    #expect(
      try secured(cash: 4, tokens: 0.1, haircut: 0, ends: (90, 100, 69.6)).finished().accounts
        .quantity == [1, 1])
  }

  @Test("who is closed out has its tokens sold, and keeps the rest as margin")
  func soldTokens() throws {
    let world = try secured(cash: 4.2, tokens: 0.1, ends: (90, 100, 80)).finished()
    #expect(world.accounts.quantity == [0, 1])
    #expect(world.accounts.collateralOfVenue[3] == 0)
    #expect(isNear(world.accounts.marginOfVenue[0], 4.2 - 10 + 8))
    let kept = try secured(cash: 12, tokens: 0.1, ends: (90, 100, 80)).finished()
    #expect(isNear(kept.accounts.collateralOfVenue[3], 0.1))
  }

  @Test("what a bankrupt owes is what neither cash nor tokens cover; winners pay it as from cash")
  func bankruptTokens() throws {
    func lost(cash: Double, tokens: Double) throws -> World {
      var small = secured(
        cash: cash, tokens: tokens, ends: (80, 90, 100), fund: 0)
      small.specification.marginAccounts.append(
        venue: 0, asset: 1, quantity: -1, entryPrice: 100, margin: 50, jurisdiction: 0,
        client: .retail)
      small.specification.marginAccounts.append(
        venue: 0, asset: 2, quantity: -1, entryPrice: 100, margin: 50, jurisdiction: 0,
        client: .retail)
      return try small.finished()
    }
    let tokens = try lost(cash: 4, tokens: 0.1)
    let cash = try lost(cash: 14, tokens: 0)
    #expect(isNear(tokens.tally.badDebt, 16) && isNear(cash.tally.badDebt, 16))
    #expect(isNear(tokens.tally.deleveragingHaircut, cash.tally.deleveragingHaircut))
    #expect(tokens.accounts.collateralOfVenue[3] == 0)
  }

  @Test("one that owes money leaves its tokens behind when it is sent away")
  func leavingTokens() throws {
    var world = try secured(cash: 4, tokens: 0.2, haircut: 0, ends: (94, 98, 100)).world(after: 1)
    #expect(world.accounts.quantity == [1, 1])
    world.releaseClients(ofVenue: 0, share: 1)
    #expect(world.accounts.quantity == [0, 0])
    #expect(isNear(world.accounts.collateralOfVenue[3], 0.2))
    #expect(isNear(world.accounts.marginOfVenue[0], -4))
  }
}
