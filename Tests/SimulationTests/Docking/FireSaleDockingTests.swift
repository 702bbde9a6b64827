import Contagion
import LinearAlgebra
import Randomness
import Regimes
import Testing

@testable import Simulation

/// The equations of Cifuentes, Ferrucci and Shin (2005, JEEA 3, 556–566) without interbank links: two banks with 100
/// of one asset at a price of 1, deposits as given, a capital ratio of 7 %; fixed points computed to 1e-12.
@Suite("Capital constraints: Cifuentes, Ferrucci and Shin")
struct CapitalDockingTests {
  struct Case: Sendable {
    let deposits: [Double]
    let alpha: Double
    let price: Double
    let sold: [Double]
    let capital: [Double]
  }

  static let published = [
    Case(
      deposits: [93.5, 90], alpha: 0.0001, price: 0.9991758850523346,
      sold: [8.244547170744283, 0], capital: [6.417588505233454, 9.917588505233454]),
    Case(
      deposits: [93.5, 90], alpha: 0.0005, price: 0.9891869312213266,
      sold: [21.743909769232275, 0], capital: [5.418693122132666, 8.918693122132666]),
    Case(
      deposits: [93.5, 90], alpha: 0.001, price: 0.8187307530779818, sold: [100, 100],
      capital: [-11.626924692201811, -8.126924692201811]),
    Case(
      deposits: [94, 93], alpha: 0.0001, price: 0.9980518887909581,
      sold: [16.906855612655775, 2.593256844739983],
      capital: [5.805188879095809, 6.805188879095809]),
  ]

  private func small(
    _ deposits: [Double], alpha: Double, ratios: [Double] = [0.07],
    rule: CapitalConstraint? = CapitalConstraint()
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: ratios.count, tokens: [("asset", 1)], ticks: 2)
    small.switchOnOnly(\.marketImpact, \.behaviour)
    small.regime.recognition = ratios.count > 1 ? .full : .none
    small.specification.assets[1].backgroundDepth = ratios.map { _ in
      1 / alpha / Double(ratios.count)
    }
    small.specification.assets[1].impact = .exponential(floor: 0)
    for (j, ratio) in ratios.enumerated() {
      small.specification.jurisdictions[j].rulebook.capitalRatio = ratio
    }
    for (bank, owed) in deposits.enumerated() {
      small.add("bank\(bank)", home: min(bank, ratios.count - 1), tokens: [1: 100]) {
        $0.externalLiabilities = owed
        $0.behaviour.capitalConstraint = rule
      }
    }
    return small
  }

  /// 1e-9: the precision of the published fixed points.
  @Test(
    "prices, sales and capital are the published equilibrium, on both sides of the tipping point",
    arguments: published)
  func equilibrium(of published: Case) throws {
    let world = try small(published.deposits, alpha: published.alpha).world(after: 2)
    #expect(isNear(world.price(0, 1), published.price))
    let sold = (0...1).map { 100 - world.holdings[$0, 0, 1] }
    #expect(zip(sold, published.sold).allSatisfy { abs($0 - $1) < 1e-7 })
    #expect(areNear(world.equities(), published.capital, within: 1e-8))
  }

  @Test("without the behaviour, or without a requirement, nobody sells")
  func absent() throws {
    #expect(try small([93.5, 90], alpha: 0.0001, rule: nil).world(after: 2).price(0, 1) == 1)
    #expect(
      try small([93.5, 90], alpha: 0.0001, ratios: [0]).world(after: 2).price(0, 1) == 1)
  }

  @Test(
    "a weight of two on tokens asks for as much capital as twice the ratio, a weight of zero for none"
  )
  func weights() throws {
    let published = Self.published[1]
    var small = small(published.deposits, alpha: published.alpha, ratios: [0.035])
    #expect(try small.world(after: 2).price(0, 1) == 1)
    small.rules { $0.riskWeights = [0, 2] }
    #expect(isNear(try small.world(after: 2).price(0, 1), published.price))
    small.rules { $0.riskWeights = [0, 0] }
    #expect(try small.world(after: 2).price(0, 1) == 1)
  }

  @Test(
    "a half-life sells part of it in a tick, and a multiple returns to more than the requirement")
  func adjustment() throws {
    let half = try small(
      [93.5, 90], alpha: 1e-12, rule: CapitalConstraint(adjustmentHalfLifeHours: 1)
    ).world(after: 2)
    // No impact: 6.5 over 7 % keeps 92.857 of 100, half of the sale in the first tick.
    #expect(isNear(half.holdings[0, 0, 1], 100 - (100 - 6.5 / 0.07) / 2, within: 1e-8))
    let more = try small(
      [93.5, 90], alpha: 1e-12, rule: CapitalConstraint(targetMultiple: 1.1)
    ).world(after: 2)
    #expect(isNear(more.holdings[0, 0, 1], 6.5 / 0.077, within: 1e-8))
    #expect(more.holdings[1, 0, 1] == 100)
  }

  /// Ten banks with 6 to 8 of capital in 100, in ten jurisdictions that recognise each other: one market.
  @Test("one ratio for all makes them sell together what ratios spread about the same mean do not")
  func synchronised() throws {
    let deposits = (0..<10).map { 94 - 0.2 * Double($0) }
    // Each just above its own requirement; in the mean the requirement is the same.
    let own = deposits.map { (100 - $0) / 100 - 1e-6 }
    let mean = own.reduce(0, +) / 10
    let apart = try small(deposits, alpha: 1e-4, ratios: own).world(after: 2)
    let together = try small(
      deposits, alpha: 1e-4, ratios: [Double](repeating: mean, count: 10)
    ).world(after: 2)
    #expect(apart.layout.zones == 1 && apart.price(0, 1) == 1)
    #expect(together.price(0, 1) < 0.999)
  }
}

