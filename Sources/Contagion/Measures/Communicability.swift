import Glibc
public import LinearAlgebra

/// The communicability `exp(W) = Σ_n Wⁿ/n!` of a weighted graph: walks of all lengths, long ones
/// counting less.
///
/// Entry `[i, k]` weighs the walks from `i` to `k` (Estrada and Hatano 2008,
/// doi:10.1103/PhysRevE.77.036111). By scaling to a norm of at most one half, the Taylor polynomial
/// of degree 14, whose truncation is below rounding, and squaring: with no negative entry nothing
/// cancels, and every entry keeps its relative accuracy. `14 + log₂‖W‖` matrix products.
///
/// - Parameter weights: square, finite and not negative.
/// - Returns: nil when an entry is too large for a double.
public func communicability(_ weights: Matrix) -> Matrix? {
  precondition(weights.rows == weights.columns, "(\(weights.rows) × \(weights.columns))")
  precondition(
    weights.elements.allSatisfy { $0 >= 0 && $0.isFinite }, "weights must be finite and ≥ 0")
  let order = weights.rows
  let norm = min(weights.rowSums.max() ?? 0, weights.columnSums.max() ?? 0)
  let squarings = norm > 0.5 ? Int(log2(norm / 0.5).rounded(.up)) : 0
  let factor = scalbn(1, Int32(-squarings))
  let scaled = Matrix(rows: order, columns: order, elements: weights.elements.map { $0 * factor })
  var result = Matrix.identity(order)
  for degree in (1...14).reversed() {
    var next = scaled.multiply(result)
    next.withUnsafeMutableElements { entries in
      for place in entries.indices { entries[place] /= Double(degree) }
    }
    for i in 0..<order { next[i, i] += 1 }
    result = next
  }
  for _ in 0..<squarings {
    result = result.multiply(result)
    guard result.elements.allSatisfy({ $0.isFinite }) else { return nil }
  }
  return result
}
