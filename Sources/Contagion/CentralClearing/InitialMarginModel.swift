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
    return Self.requirements(
      [InitialMarginModel](repeating: self, count: exposures.rows), exposures: exposures,
      volatilities: Matrix(rows: exposures.rows, columns: assets, repeating: 1),
      correlation: covariance, concentration: concentration)
  }

  /// The margin of netting sets that each have a model and a view of volatility of their own.
  ///
  /// With `y_a = σ_a·x_a` the variance of a set is `yᵀ·R·y`; all sets share one product with `R`.
  ///
  /// - Parameters:
  ///   - models: one per netting set.
  ///   - exposures: one row per netting set, one column per asset, signed notional in money.
  ///   - volatilities: `σ` over the margin period, of the same shape.
  ///   - correlation: `R`, assets × assets.
  ///   - concentration: `G`, the diagonal add-on per asset in 1/money; none when empty.
  /// - Returns: one amount per netting set.
  public static func requirements(
    _ models: [InitialMarginModel], exposures: Matrix, volatilities: Matrix, correlation: Matrix,
    concentration: [Double] = []
  ) -> [Double] {
    let assets = exposures.columns
    precondition(
      models.count == exposures.rows && volatilities.rows == exposures.rows
        && volatilities.columns == assets,
      "\(models.count) models, exposures (\(exposures.rows) × \(assets))")
    precondition(
      concentration.isEmpty || concentration.count == assets,
      "\(assets) assets, \(concentration.count) concentrations")
    let scaled = Matrix(
      rows: exposures.rows, columns: assets,
      elements: zip(exposures.elements, volatilities.elements).map { $0 * $1 })
    let weighted = scaled.multiply(correlation)
    return models.indices.map { set in
      var (gross, variance, addOn) = (0.0, 0.0, 0.0)
      for a in 0..<assets {
        let notional = exposures[set, a]
        gross += abs(notional)
        variance += scaled[set, a] * weighted[set, a]
        if !concentration.isEmpty { addOn += concentration[a] * notional * notional }
      }
      let model = models[set]
      let risk = model.quantile * max(0, variance).squareRoot()
      return model.multiplier * (max(model.floorRate * gross, risk) + addOn)
    }
  }
}
