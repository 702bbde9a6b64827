public import LinearAlgebra

/// The share of each position in the standard deviation of the sum: `(Σ·1)_i/√(1ᵀ·Σ·1)`.
///
/// By Euler's theorem the shares add up to the standard deviation, which is homogeneous of degree
/// one (Tasche 2008, arXiv:0708.2542). All zero where the sum has no variance.
///
/// - Parameter covariance: symmetric and positive semidefinite.
public func volatilityContributions(covariance: Matrix) -> [Double] {
  precondition(
    covariance.rows == covariance.columns, "(\(covariance.rows) × \(covariance.columns))")
  let sums = covariance.rowSums
  let variance = sums.reduce(0, +)
  guard variance > 0 else { return sums.map { _ in 0 } }
  let deviation = variance.squareRoot()
  return sums.map { $0 / deviation }
}
