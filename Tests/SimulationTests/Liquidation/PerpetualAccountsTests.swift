import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Liquidation of perpetual accounts")
struct PerpetualAccountsTests {
  /// One account of one unit at 100; maintenance is 0.5 of 1 %; the price ends at a given value.
  private func small(
    quantity: Double, leverage: Double, endPrice: Double,
    venue: (inout VenueSpecification) -> Void = { _ in }
  ) -> SmallWorld {
    var small = SmallWorld()
    small.switchOff(\.marketImpact)
    let exchange = small.addExchange(change: venue)
    small.specification.marginAccounts.append(
      venue: exchange, asset: 1, quantity: quantity, entryPrice: 100,
      margin: abs(quantity) * 100 / leverage, jurisdiction: 0, client: .retail)
    small.event(.priceMove(asset: 1, fraction: endPrice / 100 - 1, durationHours: 0))
    return small
  }

  @Test(
    "an account is closed just beyond the closed-form liquidation price and not just before it",
    arguments: [2.0, 5, 10, 20, 50, 100])
  func closedForm(leverage: Double) throws {
    for (side, quantity) in [(PositionSide.long, 1.0), (.short, -1)] {
      let price = liquidationPrice(
        entryPrice: 100, leverage: leverage, maintenanceRate: 0.005, side: side)
      let beyond = price * (1 - quantity * 1e-7)
      let before = price * (1 + quantity * 1e-7)
      let closed = try small(quantity: quantity, leverage: leverage, endPrice: beyond).finished()
      #expect(closed.accounts.quantity == [0])
      #expect(closed.tally.liquidatedAccounts == 1)
      #expect(isNear(closed.tally.liquidated, beyond))
      let open = try small(quantity: quantity, leverage: leverage, endPrice: before).finished()
      #expect(open.accounts.quantity == [quantity])
      #expect(open.tally.liquidatedAccounts == 0)
    }
  }

  @Test("without liquidation nobody is closed")
  func switchedOff() throws {
    var small = small(quantity: 1, leverage: 10, endPrice: 50)
    small.switchOff(\.liquidation)
    #expect(try small.finished().accounts.quantity == [1])
  }

  @Test("the fee is a share of the closed notional and goes from margin into the venue's fund")
  func fee() throws {
    let world = try small(quantity: 2, leverage: 5, endPrice: 80.2) {
      $0.ownFund = 3
      $0.liquidationFee = 0.001
    }.finished()
    let fee = 0.001 * 2 * 80.2
    #expect(isNear(world.funds.own[0], 3 + fee))
    #expect(isNear(world.accounts.margin[0], 40 - 2 * 19.8 - fee))
    #expect(isNear(world.channels[0, .liquidity], fee))
  }

  @Test("token collateral counts after its haircut and is sold with the position")
  func collateral() throws {
    var small = SmallWorld(tokens: [("btc", 100), ("eth", 10)])
    small.switchOff(\.marketImpact)
    small.rules { $0.collateralHaircuts = [0, 0, 0.5] }
    let exchange = small.addExchange()
    // Equity at price p: 5 + (p − 100) + 0.5·10 against 0.005·p: closed below 90/0.995 = 90.45.
    small.specification.marginAccounts.append(
      venue: exchange, asset: 1, quantity: 1, entryPrice: 100, margin: 5, collateralAsset: 2,
      collateralUnits: 1, jurisdiction: 0, client: .retail)
    small.event(.priceMove(asset: 1, fraction: -0.0954, durationHours: 0))
    let open = try small.finished()
    #expect(open.accounts.quantity == [1])
    small.specification.events = []
    small.event(.priceMove(asset: 1, fraction: -0.0956, durationHours: 0))
    let closed = try small.finished()
    #expect(closed.accounts.quantity == [0])
    #expect(closed.accounts.collateralUnits == [0])
    #expect(isNear(closed.accounts.margin[0], 5 - 9.56 + 10))
  }

  @Test("a close factor of a half closes half of what is left, until margin suffices")
  func closeFactor() throws {
    let world = try small(quantity: 1, leverage: 10, endPrice: 90.3) { $0.closeFactor = 0.5 }
      .finished()
    // Margin 0.3 carries 0.3/0.005/90.3 = 0.66 units.
    #expect(world.accounts.quantity == [0.5])
  }

  @Test(
    "an engine closes its capacity in an hour and no more, a big account in parts")
  func capacity() throws {
    for (tickHours, ticks) in [(1.0, 4), (0.5, 8)] {
      var small = small(quantity: 3, leverage: 100, endPrice: 99.2) {
        $0.liquidationCapacityPerHour = 99.2
      }
      small.specification.clock = Clock(tickHours: tickHours, ticks: ticks)
      let perHour = Int(1 / tickHours)
      let found = try (1...3).map { hour in
        try small.world(after: hour * perHour).accounts.quantity[0]
      }
      // Margin 0.6 carries the last unit, whose maintenance is 0.496.
      #expect(areNear(found, [2, 1, 1]), "tick of \(tickHours) hours")
    }
  }

  @Test("accounts are closed at the oracle's price, not at the venue's mark")
  func oracle() throws {
    var small = small(quantity: 1, leverage: 10, endPrice: 50) { $0.oracleLatencyHours = 1 }
    small.specification.clock.ticks = 2
    let first = try small.world(after: 1)
    #expect(first.accounts.quantity == [1])
    let second = try small.world(after: 2)
    #expect(second.accounts.quantity == [0])
  }
}
