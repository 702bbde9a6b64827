import CLinearAlgebra

/// The solution of `x = b + M·x` by iteration, and how good it is.
public struct LinearFixedPoint: Sendable, Equatable {
  /// The last iterate.
  public let solution: [Double]
  /// `max_i |b_i + (M·x)_i − x_i|` at ``solution``, evaluated afresh.
  public let residual: Double
  /// How many products with `M` it took.
  public let products: Int
  /// Whether ``residual`` is at most the tolerance.
  public let converged: Bool
}

/// Solves `x = b + M·x` for a square matrix, dense or sparse, by stabilised biconjugate gradients.
///
/// The method of van der Vorst (1992, doi:10.1137/0913035) with the identity as preconditioner, started
/// again from the true residual wherever the recurrences break down or have drifted from it, so that
/// ``LinearFixedPoint/residual`` is never an estimate. Needs no spectral radius below one, only that `I − M` is
/// not singular; where it is nearly so, `converged` is false and the last iterate comes back. For sequences
/// `b, M·b, M²·b, …` with one dominant mode it takes a fraction of the products of plain iteration.
/// Bit-reproducible on one machine.
///
/// - Parameters:
///   - matrix: `M`, square.
///   - constant: `b`.
///   - start: the first iterate; `b` when left out.
///   - tolerance: the residual, in the units of `x`, at which it stops.
///   - maximumProducts: the bound on products with `M`.
/// - Complexity: per product `O(stored entries)` and a dozen passes over vectors.
public func linearFixedPoint(
  _ matrix: some LinearOperator, constant: [Double], start: [Double]? = nil,
  tolerance: Double = 1e-14, maximumProducts: Int = 1000
) -> LinearFixedPoint {
  let order = constant.count
  precondition(
    matrix.rows == order && matrix.columns == order && (start?.count ?? order) == order,
    "(\(matrix.rows) × \(matrix.columns)) with \(order) constants, \(start?.count ?? order) starts")
  useOneThread()
  var x = start ?? constant
  var residual = residualVector(matrix, constant, x)
  var products = 1
  var largest = largestEntry(residual)
  while largest > tolerance, products < maximumProducts {
    var cycle = ResidualCycle(x: x, residual: residual)
    cycle.run(
      matrix, tolerance: 0.5 * tolerance, maximumProducts: maximumProducts - products - 1)
    let fresh = residualVector(matrix, constant, cycle.x)
    products += cycle.products + 1
    let reached = largestEntry(fresh)
    // A cycle that gained less than half has come to the end of what rounding allows, or broken down.
    let stalled = !(reached < 0.5 * largest)
    if reached < largest {
      x = cycle.x
      residual = fresh
      largest = reached
    }
    if stalled { break }
  }
  return LinearFixedPoint(
    solution: x, residual: largest, products: products, converged: largest <= tolerance)
}

/// `b + M·x − x`.
private func residualVector(
  _ matrix: some LinearOperator, _ constant: [Double], _ x: [Double]
) -> [Double] {
  var result = matrix.times(x)
  for i in result.indices { result[i] = constant[i] + result[i] - x[i] }
  return result
}

private func largestEntry(_ vector: [Double]) -> Double {
  var largest = 0.0
  for value in vector {
    let modulus = abs(value)
    // Not a number counts as the worst.
    if !(modulus <= largest) { largest = modulus }
    if modulus.isNaN { return .infinity }
  }
  return largest
}

/// One run of the recurrences from a given iterate and its true residual.
private struct ResidualCycle {
  var x: [Double]
  var residual: [Double]
  var products = 0

  /// Iterates until the residual of the recurrence is at most `tolerance`, or the recurrence breaks down.
  mutating func run(
    _ matrix: some LinearOperator, tolerance: Double, maximumProducts: Int
  ) {
    let shadow = residual
    var direction = residual
    var alignment = dot(shadow, residual)
    while products + 2 <= maximumProducts {
      let image = difference(direction, matrix.times(direction))
      products += 1
      let along = dot(shadow, image)
      guard along != 0, along.isFinite else { return }
      let step = alignment / along
      add(-step, image, to: &residual)
      add(step, direction, to: &x)
      if largestEntry(residual) <= tolerance { return }
      let correction = difference(residual, matrix.times(residual))
      products += 1
      let square = dot(correction, correction)
      guard square > 0, square.isFinite else { return }
      let damping = dot(correction, residual) / square
      add(damping, residual, to: &x)
      add(-damping, correction, to: &residual)
      if largestEntry(residual) <= tolerance { return }
      let next = dot(shadow, residual)
      guard next != 0, damping != 0, next.isFinite else { return }
      let turn = (next / alignment) * (step / damping)
      alignment = next
      for i in direction.indices {
        direction[i] = residual[i] + turn * (direction[i] - damping * image[i])
      }
    }
  }

  private func difference(_ vector: [Double], _ image: [Double]) -> [Double] {
    var result = image
    for i in result.indices { result[i] = vector[i] - result[i] }
    return result
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    cblas_ddot(Int32(a.count), a, 1, b, 1)
  }

  private func add(_ factor: Double, _ vector: [Double], to result: inout [Double]) {
    cblas_daxpy(Int32(vector.count), factor, vector, 1, &result, 1)
  }
}
