public import LinearAlgebra

/// How institutions manage the ratio of equity to assets, round by round.
public struct LeverageTargeting: Sendable, Equatable {
  /// Below this ratio of equity to assets an institution is in default.
  public var minimumRatio: Double
  /// Below this one it delevers.
  public var bufferRatio: Double
  /// This is the ratio that it then wants, positive.
  public var targetRatio: Double
  /// How many rounds there are: sales, new prices, decisions.
  public var rounds: Int
  /// How sales move each price: one for all assets, or one per asset.
  public var impacts: [PriceImpact]

  /// A rule; exponential impact without a floor unless given.
  public init(
    minimumRatio: Double, bufferRatio: Double, targetRatio: Double, rounds: Int = 6,
    impacts: [PriceImpact] = [.exponential(floor: 0)]
  ) {
    precondition(
      minimumRatio >= 0 && minimumRatio <= bufferRatio && bufferRatio <= targetRatio
        && targetRatio > 0 && targetRatio <= 1,
      "ratios \(minimumRatio) ≤ \(bufferRatio) ≤ \(targetRatio) ≤ 1")
    precondition(rounds >= 0, "\(rounds) rounds")
    self.minimumRatio = minimumRatio
    self.bufferRatio = bufferRatio
    self.targetRatio = targetRatio
    self.rounds = rounds
    self.impacts = impacts
  }
}

/// A fire sale of institutions that keep their leverage ratio, in rounds.
///
/// The model of the INET stress test (Farmer, Kleinnijenhuis, Nahai-Williamson and Wetzer 2020, Bank of
/// England SWP 861, fire-sale block). In each round:
///
/// 1. Who defaulted in the round before puts all its holdings on sale.
/// 2. Every market clears all orders at once; sellers get the mean of the prices before and after; all
///    holdings are marked to the new price. With exponential impact and the depths of
///    ``OverlappingPortfolios/withDepths(priceDrop:shareSold:)`` a price falls by `exp(−β·q_k/Q_k)`.
/// 3. An institution with assets `A` and equity `E` defaults if `E < minimum·A`. If `E < buffer·A` it
///    wants to repay `A − E/target`: it repays what it can of ``OverlappingPortfolios/repayableLiabilities``
///    from its cash, and puts on sale, in proportion to value, what then neither is repaid nor in cash.
///
/// Round 1 has no orders to clear: it judges the shock, so a default in it has `defaultRound` 0. A finite sequence
/// of steps: the status is always exact, and whether orders are left after the last round is not asked.
/// `O(rounds·n·m)`; see ``leverageTargeting(_:scenarios:rule:)`` for many shocks.
public func leverageTargeting(
  _ portfolios: OverlappingPortfolios, shock: PortfolioShock = .init(), rule: LeverageTargeting
) -> FireSaleResult {
  var run = LeverageTargetingRun(portfolios, rule: rule)
  run.restart(portfolios, shock: shock)
  let afterShock = (0..<portfolios.count).map { run.state.equity($0) }
  run.go(rule)
  return FireSaleResult(
    portfolios, state: run.state, equity: (0..<portfolios.count).map { run.state.equity($0) },
    equityAfterShock: afterShock, defaultRound: run.defaultRound.map { $0 < 0 ? nil : $0 },
    report: SolutionReport(status: .exact, iterations: rule.rounds))
}

/// One of many stress tests on the same portfolios.
public struct FireSaleScenario: Sendable, Equatable {
  /// What hits the portfolios.
  public var shock: PortfolioShock
  /// The depths of the markets; those of the portfolios where nil.
  public var depths: [Double]?

  /// A scenario.
  public init(shock: PortfolioShock, depths: [Double]? = nil) {
    self.shock = shock
    self.depths = depths
  }
}

/// The results of many stress tests, one row per scenario.
public struct FireSaleBatch: Sendable, Equatable {
  /// Signed equity at the end, row = scenario, column = institution.
  public let equity: Matrix
  /// Prices at the end, row = scenario, column = asset.
  public let prices: Matrix
  /// The round of each default, nil for none: scenario by scenario, institution by institution.
  public let defaultRound: [[Int?]]
  /// What all lost since before the shock.
  public let systemLoss: [Double]
  /// How many institutions are in default.
  public let defaults: [Int]
}

