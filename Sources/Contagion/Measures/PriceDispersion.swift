/// The arbitrage index of prices of one asset at several venues: the highest over the lowest.
///
/// Makarov and Schoar (2020), doi:10.1016/j.jfineco.2019.07.001; one when the law of one price
/// holds.
///
/// - Parameter prices: at least one, positive.
public func arbitrageIndex(_ prices: [Double]) -> Double {
  precondition(prices.allSatisfy { $0 > 0 && $0.isFinite }, "prices \(prices)")
  guard let lowest = prices.min(), let highest = prices.max() else {
    preconditionFailure("no prices")
  }
  return highest / lowest
}

/// The mean and the standard deviation of prices across venues, weighted by volume.
public struct PriceDispersion: Sendable, Equatable {
  /// `Σ w·p/Σ w`.
  public let mean: Double
  /// `√(Σ w·(p − mean)²/Σ w)`.
  public let standardDeviation: Double

  /// The dispersion of prices.
  ///
  /// - Parameters:
  ///   - prices: finite.
  ///   - weights: as many, not negative, with a positive sum.
  public init(prices: [Double], weights: [Double]) {
    let total = weights.reduce(0, +)
    precondition(
      prices.count == weights.count && total > 0 && weights.allSatisfy { $0 >= 0 },
      "\(prices.count) prices, weights \(weights)")
    let mean = zip(prices, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    let variance = zip(prices, weights).reduce(0) {
      $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) / total
    }
    self.mean = mean
    standardDeviation = variance.squareRoot()
  }
}
