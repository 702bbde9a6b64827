import Contagion
import Glibc
import Randomness
import Testing

@Suite struct LendingCascadeTests {
  /// Heimbach and Huang (2024), loops at 75 %; the geometric sum itself as the oracle.
  @Test func `leverage loops sum to the closed form`() {
    let expected = [(0, 1.0), (1, 1.75), (2, 2.3125), (5, 3.2880859375), (10, 3.831059455871582)]
    for (loops, leverage) in expected {
      #expect(abs(loopLeverage(loanToValue: 0.75, loops: loops) - leverage) < 1e-12)
      let sum = (0...loops).reduce(0) { $0 + pow(0.75, Double($1)) }
      #expect(abs(sum - leverage) < 1e-12)
    }
    #expect(loopLeverage(loanToValue: 0.75, loops: nil) == 4)
    #expect(loopLeverage(loanToValue: 0, loops: 7) == 1)
  }

  /// After Klages-Mundt and Minca (2021): n 1, D = L = 100, β 1.5.
  @Test func `a stablecoin is bought back at rising prices until it cannot be`() throws {
    let expected: [(Double, [Double])] = [
      (150, [100, 0, 1]), (148, [95.59381295311022, -4.406187046889784, 1.0460928057033467]),
      (146, [89.57187779440035, -10.42812220559965, 1.1164218330839948]),
      (145, [83.33333333333333, -16.66666666666667, 1.2]),
      (144.95, [81.88629078131146, -18.11370921868854, 1.221205638280328]),
    ]
    for (collateral, numbers) in expected {
      let found = try #require(
        stablecoinDeleveraging(
          collateral: collateral, demand: 100, supply: 100, collateralFactor: 1.5))
      expectClose([found.supply, found.change, found.price], numbers, 1e-9)
      // The constraint itself.
      let needed = 1.5 * found.supply
      #expect(abs(collateral + 100 * (found.supply - 100) / found.supply - needed) < 1e-9)
    }
    let critical = criticalStablecoinCollateral(demand: 100, supply: 100, collateralFactor: 1.5)
    #expect(abs(critical - 144.94897427831782) < 1e-9)
    for (collateral, exists) in [(144.9, false), (critical - 1e-9, false), (critical + 1e-9, true)]
    {
      let found = stablecoinDeleveraging(
        collateral: collateral, demand: 100, supply: 100, collateralFactor: 1.5)
      #expect((found != nil) == exists)
    }
    let idle = try #require(
      stablecoinDeleveraging(collateral: 400, demand: 100, supply: 100, collateralFactor: 1.5))
    #expect(idle.supply == 100 && idle.price == 1 && idle.maximumSupply > 100)
  }

  @Test func `tiers require by size, whole or marginal`() {
    let tiers = [(0.0, 0.01), (100, 0.05), (1000, 0.1)].map {
      MaintenanceTiers.Tier(notional: $0.0, rate: $0.1)
    }
    let whole = MaintenanceTiers(tiers)
    let marginal = MaintenanceTiers(tiers, application: .marginal)
    expectClose(
      [0, 50, 100, 2000].map { whole.requirement(notional: $0) }, [0, 0.5, 5, 200], 1e-12)
    expectClose(
      [0, 50, 100, 2000].map { marginal.requirement(notional: $0) },
      [0, 0.5, 1, 1 + 45 + 100], 1e-12)
  }

  /// Independent: the first price from entry at which equity is below the requirement, by a scan.
  @Test(arguments: UInt64(0)..<60, [MaintenanceTiers.Application.whole, .marginal])
  func `the liquidation price of tiers is the first that a scan meets`(
    seed: UInt64, application: MaintenanceTiers.Application
  ) throws {
    var stream = Stream(seed: seed, replicate: 0, purpose: 4, tick: 0, entity: 0)
    let tiers = MaintenanceTiers(
      [
        .init(notional: 0, rate: 0.005), .init(notional: 400, rate: 0.02),
        .init(notional: 900, rate: 0.05),
      ], application: application)
    let units = (stream.uniform() < 0.5 ? -1 : 1) * (1 + 12 * stream.uniform())
    let margin = abs(units) * 100 * (0.06 + 0.4 * stream.uniform())
    let found = try #require(
      tiers.liquidationPrice(units: units, entryPrice: 100, margin: margin))
    var price = 100.0
    func safe(_ price: Double) -> Bool {
      margin + units * (price - 100) >= tiers.requirement(notional: abs(units) * price)
    }
    let step = units > 0 ? -0.001 : 0.001
    while safe(price), price < 1000, price > 0 { price += step }
    #expect(abs(price - found) <= 0.0011)
  }

  /// Scenarios of the liquidation tests of the FLOX engine (one tier of 0.5 %, no slippage).
  @Test func `accounts, fund and winners bear a deficit in that order`() {
    let tiers = MaintenanceTiers([.init(notional: 0, rate: 0.005)])
    func run(
      _ mark: Double, _ positions: [(Double, Double)], fund: Double = 0,
      rule: AutoDeleveragingRule? = nil
    ) -> PerpetualLiquidationRound {
      liquidatePerpetuals(
        positions.map { PerpetualPosition(units: $0.0, entryPrice: 100, margin: $0.1) },
        markPrice: mark, tiers: tiers, insuranceFund: fund, autoDeleveraging: rule)
    }
    let a = run(80, [(10, 10)])
    #expect(a.liquidated == [true] && a.equity == [-190])
    let b = run(99, [(1, 50)])
    #expect(b.liquidated == [false] && b.equity == [49] && b.equityAfter == [49])
    #expect(abs(tiers.requirement(notional: 99) - 0.495) < 1e-12)
    let c = run(40, [(10, 50)], fund: 1000, rule: .partialQueue)
    #expect(c.paidByFund == 550 && c.fundAfter == 450 && c.haircuts == [0] && c.uncovered == 0)
    let d = run(40, [(10, 50), (-5, 100), (-10, 100)], rule: .partialQueue)
    #expect(d.deficit == 550 && d.haircuts == [0, 0, 550] && d.uncovered == 0)
    let e = run(40, [(10, 50), (-10, 100)], rule: .partialQueue)
    #expect(e.equityAfter == [0, 150] && e.haircuts[1] == 550)
    let f = run(40, [(10, 50), (-5, 100)])
    #expect(f.liquidated == [true, false] && f.uncovered == 550 && f.haircuts == [0, 0])
  }

  @Test func `money is conserved by a round of liquidations, and slippage is paid for`() {
    let tiers = MaintenanceTiers([.init(notional: 0, rate: 0.01)])
    var stream = Stream(seed: 9, replicate: 0, purpose: 1, tick: 0, entity: 0)
    for rule in AutoDeleveragingRule.allCases where rule != .queue {
      for _ in 0..<50 {
        let positions = (0..<12).map { _ in
          PerpetualPosition(
            units: 20 * stream.uniform() - 10, entryPrice: 80 + 40 * stream.uniform(),
            margin: 300 * stream.uniform())
        }
        let found = liquidatePerpetuals(
          positions, markPrice: 70, tiers: tiers, insuranceFund: 100, slippage: 0.01,
          autoDeleveraging: rule)
        let slippage = positions.indices.reduce(0) {
          $0 + (found.liquidated[$1] ? 0.7 * abs(positions[$1].units) : 0)
        }
        let before = found.equity.reduce(100, +) - slippage
        let after = found.equityAfter.reduce(found.fundAfter, +) - found.uncovered
        #expect(abs(before - after) < 1e-9)
        #expect(zip(found.liquidated, found.equityAfter).allSatisfy { !$0 || $1 >= 0 })
      }
    }
  }

  @Test func `liquidations feed on the price that they make`() {
    let loans = [
      CollateralisedLoan(collateral: 10, debt: 780, liquidationThreshold: 0.8),
      CollateralisedLoan(collateral: 10, debt: 700, liquidationThreshold: 0.8),
      CollateralisedLoan(collateral: 10, debt: 100, liquidationThreshold: 0.8),
    ]
    let deep = liquidationCascade(loans, price: 95, depth: .infinity)
    #expect(deep.liquidationRound == [0, nil, nil] && deep.price == 95 && deep.badDebt == 0)
    #expect(abs(deep.sold - 390 * 1.05 / 95) < 1e-12)
    let thin = liquidationCascade(loans, price: 95, depth: 2000)
    #expect(thin.liquidationRound[0] == 0 && thin.liquidationRound[1] == 1)
    #expect(thin.liquidationRound[2] == nil && thin.price < 95 && thin.report.status == .exact)
    // Exponential impact composes: the price is that of all money sold.
    #expect(thin.sold > deep.sold)
    let stopped = liquidationCascade(loans, price: 95, depth: 2000, maximumRounds: 1)
    #expect(stopped.report.status == .iterationLimit && stopped.liquidationRound[1] == nil)
    #expect(liquidationCascade([], price: 1, depth: 1).report.status == .exact)
  }

  @Test func `a deeper market never has the lower price or the more bad debt`() {
    var stream = Stream(seed: 3, replicate: 0, purpose: 1, tick: 0, entity: 0)
    for _ in 0..<40 {
      let loans = (0..<20).map { _ in
        CollateralisedLoan(
          collateral: 10, debt: 800 * stream.uniform(), liquidationThreshold: 0.8)
      }
      var last = liquidationCascade(loans, price: 85, depth: 3000, closeFactor: 1)
      for depth in [6000.0, 20_000, 1e6] {
        let next = liquidationCascade(loans, price: 85, depth: depth, closeFactor: 1)
        #expect(next.price >= last.price && next.badDebt <= last.badDebt + 1e-9)
        last = next
      }
    }
  }
}
