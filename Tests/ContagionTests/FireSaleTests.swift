import Contagion
import LinearAlgebra
import Testing

@Suite struct FireSaleTests {
  /// Greenwood, Landier and Thesmar (2015), three banks and two assets, by hand.
  @Test func `leverage targeting and linear impact give the vulnerable-banks model`() {
    let assets = [100.0, 80, 60]
    let equity = [5.0, 8, 4]
    let targets = [19.0, 9, 14]
    let weights = Matrix(rows: [[0.6, 0.4], [0.5, 0.5], [0.2, 0.8]])
    let impact = [0.001, 0.002]
    let first = weights.times([0, -0.05])
    expectClose(first, [-0.02, -0.025, -0.04], 1e-12)
    let sales = (0..<3).map {
      leverageTargetSales(
        assets: assets[$0] * (1 + first[$0]), debt: assets[$0] - equity[$0],
        targetLeverage: targets[$0])
    }
    let flows = weights.transposedTimes(sales).map { -$0 }
    expectClose(flows, [-38.52, -51.08], 1e-12)
    let returns = (0..<2).map {
      PriceImpact.linear(floor: 0).priceAfter(
        price: 1, referencePrice: 1, netFlow: flows[$0], depth: 1 / impact[$0]) - 1
    }
    expectClose(returns, [-0.03852, -0.10216], 1e-12)
    let second = weights.times(returns)
    expectClose(second, [-0.063976, -0.07034, -0.089432], 1e-12)
    let vulnerability = zip(assets, second).reduce(0) { $0 + $1.0 * $1.1 } / equity.reduce(0, +)
    #expect(abs(vulnerability + 1.022983529411765) < 1e-9)
    expectClose(
      (0..<3).map { assets[$0] * second[$0] / equity[$0] }, [-1.27952, -0.7034, -1.34148], 1e-9)
  }

  @Test func `sales restore the target and are bounded by nothing and by everything`() {
    let sold = leverageTargetSales(assets: 95, debt: 80, targetLeverage: 4)
    #expect(sold == 20)
    #expect((80 - sold) / (95 - 80) == 4)
    #expect(leverageTargetSales(assets: 110, debt: 80, targetLeverage: 4) == 0)
    #expect(leverageTargetSales(assets: 81, debt: 80, targetLeverage: 0) == 80)
    #expect(leverageTargetSales(assets: 70, debt: 80, targetLeverage: 4) == 70)
    #expect(leverageTargetSales(assets: 0, debt: 0, targetLeverage: 4) == 0)
  }

  @Test func `exponential impact composes`() {
    let rule = PriceImpact.exponential(floor: 0)
    func after(_ price: Double, _ flow: Double) -> Double {
      rule.priceAfter(price: price, referencePrice: 100, netFlow: flow, depth: 50)
    }
    #expect(abs(after(after(100, -7), -11) - after(100, -18)) < 1e-12)
    #expect(abs(after(after(100, -7), 7) - 100) < 1e-12)
  }

  @Test(arguments: [PriceImpact.linear(floor: 0.2), .exponential(floor: 0.2)])
  func `a flow moves a price its way, not through the floor, and lifts none to it`(
    _ rule: PriceImpact
  ) {
    func after(_ price: Double, _ flow: Double, depth: Double = 10) -> Double {
      rule.priceAfter(price: price, referencePrice: 100, netFlow: flow, depth: depth)
    }
    #expect(after(100, 0) == 100)
    #expect(after(100, -1) < 100 && after(100, 1) > 100)
    #expect(after(100, -1000) == 20)
    #expect(after(15, -1) == 15)
    #expect(after(15, 1) > 15)
    #expect(after(100, -5, depth: .infinity) == 100)
  }
}
