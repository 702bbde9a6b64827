import Contagion
import Testing

@Suite struct LiquidationTests {
  /// Closed form for an isolated linear perpetual bought at 100, maintenance 0.5 %, no fees.
  @Test(arguments: [
    (2.0, 50.25125628140704, 149.2537313432836, 50.0),
    (5, 80.40201005025126, 119.40298507462688, 80),
    (10, 90.45226130653266, 109.45273631840799, 90),
    (20, 95.47738693467336, 104.47761194029852, 95),
    (50, 98.49246231155779, 101.49253731343285, 98),
    (100, 99.49748743718592, 100.49751243781095, 99),
  ])
  func `a perpetual is liquidated where its equity is the maintenance margin`(
    leverage: Double, long: Double, short: Double, bankrupt: Double
  ) throws {
    let rate = 0.005
    for (side, expected) in [(PositionSide.long, long), (.short, short)] {
      let price = liquidationPrice(
        entryPrice: 100, leverage: leverage, maintenanceRate: rate, side: side)
      #expect(abs(price - expected) < 1e-9)
      let equity = 100 / leverage + side.sign * (price - 100)
      #expect(abs(equity - rate * price) < 1e-9)
      // Three units of it, written as a position with margin.
      let position = try #require(
        liquidationPrice(
          units: 3 * side.sign, entryPrice: 100, margin: 300 / leverage, maintenanceRate: rate))
      #expect(abs(position - price) < 1e-9)
    }
    let found = bankruptcyPrice(entryPrice: 100, leverage: leverage, side: .long)
    #expect(abs(found - bankrupt) < 1e-9)
  }

  @Test func `no position has no liquidation price`() {
    #expect(liquidationPrice(units: 0, entryPrice: 1, margin: 1, maintenanceRate: 0.1) == nil)
  }

  /// Qin, Zhou, Gamito, Jovanovic and Gervais (2021), definitions; numbers by hand.
  @Test func `a fixed-spread liquidation repays half and improves the health factor`() {
    let (collateral, threshold, debt) = (10.0, 0.8, 14000.0)
    #expect(healthFactor(collateralValue: 20000, liquidationThreshold: 0.8, debt: debt) == 8 / 7.0)
    #expect(
      liquidationPrice(collateral: collateral, liquidationThreshold: threshold, debt: debt) == 1750)
    let call = fixedSpreadLiquidation(
      collateral: collateral, price: 1700, debt: debt, closeFactor: 0.5, spread: 0.05)
    #expect(call.repaid == 7000)
    #expect(abs(call.collateralSeized - 4.323529411764706) < 1e-12)
    #expect(abs(call.profit - 350) < 1e-9)
    #expect(call.badDebt == 0)
    let after = healthFactor(
      collateralValue: call.remainingCollateral * 1700, liquidationThreshold: threshold,
      debt: call.remainingDebt)
    #expect(abs(after - 1.1028571428571428) < 1e-12)
  }

  @Test(arguments: [0.8, 0.83, 0.85, 0.95])
  func `the health factor improves exactly above threshold times one plus spread`(
    health: Double
  ) {
    let (threshold, spread, debt) = (0.8, 0.05, 100.0)
    let call = fixedSpreadLiquidation(
      collateral: health * debt / threshold, price: 1, debt: debt, closeFactor: 0.5,
      spread: spread)
    let after = healthFactor(
      collateralValue: call.remainingCollateral, liquidationThreshold: threshold,
      debt: call.remainingDebt)
    #expect((after > health) == (health > threshold * (1 + spread)))
  }

  @Test func `when the collateral is gone the rest is bad debt`() {
    let call = fixedSpreadLiquidation(
      collateral: 2, price: 52.5, debt: 300, closeFactor: 1, spread: 0.05)
    #expect(abs(call.repaid - 100) < 1e-12)
    #expect(call.collateralSeized == 2 && call.remainingCollateral == 0)
    #expect(abs(call.badDebt - 200) < 1e-12)
    #expect(abs(call.profit - 5) < 1e-12)
  }

  @Test func `a loan without debt is safe and one without collateral is not`() {
    #expect(healthFactor(collateralValue: 0, liquidationThreshold: 0.8, debt: 0) == .infinity)
    #expect(liquidationPrice(collateral: 1, liquidationThreshold: 0.8, debt: 0) == 0)
    #expect(liquidationPrice(collateral: 0, liquidationThreshold: 0.8, debt: 1) == .infinity)
  }
}