/// The fire sale of ``leverageTargeting(_:shock:rule:)`` for many shocks and depths, in one workspace.
///
/// Each row is the same, bit for bit, as the scenario run alone. Nothing is allocated in a round.
public func leverageTargeting(
  _ portfolios: OverlappingPortfolios, scenarios: [FireSaleScenario], rule: LeverageTargeting
) -> FireSaleBatch {
  let (count, assets) = (portfolios.count, portfolios.assetCount)
  var run = LeverageTargetingRun(portfolios, rule: rule)
  let before = portfolios.bookEquity
  var equity = Matrix(rows: scenarios.count, columns: count)
  var prices = Matrix(rows: scenarios.count, columns: assets)
  var rounds: [[Int?]] = []
  var losses = [Double](repeating: 0, count: scenarios.count)
  var defaults = [Int](repeating: 0, count: scenarios.count)
  rounds.reserveCapacity(scenarios.count)
  for (place, scenario) in scenarios.enumerated() {
    run.restart(portfolios, shock: scenario.shock, depths: scenario.depths)
    run.go(rule)
    for i in 0..<count {
      let final = run.state.equity(i)
      equity[place, i] = final
      losses[place] += before[i] - final
      if run.defaultRound[i] >= 0 { defaults[place] += 1 }
    }
    for k in 0..<assets { prices[place, k] = run.state.prices[k] }
    rounds.append(run.defaultRound.map { $0 < 0 ? nil : $0 })
  }
  return FireSaleBatch(
    equity: equity, prices: prices, defaultRound: rounds, systemLoss: losses, defaults: defaults)
}

/// The workspace of the rounds: everything that they change, allocated once.
private struct LeverageTargetingRun {
  var state: PortfolioState
  var markets: PortfolioMarkets
  /// The share of its holdings that each institution has on sale.
  var orders: [Double]
  /// The round of each default, −1 for none.
  var defaultRound: [Int]

  init(_ portfolios: OverlappingPortfolios, rule: LeverageTargeting) {
    state = PortfolioState(portfolios, shock: PortfolioShock())
    markets = PortfolioMarkets(
      portfolios, impacts: rule.impacts, flowValue: .referencePrice, implementationShortfall: 0.5)
    orders = Array(repeating: 0, count: portfolios.count)
    defaultRound = Array(repeating: -1, count: portfolios.count)
  }

  mutating func restart(
    _ portfolios: OverlappingPortfolios, shock: PortfolioShock, depths: [Double]? = nil
  ) {
    state.restart(portfolios, shock: shock)
    let depths = depths ?? portfolios.depths
    precondition(
      depths.count == state.assetCount && depths.allSatisfy { $0 > 0 }, "depths \(depths)")
    markets.depths = depths
    for i in 0..<state.count {
      orders[i] = 0
      defaultRound[i] = -1
    }
  }

  mutating func go(_ rule: LeverageTargeting) {
    for round in 0..<rule.rounds {
      if round > 0 { _ = state.sell(shares: orders, on: markets) }
      for i in 0..<state.count {
        orders[i] = 0
        if defaultRound[i] < 0 { orders[i] = decide(i, round: round, rule) }
      }
    }
  }

  /// The share of its holdings that institution `i` puts on sale.
  private mutating func decide(_ i: Int, round: Int, _ rule: LeverageTargeting) -> Double {
    let marketable = state.marketable(i)
    let assets = state.cash[i] + state.otherAssets[i] + marketable
    let equity = assets - state.liabilities[i]
    let guardBand = DefaultTest.roundingShare * (assets + state.liabilities[i])
    if equity < rule.minimumRatio * assets - guardBand {
      defaultRound[i] = round
      return 1
    }
    guard equity < rule.bufferRatio * assets - guardBand else { return 0 }
    var need = leverageTargetSales(
      assets: assets, debt: state.liabilities[i], targetLeverage: 1 / rule.targetRatio - 1)
    need -= state.repay(i, upTo: need)
    guard marketable > 0, need > state.cash[i] else { return 0 }
    return min(1, (need - state.cash[i]) / marketable)
  }
}
