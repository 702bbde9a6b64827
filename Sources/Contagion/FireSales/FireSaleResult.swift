public import LinearAlgebra

/// The state of institutions and markets after a fire sale.
public struct FireSaleResult: Sendable, Equatable {
  /// `E`: signed equity at the last prices; a negative value is what is missing.
  public let equity: [Double]
  /// `h = clip(1 − E/E0, 0, 1)` against the equity before the shock; where `E0 ≤ 0`, 1 if in default, else 0.
  public let distress: [Double]
  /// Who is in default.
  public let defaulted: [Bool]
  /// The round of each default: 0 by the shock alone, before anyone sold; nil for none.
  public let defaultRound: [Int?]
  /// The price of each asset at the end.
  public let prices: [Double]
  /// The units that are left, row = institution, column = asset.
  public let holdings: Matrix
  /// The cash of each institution at the end.
  public let cash: [Double]
  /// The units of each asset that were sold, as a share of what was held at the start; 0 if none was.
  public let soldShares: [Double]
  /// `Σ_i (E0_i − E_i)`: what all lost since before the shock, in money.
  public let systemLoss: Double
  /// The part of ``systemLoss`` that the sales caused: what was lost since after the shock.
  public let fireSaleLoss: Double
  /// Rounds (iterations), and whether anyone would still sell (`iterationLimit`).
  public let report: SolutionReport

  init(
    _ portfolios: OverlappingPortfolios, state: PortfolioState, equity: [Double],
    equityAfterShock: [Double], defaultRound: [Int?], report: SolutionReport
  ) {
    let before = portfolios.bookEquity
    self.equity = equity
    distress = equity.indices.map { i in
      before[i] > 0
        ? min(1, max(0, 1 - equity[i] / before[i])) : (defaultRound[i] != nil ? 1 : 0)
    }
    defaulted = defaultRound.map { $0 != nil }
    self.defaultRound = defaultRound
    prices = state.prices
    let left = Matrix(rows: state.count, columns: state.assetCount, elements: state.holdings)
    holdings = left
    cash = state.cash
    let (held, leftInAll) = (portfolios.holdings.columnSums, left.columnSums)
    soldShares = held.indices.map { held[$0] > 0 ? 1 - leftInAll[$0] / held[$0] : 0 }
    systemLoss = zip(before, equity).reduce(0) { $0 + ($1.0 - $1.1) }
    fireSaleLoss = zip(equityAfterShock, equity).reduce(0) { $0 + ($1.0 - $1.1) }
    self.report = report
  }
}
