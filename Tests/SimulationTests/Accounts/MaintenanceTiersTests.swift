import Contagion
import Regimes
import Testing

@testable import Simulation

@Suite("Maintenance margin by size")
struct MaintenanceTiersTests {
  /// Accounts at 100 with half of a cap of 1 %; the price ends at a given value, without impact.
  private func small(
    _ accounts: [(units: Double, margin: Double)], endPrice: Double,
    tiers: MaintenanceTiers? = nil
  ) -> SmallWorld {
    var small = SmallWorld()
    small.switchOff(\.marketImpact)
    let exchange = small.addExchange { $0.maintenanceTiers = tiers }
    for account in accounts {
      small.specification.marginAccounts.append(
        venue: exchange, asset: 1, quantity: account.units, entryPrice: 100,
        margin: account.margin, jurisdiction: 0, client: .retail)
    }
    small.event(.priceMove(asset: 1, fraction: endPrice / 100 - 1, durationHours: 0))
    return small
  }

  /// 2 % of all from a notional of 150 on.
  private let tiers = MaintenanceTiers([
    .init(notional: 0, rate: 0.004), .init(notional: 150, rate: 0.02),
  ])

  /// `P0(1 ∓ 1/L)/(1 ∓ mm)` for longs and shorts and `P0(1 − 1/L)`, at P0 = 100 and mm = 0.005: closed forms of a
  /// linear perpetual with isolated margin and no fees, worked out with 16 digits.
  private static let published = [
    (leverage: 2.0, long: 50.25125628140704, short: 149.2537313432836, bankrupt: 50.0),
    (5, 80.40201005025126, 119.40298507462688, 80),
    (10, 90.45226130653266, 109.45273631840799, 90),
    (20, 95.47738693467336, 104.47761194029852, 95),
    (50, 98.49246231155779, 101.49253731343285, 98),
    (100, 99.49748743718592, 100.49751243781095, 99),
  ]

  @Test("liquidation and bankruptcy prices are those of the closed form", arguments: published)
  func closedForm(_ row: (leverage: Double, long: Double, short: Double, bankrupt: Double)) throws {
    for (side, price) in [(1.0, row.long), (-1, row.short)] {
      let account = (units: side, margin: 100 / row.leverage)
      for (beyond, closed) in [(1e-9, true), (-1e-9, false)] {
        let end = try small([account], endPrice: price * (1 - side * beyond)).finished()
        #expect((end.accounts.quantity == [0]) == closed)
      }
    }
    var open = small([(1, 100 / row.leverage)], endPrice: row.bankrupt)
    open.switchOff(\.liquidation)
    #expect(isNear(try open.finished().accounts.margin[0], 0, within: 1e-9))
  }

  /// Closed forms by hand.
  ///
  /// Two units and 20 of margin: 2p − 180 is 0.04p at 180/1.96 and 0.01p at 180/1.99. One unit and 10: the
  /// rulebook's 0.005 is more than the tier's 0.004, and p − 90 is 0.005p at 90/0.995.
  @Test("a large position is closed at the rate of its tier, a small one at the rulebook's")
  func largePositions() throws {
    let accounts = [(units: 2.0, margin: 20.0), (1, 10)]
    func open(_ price: Double, _ tiers: MaintenanceTiers?) throws -> [Double] {
      try small(accounts, endPrice: price, tiers: tiers).finished().accounts.quantity
    }
    let (tiered, ruled, flat): (Double, Double, Double) = (180 / 1.96, 90 / 0.995, 180 / 1.99)
    let little = 1e-6
    #expect(try open(tiered + little, tiers) == [2, 1])
    #expect(try open(tiered - little, tiers) == [0, 1])
    #expect(try open(tiered - little, nil) == [2, 1])
    #expect(try open(ruled + little, tiers) == [0, 1])
    #expect(try open(ruled - little, tiers) == [0, 0])
    #expect(try open(flat + little, nil) == [2, 1])
    #expect(try open(flat - little, nil) == [0, 0])
  }

  /// Above 150 two units need 2 %, of what is above only: 2p − 180 is 0.005·150 + 0.02·(2p − 150).
  @Test("a marginal rate applies to the part within its tier")
  func marginal() throws {
    let marginal = MaintenanceTiers(tiers.tiers, application: .marginal)
    let price: Double = (180 + 0.005 * 150 - 0.02 * 150) / 1.96
    for (shift, open) in [(1e-6, [2.0]), (-1e-6, [0])] {
      let world = small([(2, 20)], endPrice: price + shift, tiers: marginal)
      #expect(try world.finished().accounts.quantity == open)
    }
  }

  /// 0.02 over a ratio of one half is 4 % of 200; the cap of 1 % asks 1 of the small one.
  @Test("larger positions have less leverage from the start")
  func openingMargin() throws {
    let accounts = [(units: 2.0, margin: 1.0), (1, 0.5)]
    let tiered = try small(accounts, endPrice: 100, tiers: tiers).world()
    #expect(areNear(tiered.accounts.margin, [8, 1]))
    let flat = try small(accounts, endPrice: 100).world()
    #expect(areNear(flat.accounts.margin, [2, 1]))
  }
}
