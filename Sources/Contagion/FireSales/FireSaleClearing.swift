public import LinearAlgebra
public import Networks

/// Prices, sales and payments that agree with each other.
public struct FireSaleClearing: Sendable, Equatable {
  /// The price of each asset.
  public let prices: [Double]
  /// The share of its marketable assets that each institution sells.
  public let soldShares: [Double]
  /// `E`: signed equity at these prices and payments.
  public let equity: [Double]
  /// What each institution pays on its liabilities inside the network.
  public let payments: [Double]
  /// `V`: the value of one unit of face of a claim on each institution.
  public let valuation: [Double]
  /// `h = clip(1 − E/E0, 0, 1)` against the equity before the shock; where `E0 ≤ 0`, 1 if in default, else 0.
  public let distress: [Double]
  /// Who is in default.
  public let defaulted: [Bool]
  /// The wave of each default in the clearing at the final prices, from 0; nil for none.
  public let defaultRound: [Int?]
  /// `Σ_i (E0_i − E_i)`: what all lost since before the shock, in money.
  public let systemLoss: Double
  /// How the prices were found: the residual is `max_k |Φ_k(p) − p_k|` relative to the reference prices, an
  /// iteration is one clearing of the network.
  public let report: SolutionReport
}

/// Interbank clearing and fire sales to a capital ratio, solved together.
///
/// Cifuentes, Ferrucci and Shin (2005, doi:10.1162/jeea.2005.3.2-3.556). At prices `p` all claims inside the network
/// clear; institution `i` with marketable assets `m_i = Σ_k e_ik·p_k`, claims worth `(A·V)_i` and other assets
/// `o_i` then sells the least share `s_i` of its portfolio with
///
///     E_i/((1 − s_i)·m_i + o_i + (A·V)_i) ≥ minimumRatio
///
/// (cash needs no capital), and everything where that is not enough or `E_i ≤ 0`. The sales give prices
/// `Φ_k(p)`: for exponential impact `p_k·exp(−Σ_i s_i·e_ik·α_k)` with `α_k = p_k/depth_k`, units being turned into money
/// at the reference prices.
///
/// `Φ` is monotone, so iteration from the prices before sales falls to the greatest equilibrium, and from the
/// prices with all sold rises to the least; ``propagate(_:valuation:referenceEquity:alreadyDefaulted:options:)``
/// clears the network in every step. `converged` means that no price moves by more than the
/// tolerance, and, where the iteration did not come to rest to the last bit, that an equilibrium lies within
/// a thousand tolerances of it: `Φ(q) ≥ q` was tried at `q = p − 1000·tolerance`.
///
/// - Parameters:
///   - portfolios: balance sheets before the shock; liabilities are those to outsiders, senior to claims.
///   - claims: faces of claims among institutions, row = creditor.
///   - shock: falls of prices and losses on other assets.
///   - minimumRatio: in (0, 1).
///   - impacts: how sales move each price: one for all assets, or one per asset.
///   - valuation: Eisenberg–Noe unless given; any other works the same way.
///   - options: which fixed point, default test, tolerance and bound on iterations.
/// - Throws: `NetworkError` with every problem of the claims.
public func fireSaleClearing(
  _ portfolios: OverlappingPortfolios, claims: Matrix, shock: PortfolioShock = .init(),
  minimumRatio: Double, impacts: [PriceImpact] = [.exponential(floor: 0)],
  valuation: Valuation = .eisenbergNoe, options: ContagionOptions = .init()
) throws(NetworkError) -> FireSaleClearing {
  precondition(minimumRatio > 0 && minimumRatio < 1, "ratio \(minimumRatio) outside (0, 1)")
  return try fireSaleClearing(
    portfolios, claims: claims, shock: shock,
    minimumRatios: Array(repeating: minimumRatio, count: portfolios.count), impacts: impacts,
    valuation: valuation, options: options)
}

