public import LinearAlgebra

/// How institutions delever when their leverage passes a limit (Cont and Schaanning 2017).
public struct ThresholdDeleveraging: Sendable, Equatable {
  /// `λ_max`: assets over equity above which an institution sells, at least 1.
  public var maximumLeverage: Double
  /// `λ_t`: assets over equity to which it goes back, in [1, λ_max].
  public var targetLeverage: Double
  /// `α`: the share of the price fall that the seller suffers on what it sells, in [0, 1].
  public var implementationShortfall: Double
  /// How sales move each price: one for all assets, or one per asset.
  public var impacts: [PriceImpact]
  /// Whether an institution in default sells all it has, or holds on to it.
  public var insolventSell: Bool
  /// When an institution is in default.
  public var defaultTest: DefaultTest
  /// The bound on rounds, after which the status is `iterationLimit`.
  public var maximumRounds: Int
  /// The end: a round that offers no more than this share of the assets.
  public var tolerance: Double

  /// A rule; the target is 95 % of the limit, and impact level-dependent with a floor at half the price,
  /// unless given.
  public init(
    maximumLeverage: Double, targetLeverage: Double? = nil,
    implementationShortfall: Double = 0.5,
    impacts: [PriceImpact] = [.levelDependent(floor: 0.5)], insolventSell: Bool = true,
    defaultTest: DefaultTest = .strict, maximumRounds: Int = 10_000, tolerance: Double = 1e-13
  ) {
    let target = targetLeverage ?? max(1, 0.95 * maximumLeverage)
    precondition(
      maximumLeverage >= target && target >= 1 && maximumLeverage.isFinite,
      "leverage limit \(maximumLeverage), target \(target)")
    precondition(maximumRounds > 0 && tolerance >= 0, "\(maximumRounds) rounds, \(tolerance)")
    self.maximumLeverage = maximumLeverage
    self.targetLeverage = target
    self.implementationShortfall = implementationShortfall
    self.impacts = impacts
    self.insolventSell = insolventSell
    self.defaultTest = defaultTest
    self.maximumRounds = maximumRounds
    self.tolerance = tolerance
  }
}

/// A fire sale of institutions that delever in rounds, each when its leverage passes the limit.
///
/// Cont and Schaanning (2017, Norges Bank WP 2/2017). In each round an institution with marketable assets
/// `Π_i = Σ_k Π_ik`, other assets `I_i` (cash included) and equity `C_i` sells, of every holding, the share
///
///     Γ_i = min(1, (Π_i + I_i − λ_t·C_i)/Π_i)   where Π_i + I_i > λ_max·C_i, else 0
///
/// at once with the others. Prices fall by the share `Ψ_k` for the money `q_k = Σ_i Γ_i·Π_ik` offered at present
/// prices; what is kept is marked down, and what is sold yields `1 − α·Ψ_k`:
///
///     C_i ← C_i − Σ_k (1 − (1 − α)·Γ_i)·Π_ik·Ψ_k
///
/// Proceeds repay liabilities. Unlike in the model of Greenwood, Landier and Thesmar nobody sells below the
/// limit. Equity is signed: it goes on below zero where the paper stops at it. `O(rounds·n·m)`.
///
/// - Parameters:
///   - portfolios: balance sheets, prices and depths `D` before the shock.
///   - shock: falls of prices and losses on other assets.
///   - rule: limit, target, impact and end.
/// - Returns: the state once nobody sells (`exact`), or hardly anybody (`converged`: a round offered no
///   more than the tolerance), or at the bound on rounds; the residual is the share of all assets that the last
///   round offered.
public func thresholdDeleveraging(
  _ portfolios: OverlappingPortfolios, shock: PortfolioShock = .init(),
  rule: ThresholdDeleveraging
) -> FireSaleResult {
  var state = PortfolioState(portfolios, shock: shock)
  let markets = PortfolioMarkets(
    portfolios, impacts: rule.impacts, flowValue: .presentPrice,
    implementationShortfall: rule.implementationShortfall)
  let count = state.count
  var equity = (0..<count).map { state.equity($0) }
  let afterShock = equity
  let scale = portfolios.totalAssets.reduce(0, +)
  var defaultRound = (0..<count).map { i -> Int? in
    rule.defaultTest.isDefault(equity[i], guardBand: state.guardBand(i)) ? 0 : nil
  }
  var shares = [Double](repeating: 0, count: count)
  var status = SolutionStatus.iterationLimit
  var offered = 0.0
  var rounds = 0
  while true {
    var anyone = false
    for i in 0..<count {
      let inDefault = defaultRound[i] != nil
      shares[i] = inDefault && !rule.insolventSell ? 0 : state.deleveraging(i, equity[i], rule)
      if shares[i] > 0 { anyone = true }
    }
    if !anyone {
      status = .exact
      offered = 0
      break
    }
    guard rounds < rule.maximumRounds else { break }
    rounds += 1
    let cash = state.cash
    offered = state.sell(shares: shares, on: markets)
    for i in 0..<count {
      state.payDown(i, by: state.cash[i] - cash[i])
      equity[i] = state.equity(i)
      if defaultRound[i] == nil,
        rule.defaultTest.isDefault(equity[i], guardBand: state.guardBand(i))
      {
        defaultRound[i] = rounds
      }
    }
    if offered <= rule.tolerance * scale {
      status = .converged
      break
    }
  }
  return FireSaleResult(
    portfolios, state: state, equity: equity, equityAfterShock: afterShock,
    defaultRound: defaultRound,
    report: SolutionReport(
      status: status, residual: scale > 0 ? offered / scale : 0, iterations: rounds))
}

extension PortfolioState {
  /// `Γ_i`: the share of its marketable assets that institution `i` sells.
  fileprivate func deleveraging(
    _ i: Int, _ equity: Double, _ rule: ThresholdDeleveraging
  ) -> Double {
    let marketable = marketable(i)
    let total = marketable + cash[i] + otherAssets[i]
    guard marketable > 0, total - rule.maximumLeverage * equity > guardBand(i) else { return 0 }
    return min(1, max(0, (total - rule.targetLeverage * equity) / marketable))
  }

  /// Repays liabilities of institution `i` with the proceeds of its sales, whatever is due early.
  fileprivate mutating func payDown(_ i: Int, by proceeds: Double) {
    let repaid = min(proceeds, liabilities[i])
    cash[i] -= repaid
    liabilities[i] -= repaid
  }
}

/// The overlap of portfolios, weighted by how little the markets bear: `Ω[i, j] = Σ_k Π_ik·Π_jk/D_k`.
///
/// With linear impact, an institution `j` that sells the share `Γ_j` of its portfolio costs `i` the amount
/// `Ω[i, j]·Γ_j` (Cont and Schaanning 2017). Holdings at the reference prices; symmetric.
public func liquidityWeightedOverlap(_ portfolios: OverlappingPortfolios) -> Matrix {
  let (count, assets) = (portfolios.count, portfolios.assetCount)
  var overlap = Matrix(rows: count, columns: count)
  for i in 0..<count {
    for j in 0...i {
      var sum = 0.0
      for k in 0..<assets {
        let price = portfolios.prices[k]
        sum +=
          portfolios.holdings[i, k] * price * (portfolios.holdings[j, k] * price)
          / portfolios.depths[k]
      }
      overlap[i, j] = sum
      overlap[j, i] = sum
    }
  }
  return overlap
}