/// Equations of Cont and Schaanning (2017, Norges Bank working paper 2/2017), computed from the paper: two banks, a cap
/// of 33 and a target of 95 % of it, leverage over all assets, impact linear and level-dependent with `B = 1/2`.
@Suite("Threshold deleveraging: Cont and Schaanning")
struct ThresholdDockingTests {
  private let marketable = [[40.0, 10], [20, 30]]

  private func small(
    _ impact: PriceImpact, shock: [Double] = [0.04, 0], ticks: Int = 2
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("a", 1), ("b", 1)], ticks: ticks)
    small.switchOnOnly(\.marketImpact, \.behaviour)
    for (asset, depth) in [(1, 2000.0), (2, 1000)] {
      small.specification.assets[asset].backgroundDepth = [depth]
      small.specification.assets[asset].impact = impact
    }
    let (illiquid, equity) = ([50.0, 80], [4.0, 6])
    for bank in 0...1 {
      small.add("bank\(bank)", tokens: [1: marketable[bank][0], 2: marketable[bank][1]]) {
        $0.externalAssets = illiquid[bank]
        $0.externalLiabilities = illiquid[bank] + marketable[bank].reduce(0, +) - equity[bank]
        $0.behaviour.leverageTarget = LeverageTargeting(
          target: 0.95 * 33, maximum: 33, adjustmentHalfLifeHours: 0, isSymmetric: false,
          countsAllAssets: true)
      }
    }
    for asset in [1, 2] where shock[asset - 1] > 0 {
      small.event(.priceMove(asset: asset, fraction: -shock[asset - 1], durationHours: 0))
    }
    return small
  }

  /// The published case shocks security a by 4 % of its value and counts money, so units cost 0.96.
  @Test(
    "one round: who sells, how much, how far prices fall, and what the bank below the cap loses",
    arguments: [
      (
        PriceImpact.linear(floor: 0.5), [0.00918743801652893, 0.004785123966942152],
        [0.20893341351000616, 0.31995252892562]
      ),
      (
        .levelDependent(floor: 0.5), [0.009103543634704947, 0.004762299425767946],
        [0.20713439096111602, 0.31765702055937334]
      ),
    ])
  func round(impact: PriceImpact, falls: [Double], losses: [Double]) throws {
    var small = small(impact, shock: [0, 0])
    // The loss of 4 % of the first security, with its price as the new unit.
    for bank in 0...1 {
      small.specification.institutions[bank].holdings[0].units *= 0.96
      let worth = 0.96 * marketable[bank][0] + marketable[bank][1]
      small.specification.institutions[bank].externalLiabilities =
        [50.0, 80][bank] + worth - [2.4, 5.2][bank]
    }
    let before = try small.world(after: 1)
    let after = try small.world(after: 2)
    #expect(areNear(before.equities(), [2.4, 5.2]))
    let sold = (1...2).map { before.holdings[0, 0, $0] - after.holdings[0, 0, $0] }
    #expect(areNear(sold, [18.37487603305786, 4.785123966942152]))
    #expect((1...2).allSatisfy { after.holdings[1, 0, $0] == before.holdings[1, 0, $0] })
    let moved = (1...2).map { 1 - after.price(0, $0) }
    #expect(areNear(moved, falls))
    let lost = (0...1).map { bank in
      (1...2).reduce(0) { $0 + after.holdings[bank, 0, $1] * moved[$1 - 1] }
    }
    #expect(areNear(lost, losses))
  }

  @Test("with half the shock nobody passes the cap and nobody sells")
  func threshold() throws {
    let world = try small(.linear(floor: 0.5), shock: [0.02, 0]).world(after: 2)
    #expect(world.price(0, 1) == 0.98 && world.price(0, 2) == 1)
    let other = try small(.linear(floor: 0.5)).world(after: 2)
    #expect(other.price(0, 2) < 1)
  }

  /// Sellers suffer the whole fall on what they sell, as fills after impact have it.
  @Test("round after round, a tick each, until nobody sells")
  func rounds() throws {
    let small = small(.levelDependent(floor: 0.5), shock: [0.06, 0.02], ticks: 40)
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: marketable), depths: [2000, 1000], otherAssets: [50, 80],
      liabilities: [96, 124])
    let published = thresholdDeleveraging(
      portfolios, shock: PortfolioShock(priceDrops: [0.06, 0.02]),
      rule: ThresholdDeleveraging(
        maximumLeverage: 33, implementationShortfall: 1, impacts: [.levelDependent(floor: 0.5)]))
    let world = try small.world(after: 40)
    #expect(areNear((1...2).map { world.price(0, $0) }, published.prices))
    #expect(areNear(world.equities(), published.equity))
    #expect(published.prices[0] < 0.93)
  }

  /// `α = 1.0536`: selling a tenth of an asset lowers its price by a tenth (Caccioli, Shrestha, Moore and Farmer 2014).
  @Test("market depth by the rule of Caccioli and others: a tenth sold, a tenth lost")
  func depth() throws {
    var small = SmallWorld(tokens: [("a", 1)], ticks: 2)
    small.switchOnOnly(\.marketImpact, \.behaviour)
    let alpha = impactRate(priceDrop: 0.1, shareSold: 0.1)
    #expect(isNear(alpha, 1.0536051565782627))
    small.specification.assets[1].backgroundDepth = [1000 / alpha]
    small.specification.assets[1].impact = .exponential(floor: 0)
    small.add("rest", tokens: [1: 900])
    small.add("seller", tokens: [1: 100]) {
      $0.externalLiabilities = 100
      $0.behaviour.leverageTarget = LeverageTargeting(
        target: 5, maximum: 5, adjustmentHalfLifeHours: 0, isSymmetric: false)
    }
    #expect(isNear(try small.world(after: 2).price(0, 1), 0.9))
  }
}
