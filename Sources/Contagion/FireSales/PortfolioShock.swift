import LinearAlgebra
import Networks

/// What hits portfolios before anyone sells: falls of prices and losses on other assets.
public struct PortfolioShock: Sendable, Equatable {
  /// The share of its price that each asset loses, at most 1 (negative for a gain); empty for none.
  public var priceDrops: [Double]
  /// What each institution loses on assets that cannot be sold, in money; empty for none.
  ///
  /// A loss beyond the other assets is paid from cash, and what is left then is owed.
  public var otherLosses: [Double]

  /// A shock; nothing happens to what is left out.
  public init(priceDrops: [Double] = [], otherLosses: [Double] = []) {
    self.priceDrops = priceDrops
    self.otherLosses = otherLosses
  }
}

/// Balance sheets as a fire sale goes on, in arrays that it changes in place.
struct PortfolioState {
  let count: Int
  let assetCount: Int
  /// Units, institution by institution.
  var holdings: [Double]
  var prices: [Double]
  var otherAssets: [Double]
  var cash: [Double]
  var liabilities: [Double]
  var repayable: [Double]

  /// The state after a shock and before any sale.
  init(_ portfolios: OverlappingPortfolios, shock: PortfolioShock) {
    count = portfolios.count
    assetCount = portfolios.assetCount
    holdings = portfolios.holdings.elements
    prices = portfolios.prices
    otherAssets = portfolios.otherAssets
    cash = portfolios.cash
    liabilities = portfolios.liabilities
    repayable = portfolios.repayableLiabilities
    hit(shock)
  }

  /// Goes back to the start and takes another shock, without allocating.
  mutating func restart(_ portfolios: OverlappingPortfolios, shock: PortfolioShock) {
    portfolios.holdings.withUnsafeElements { initial in
      for place in 0..<(count * assetCount) { holdings[place] = initial[place] }
    }
    for k in 0..<assetCount { prices[k] = portfolios.prices[k] }
    for i in 0..<count {
      otherAssets[i] = portfolios.otherAssets[i]
      cash[i] = portfolios.cash[i]
      liabilities[i] = portfolios.liabilities[i]
      repayable[i] = portfolios.repayableLiabilities[i]
    }
    hit(shock)
  }

  private mutating func hit(_ shock: PortfolioShock) {
    precondition(
      shock.priceDrops.isEmpty || shock.priceDrops.count == assetCount,
      "\(assetCount) assets, \(shock.priceDrops.count) drops")
    precondition(
      shock.otherLosses.isEmpty || shock.otherLosses.count == count,
      "\(count) institutions, \(shock.otherLosses.count) losses")
    for (k, drop) in shock.priceDrops.enumerated() {
      precondition(drop <= 1 && drop.isFinite, "a price drop of \(drop) above 1")
      prices[k] *= 1 - drop
    }
    for (i, loss) in shock.otherLosses.enumerated() {
      precondition(loss.isFinite, "a loss of \(loss)")
      let fromOther = min(loss, otherAssets[i])
      let fromCash = min(loss - fromOther, cash[i])
      otherAssets[i] -= fromOther
      cash[i] -= fromCash
      liabilities[i] += loss - fromOther - fromCash
    }
  }

  /// The value of what institution `i` could sell.
  func marketable(_ i: Int) -> Double {
    var value = 0.0
    for k in 0..<assetCount { value += holdings[i * assetCount + k] * prices[k] }
    return value
  }

  /// All assets of institution `i`.
  func assets(_ i: Int) -> Double { cash[i] + otherAssets[i] + marketable(i) }

  /// The signed equity of institution `i`.
  func equity(_ i: Int) -> Double { assets(i) - liabilities[i] }

  /// Equities within this distance of zero count as zero (rounding makes no defaults).
  func guardBand(_ i: Int) -> Double {
    DefaultTest.roundingShare * (assets(i) + liabilities[i])
  }
}

extension DefaultTest {
  /// The share of gross amounts below which an equity is rounding, for every model.
  static var roundingShare: Double { Rounding.equityShare }

  /// Whether an equity is a default, where equities within `guardBand` of zero count as zero.
  func isDefault(_ equity: Double, guardBand: Double) -> Bool {
    switch self {
    case .strict: equity < -guardBand
    case .weak: equity <= guardBand
    }
  }
}
