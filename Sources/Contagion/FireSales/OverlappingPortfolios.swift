public import LinearAlgebra

/// Balance sheets that hold the same marketable assets: what a fire sale runs on.
///
/// An institution owns `holdings[i, k]` units of asset `k` at `prices[k]`, cash, and other assets that cannot be
/// sold; it owes its liabilities. Row = institution, column = asset. Equity is signed:
/// `E_i = cash_i + other_i + Σ_k holdings[i, k]·prices[k] − liabilities_i`. Every amount is finite and
/// not negative (a depth may be infinite, for an asset that sales do not move).
public struct OverlappingPortfolios: Sendable, Equatable {
  /// Units held, row = institution, column = asset.
  public let holdings: Matrix
  /// The price of a unit of each asset before any shock, positive: the reference price of its impact.
  public let prices: [Double]
  /// The market depth of each asset in money, positive; see ``PriceImpact``.
  public let depths: [Double]
  /// Assets that cannot be sold, per institution.
  public let otherAssets: [Double]
  /// Cash, per institution.
  public let cash: [Double]
  /// What each institution owes.
  public let liabilities: [Double]
  /// The part of the liabilities that can be repaid before it is due.
  public let repayableLiabilities: [Double]

  /// The number of institutions.
  public var count: Int { holdings.rows }
  /// The number of marketable assets.
  public var assetCount: Int { holdings.columns }

  /// Portfolios over common assets.
  ///
  /// - Parameters:
  ///   - holdings: units, row = institution, column = asset.
  ///   - prices: one per asset; 1 when left out, so that holdings are money.
  ///   - depths: one per asset; infinite when left out.
  ///   - otherAssets: one per institution; none when left out.
  ///   - cash: one per institution; none when left out.
  ///   - liabilities: one per institution.
  ///   - repayableLiabilities: one per institution; all when left out.
  /// - Throws: ``PortfolioError`` with every problem found.
  public init(
    holdings: Matrix, prices: [Double]? = nil, depths: [Double]? = nil,
    otherAssets: [Double]? = nil, cash: [Double]? = nil, liabilities: [Double],
    repayableLiabilities: [Double]? = nil
  ) throws(PortfolioError) {
    let none = [Double](repeating: 0, count: holdings.rows)
    self.holdings = holdings
    self.prices = prices ?? Array(repeating: 1, count: holdings.columns)
    self.depths = depths ?? Array(repeating: .infinity, count: holdings.columns)
    self.otherAssets = otherAssets ?? none
    self.cash = cash ?? none
    self.liabilities = liabilities
    self.repayableLiabilities = repayableLiabilities ?? liabilities
    let problems = PortfolioError.problems(self)
    guard problems.isEmpty else { throw PortfolioError(problems: problems) }
  }

  /// The same balance sheets on markets of other depths.
  ///
  /// - Throws: ``PortfolioError`` with every problem found.
  public func with(depths: [Double]) throws(PortfolioError) -> OverlappingPortfolios {
    try OverlappingPortfolios(
      holdings: holdings, prices: prices, depths: depths, otherAssets: otherAssets, cash: cash,
      liabilities: liabilities, repayableLiabilities: repayableLiabilities)
  }

  /// The same balance sheets on markets so deep that selling a share of all that is held here lowers each
  /// price by `priceDrop` when impact is exponential: `depth_k = Σ_i holdings[i, k]·prices[k]/α` with the
  /// `α` of ``impactRate(priceDrop:shareSold:)``; infinite for an asset that no one holds.
  ///
  /// - Throws: ``PortfolioError`` where a depth is not positive.
  public func withDepths(
    priceDrop: Double, shareSold: Double
  ) throws(PortfolioError) -> OverlappingPortfolios {
    let rate = impactRate(priceDrop: priceDrop, shareSold: shareSold)
    let held = holdings.columnSums
    return try with(
      depths: held.indices.map {
        held[$0] > 0 && rate > 0 ? held[$0] * prices[$0] / rate : .infinity
      })
  }

  /// Each institution's total assets at the reference prices.
  public var totalAssets: [Double] {
    let marketable = holdings.times(prices)
    return (0..<count).map { cash[$0] + otherAssets[$0] + marketable[$0] }
  }

  /// Each institution's equity at the reference prices, signed.
  public var bookEquity: [Double] {
    let assets = totalAssets
    return (0..<count).map { assets[$0] - liabilities[$0] }
  }
}

/// Why tables do not make overlapping portfolios; all problems together.
public struct PortfolioError: Error, Sendable, Equatable {
  /// The table in which a problem was found.
  public enum Field: String, Sendable {
    /// Units held.
    case holdings
    /// Prices of assets.
    case prices
    /// Depths of markets.
    case depths
    /// Assets that cannot be sold.
    case otherAssets
    /// Cash.
    case cash
    /// Liabilities.
    case liabilities
    /// The part of liabilities that can be repaid early.
    case repayableLiabilities
  }
  /// One thing that is wrong.
  public enum Problem: Sendable, Equatable {
    /// A list has not one entry per institution (or per asset).
    case wrongCount(field: Field, found: Int, expected: Int)
    /// An amount is negative, or zero where it must be positive.
    case outOfRange(field: Field, row: Int, column: Int?, value: Double)
    /// An amount is not a finite number.
    case notFinite(field: Field, row: Int, column: Int?)
    /// More can be repaid than is owed.
    case repayableAboveLiabilities(institution: Int)
  }
  /// What is wrong, table by table in the order of ``Field``.
  public let problems: [Problem]

  /// An error of the given problems.
  public init(problems: [Problem]) {
    self.problems = problems
  }

  static func problems(_ portfolios: OverlappingPortfolios) -> [Problem] {
    let (count, assets) = (portfolios.count, portfolios.assetCount)
    var problems: [Problem] = []
    for i in 0..<count {
      for k in 0..<assets {
        let value = portfolios.holdings[i, k]
        if !value.isFinite {
          problems.append(.notFinite(field: .holdings, row: i, column: k))
        } else if value < 0 {
          problems.append(.outOfRange(field: .holdings, row: i, column: k, value: value))
        }
      }
    }
    for (field, amounts, expected) in [
      (Field.prices, portfolios.prices, assets), (.depths, portfolios.depths, assets),
      (.otherAssets, portfolios.otherAssets, count), (.cash, portfolios.cash, count),
      (.liabilities, portfolios.liabilities, count),
      (.repayableLiabilities, portfolios.repayableLiabilities, count),
    ] {
      if amounts.count != expected {
        problems.append(.wrongCount(field: field, found: amounts.count, expected: expected))
      }
      for (i, value) in amounts.enumerated() {
        let positive = field == .prices || field == .depths
        if value.isNaN || (!value.isFinite && field != .depths) {
          problems.append(.notFinite(field: field, row: i, column: nil))
        } else if value < 0 || (positive && value == 0) {
          problems.append(.outOfRange(field: field, row: i, column: nil, value: value))
        }
      }
    }
    for (i, (part, whole)) in zip(portfolios.repayableLiabilities, portfolios.liabilities)
      .enumerated() where part > whole
    {
      problems.append(.repayableAboveLiabilities(institution: i))
    }
    return problems
  }
}
