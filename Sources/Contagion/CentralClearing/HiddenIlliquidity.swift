public import LinearAlgebra

/// How a dealer splits a position over clearing houses whose margins are quadratic, and what they
/// collect.
public struct HouseSplit: Sendable, Equatable {
  /// The position at each house, by asset.
  public let positions: [[Double]]
  /// `x_iᵀ·G_i·x_i`: the margin at each house.
  public let margins: [Double]
  /// `x_iᵀ·Λ·x`: each house's part of the cost of liquidating everything at once.
  public let liquidationCosts: [Double]

  /// The margin at all houses.
  public var totalMargin: Double { margins.reduce(0, +) }
  /// `xᵀ·Λ·x`.
  public var totalCost: Double { liquidationCosts.reduce(0, +) }
}

/// The split of a position that costs a dealer the least margin, each house charging `xᵀ·G_i·x`.
///
/// `x_i = G_i⁻¹·(Σ_j G_j⁻¹)⁻¹·x`. Liquidating `x` moves prices by `Λ·x`; as every house sees only
/// its part, margins that would do for it alone miss the cost of all together: `n` houses that
/// charge `Λ` collect `1/n` of it (Glasserman, Moallemi and Yuan 2016, Operations Research 64).
///
/// - Parameters:
///   - position: by asset.
///   - impact: `Λ`, symmetric: the price impact of a unit sold, so that a position costs `xᵀ·Λ·x`
///     to liquidate.
///   - charges: `G_i` of at least one house, symmetric and positive definite.
/// - Throws: `NotPositiveDefinite` for a charge that is not: a dealer could lower its margin
///   without bound.
public func splitAcrossHouses(
  position: [Double], impact: Matrix, charges: [Matrix]
) throws(NotPositiveDefinite) -> HouseSplit {
  precondition(!charges.isEmpty, "no clearing house")
  precondition(
    impact.rows == position.count && impact.columns == position.count,
    "\(position.count) assets, impact (\(impact.rows) × \(impact.columns))")
  let factors = try choleskyFactors(charges, order: position.count)
  let price = try CholeskyFactor(sumOfInverses(factors, order: position.count)).solve(position)
  let positions = factors.map { $0.solve(price) }
  let moved = impact.times(position)
  return HouseSplit(
    positions: positions, margins: positions.map { dot($0, price) },
    liquidationCosts: positions.map { dot($0, moved) })
}

/// By how much margins miss liquidation costs at the houses: the largest entry of `Λ·Σ_i G_i⁻¹ −
/// I`.
///
/// Zero exactly if, however a dealer splits its position, each house collects its part of the cost:
/// `Σ G_i⁻¹ = Λ⁻¹`. Houses that hold different views of `Λ` cannot all be satisfied (Glasserman,
/// Moallemi and Yuan 2016).
///
/// - Throws: `NotPositiveDefinite` for a charge that is not.
public func marginInadequacy(
  impact: Matrix, charges: [Matrix]
) throws(NotPositiveDefinite) -> Double {
  let factors = try choleskyFactors(charges, order: impact.rows)
  let product = impact.multiply(sumOfInverses(factors, order: impact.rows))
  let identity = Matrix.identity(impact.rows)
  return zip(product.elements, identity.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

private func choleskyFactors(
  _ charges: [Matrix], order: Int
) throws(NotPositiveDefinite) -> [CholeskyFactor] {
  var factors: [CholeskyFactor] = []
  for charge in charges {
    precondition(charge.rows == order, "a charge of order \(charge.rows), \(order) assets")
    factors.append(try CholeskyFactor(charge))
  }
  return factors
}

private func sumOfInverses(_ factors: [CholeskyFactor], order: Int) -> Matrix {
  var sum = Matrix(rows: order, columns: order)
  for factor in factors {
    for column in 0..<order {
      var unit = [Double](repeating: 0, count: order)
      unit[column] = 1
      for (row, value) in factor.solve(unit).enumerated() { sum[row, column] += value }
    }
  }
  return sum
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