/// Interbank clearing and fire sales, each institution to a capital ratio of its own, solved together.
///
/// The same as ``fireSaleClearing(_:claims:shock:minimumRatio:impacts:valuation:options:)`` where the rules of capital
/// differ from one institution to the next.
///
/// - Parameters:
///   - portfolios: balance sheets before the shock; liabilities are those to outsiders, senior to claims.
///   - claims: faces of claims among institutions, row = creditor.
///   - shock: falls of prices and losses on other assets.
///   - minimumRatios: one for each institution, in (0, 1).
///   - impacts: how sales move each price: one for all assets, or one per asset.
///   - valuation: Eisenberg–Noe unless given; any other works the same way.
///   - options: which fixed point, default test, tolerance and bound on iterations.
/// - Throws: `NetworkError` with every problem of the claims.
public func fireSaleClearing(
  _ portfolios: OverlappingPortfolios, claims: Matrix, shock: PortfolioShock = .init(),
  minimumRatios: [Double], impacts: [PriceImpact] = [.exponential(floor: 0)],
  valuation: Valuation = .eisenbergNoe, options: ContagionOptions = .init()
) throws(NetworkError) -> FireSaleClearing {
  precondition(
    minimumRatios.count == portfolios.count && minimumRatios.allSatisfy { $0 > 0 && $0 < 1 },
    "ratios \(minimumRatios) of \(portfolios.count) institutions, each in (0, 1)")
  let before = try ExposureNetwork(
    claims: claims, externalAssets: portfolios.totalAssets,
    externalLiabilities: portfolios.liabilities)
  let state = PortfolioState(portfolios, shock: shock)
  let market = SaleMarket(
    state: state, portfolios: portfolios,
    markets: PortfolioMarkets(
      portfolios, impacts: impacts, flowValue: .referencePrice, implementationShortfall: 0),
    network: before, valuation: valuation, minimumRatios: minimumRatios,
    referenceEquity: before.bookEquity, options: options)
  let (prices, outcome, report) = try market.solve()
  let clearing = outcome.clearing
  return FireSaleClearing(
    prices: prices, soldShares: outcome.shares, equity: clearing.equity,
    payments: clearing.payments, valuation: clearing.valuation, distress: clearing.distress,
    defaulted: clearing.defaulted, defaultRound: clearing.defaultRound,
    systemLoss: zip(before.bookEquity, clearing.equity).reduce(0) { $0 + ($1.0 - $1.1) },
    report: report)
}

/// The map from prices through clearing and sales to prices.
private struct SaleMarket {
  /// After the shock, before any sale.
  let state: PortfolioState
  let portfolios: OverlappingPortfolios
  let markets: PortfolioMarkets
  let network: ExposureNetwork
  let valuation: Valuation
  let minimumRatios: [Double]
  let referenceEquity: [Double]
  let options: ContagionOptions

  struct Outcome {
    let clearing: ContagionResult
    let shares: [Double]
    /// `Φ(p)`.
    let prices: [Double]
  }

  /// How many tolerances from the last prices an equilibrium is looked for.
  private static var certificateWidth: Double { 1000 }

  func solve() throws(NetworkError) -> ([Double], Outcome, SolutionReport) {
    let descending = options.fixedPoint == .greatest
    let reference = markets.referencePrices
    var prices =
      descending
      ? state.prices : pricesAfter(shares: Array(repeating: 1, count: state.count))
    var iterations = 0
    var status = SolutionStatus.iterationLimit
    var outcome = try step(prices)
    while true {
      iterations += 1
      let next = zip(outcome.prices, prices).map { descending ? min($0, $1) : max($0, $1) }
      let move = distance(next, prices)
      if move == 0 {
        status = .converged
        break
      }
      if move <= options.tolerance {
        let width = (descending ? -1 : 1) * Self.certificateWidth * options.tolerance
        let trial = prices.indices.map { max(0, next[$0] + width * reference[$0]) }
        let beyond = try step(trial).prices
        iterations += 1
        if zip(beyond, trial).allSatisfy({ descending ? $0 >= $1 : $0 <= $1 }) {
          status = .converged
          prices = next
          outcome = try step(prices)
          break
        }
      }
      guard iterations < options.maximumIterations else { break }
      prices = next
      outcome = try step(prices)
    }
    return (
      prices, outcome,
      SolutionReport(
        status: status, residual: distance(outcome.prices, prices), iterations: iterations,
        fixedPoint: options.fixedPoint)
    )
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    var largest = 0.0
    for k in a.indices { largest = max(largest, abs(a[k] - b[k]) / markets.referencePrices[k]) }
    return largest
  }

  /// Clears the network at the given prices, and finds what is sold and where that takes prices.
  private func step(_ prices: [Double]) throws(NetworkError) -> Outcome {
    let holdings = portfolios.holdings.times(prices)
    let count = state.count
    let clearing = propagate(
      try network.with(
        externalAssets: (0..<count).map { state.cash[$0] + state.otherAssets[$0] + holdings[$0] },
        externalLiabilities: state.liabilities),
      valuation: valuation, referenceEquity: referenceEquity, options: options)
    let claims = network.claims.times(clearing.valuation)
    let shares = (0..<count).map { i -> Double in
      guard holdings[i] > 0 else { return 0 }
      guard clearing.equity[i] > 0 else { return 1 }
      let kept = clearing.equity[i] / minimumRatios[i] - state.otherAssets[i] - claims[i]
      return min(1, max(0, 1 - kept / holdings[i]))
    }
    return Outcome(clearing: clearing, shares: shares, prices: pricesAfter(shares: shares))
  }

  /// The prices once the given shares of the portfolios are sold.
  private func pricesAfter(shares: [Double]) -> [Double] {
    let units = portfolios.holdings.transposedTimes(shares)
    return units.indices.map {
      markets.priceAfter(selling: units[$0], of: $0, at: state.prices[$0])
    }
  }
}
