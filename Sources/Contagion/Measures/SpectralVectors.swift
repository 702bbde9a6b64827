public import LinearAlgebra

/// The dominant mode of a non-negative matrix: its spectral radius with a right and a left vector.
public struct SpectralVectors: Sendable, Equatable {
  /// `ρ`.
  public let radius: SpectralRadius
  /// `x ≥ 0` with `Λx = ρx` and sum one: with row = creditor, who suffers in the mode that grows
  /// fastest.
  public let right: [Double]
  /// `y ≥ 0` with `yᵀΛ = ρyᵀ` and sum one: whose distress feeds that mode.
  public let left: [Double]
  /// The residual is the larger of `max|Λx − ρx|` and `max|Λᵀy − ρy|`.
  public let report: SolutionReport
}

/// The spectral radius of a non-negative matrix and vectors that belong to it.
///
/// For a leverage matrix: below radius one, small distress dies out; above it grows in the
/// direction of the right vector (Bardoscia et al. 2017, doi:10.1038/ncomms14416). By inverse
/// iteration on `(ρ(1 + δ)I − Λ)`, whose inverse has no negative entry, so that the vectors have
/// none (Perron and Frobenius) also where the graph is not strongly connected. Where several
/// components share the radius the vector is one of many. Cost `O(n³)`.
///
/// - Parameters:
///   - matrix: square, finite and not negative.
///   - tolerance: the largest residual over `ρ` that counts as solved.
/// - Returns: zero vectors where the radius is zero, as no mode lasts.
public func spectralVectors(_ matrix: Matrix, tolerance: Double = 1e-10) -> SpectralVectors {
  let radius = spectralRadius(matrix)
  guard radius.value > 0 else {
    let none = [Double](repeating: 0, count: matrix.rows)
    return SpectralVectors(
      radius: radius, right: none, left: none, report: SolutionReport(status: .exact))
  }
  let right = dominantVector(matrix, radius)
  let left = dominantVector(matrix.transposed, radius)
  let residual = max(right.residual, left.residual)
  let solved = residual <= max(tolerance * radius.value, 2 * radius.uncertainty)
  return SpectralVectors(
    radius: radius, right: right.vector, left: left.vector,
    report: SolutionReport(
      status: solved ? .converged : .iterationLimit, residual: residual,
      iterations: right.iterations + left.iterations))
}

private func dominantVector(
  _ matrix: Matrix, _ radius: SpectralRadius
) -> (vector: [Double], residual: Double, iterations: Int) {
  let order = matrix.rows
  var gap = max(1e-10, 4 * radius.uncertainty / radius.value)
  var vector = [Double](repeating: 1 / Double(order), count: order)
  var iterations = 0
  while iterations < 60 {
    var shifted = Matrix(
      rows: order, columns: order, elements: matrix.elements.map { -$0 / radius.value })
    for i in 0..<order { shifted[i, i] += 1 + gap }
    guard let factor = LUFactor(shifted) else {
      gap *= 8
      iterations += 1
      continue
    }
    var moved = Double.infinity
    while moved > 1e-15, iterations < 60 {
      // With the shift a rounding below the true radius the inverse is negative all over.
      let image = factor.solve(vector)
      let sign: Double = image.reduce(0, +) < 0 ? -1 : 1
      let positive = image.map { max(0, sign * $0) }
      let sum = positive.reduce(0, +)
      let next = positive.map { $0 / sum }
      moved = zip(next, vector).reduce(0) { max($0, abs($1.0 - $1.1)) }
      vector = next
      iterations += 1
    }
    break
  }
  let image = matrix.times(vector)
  var residual = 0.0
  for i in 0..<order { residual = max(residual, abs(image[i] - radius.value * vector[i])) }
  return (vector, residual, iterations)
}
