public import LinearAlgebra

/// Portfolio initial margin of many netting sets at once.
///
/// A netting set with signed notionals `x` is asked for
///
///     multiplier · (max(floorRate · Σ|x_a|, quantile · √(xᵀΣx)) + Σ_a concentration_a · x_a²)
///
/// with the covariance `Σ` of returns over the margin period of risk. With `floorRate = 0` and no
/// concentration it is the volatility rule of Duffie–Zhu and Cont–Kokholm.
public struct InitialMarginModel: Sendable, Equatable {
  /// `f`: the least margin per unit of gross notional.
  public var floorRate: Double
  /// The regulator's or venue's multiplier.
  public var multiplier: Double
  /// `κ`: how many standard deviations are covered.
  public var quantile: Double

  /// A margin rule; every parameter is finite and not negative.
  public init(floorRate: Double, multiplier: Double, quantile: Double) {
    precondition(
      floorRate >= 0 && multiplier >= 0 && quantile >= 0
        && (floorRate + multiplier + quantile).isFinite,
      "floor \(floorRate), multiplier \(multiplier), quantile \(quantile)")
    self.floorRate = floorRate
    self.multiplier = multiplier
    self.quantile = quantile
  }

  /// The margin of each netting set, with one matrix product for all.
  ///
  /// - Parameters:
  ///   - exposures: one row per netting set, one column per asset, signed notional in money.
  ///   - covariance: of returns over the margin period, assets × assets.
  ///   - concentration: `G`, the diagonal add-on per asset in 1/money; none when empty.
  /// - Returns: one amount per netting set.
  public func requirements(
    exposures: Matrix, covariance: Matrix, concentration: [Double] = []
  ) -> [Double] {
    let assets = exposures.columns
    precondition(
      covariance.rows == assets && covariance.columns == assets,
      "\(assets) assets, covariance (\(covariance.rows) × \(covariance.columns))")
    precondition(
      concentration.isEmpty || concentration.count == assets,
      "\(assets) assets, \(concentration.count) concentrations")
    let weighted = exposures.multiply(covariance)
    return exposures.withUnsafeElements { x in
      weighted.withUnsafeElements { y in
        (0..<exposures.rows).map { set in
          var (gross, variance, addOn) = (0.0, 0.0, 0.0)
          for a in 0..<assets {
            let notional = x[set * assets + a]
            gross += abs(notional)
            variance += notional * y[set * assets + a]
            if !concentration.isEmpty { addOn += concentration[a] * notional * notional }
          }
          let risk = quantile * max(0, variance).squareRoot()
          return multiplier * (max(floorRate * gross, risk) + addOn)
        }
      }
    }
  }
}
