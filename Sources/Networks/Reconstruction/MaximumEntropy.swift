public import LinearAlgebra

/// A network rebuilt from totals, and how well it meets them.
public struct Reconstruction: Sendable, Equatable {
  /// How the iteration ended.
  public enum Status: Sendable, Equatable {
    /// Every total is met within the tolerance.
    case converged
    /// The bound on iterations was met first. The totals may be infeasible with the forbidden cells: a
    /// node that owns more than all others owe, for instance.
    case iterationLimit
  }
  /// Claims, row = creditor.
  public let claims: Matrix
  /// How the iteration ended.
  public let status: Status
  /// The largest gap between a row or column sum and its total, relative to the sum of all.
  public let residual: Double
  /// The number of sweeps over rows and columns.
  public let iterations: Int
}

/// Rebuilds claims from what each node owns and owes in all, by maximum entropy.
///
/// The matrix with the given row and column sums, zero diagonal and zero where the prior is zero that is
/// nearest to the prior in relative entropy, by alternate scaling of rows and columns (RAS; Upper and
/// Worms 2004, doi:10.1016/j.euroecorev.2003.12.009). It spreads claims as widely as the totals allow, which
/// understates concentration (Anand, Craig and von Peter 2015).
///
/// - Parameters:
///   - rowTotals: what each node owns in claims.
///   - columnTotals: what each node owes; same sum.
///   - prior: relative weights, zero for a forbidden cell; all ones when left out. The diagonal is not read.
///   - tolerance: the relative gap at which the iteration stops.
///   - maximumIterations: the bound on sweeps.
/// - Throws: ``ReconstructionError`` with every problem of the input.
public func maximumEntropyClaims(
  rowTotals: [Double], columnTotals: [Double], prior: Matrix? = nil, tolerance: Double = 1e-12,
  maximumIterations: Int = 100_000
) throws(ReconstructionError) -> Reconstruction {
  let problems = ReconstructionError.problems(rowTotals, columnTotals, prior: prior)
  guard problems.isEmpty else { throw ReconstructionError(problems: problems) }
  let count = rowTotals.count
  let total = rowTotals.reduce(0, +)
  // Sums that differ by rounding are made one, or no matrix would meet both.
  let correction = total > 0 ? total / columnTotals.reduce(0, +) : 1
  let columnTotals = columnTotals.map { $0 * correction }
  var claims = prior ?? Matrix(rows: count, columns: count, repeating: 1)
  for i in 0..<count { claims[i, i] = 0 }
  guard total > 0 else {
    let nothing = Matrix(rows: count, columns: count)
    return Reconstruction(claims: nothing, status: .converged, residual: 0, iterations: 0)
  }
  var residual = Double.infinity
  var iterations = 0
  while iterations < maximumIterations {
    iterations += 1
    scale(&claims, columnTotals, sums: claims.columnSums) { _, k in k }
    let sums = claims.rowSums
    residual = 0
    for i in 0..<count { residual = max(residual, abs(sums[i] - rowTotals[i]) / total) }
    scale(&claims, rowTotals, sums: sums) { i, _ in i }
    if residual <= tolerance { break }
  }
  let columns = claims.columnSums
  for k in 0..<count { residual = max(residual, abs(columns[k] - columnTotals[k]) / total) }
  return Reconstruction(
    claims: claims, status: residual <= 2 * tolerance ? .converged : .iterationLimit,
    residual: residual, iterations: iterations)
}

/// Scales rows or columns to their totals; what has no cells to scale stays empty.
private func scale(
  _ claims: inout Matrix, _ totals: [Double], sums: [Double], by side: (Int, Int) -> Int
) {
  let factors = zip(totals, sums).map { $1 > 0 ? $0 / $1 : 0 }
  for i in 0..<claims.rows {
    for k in 0..<claims.columns { claims[i, k] *= factors[side(i, k)] }
  }
}
