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
  return linearFixedPoint(
    constant: constant, start: start, tolerance: tolerance, maximumProducts: maximumProducts
  ) { matrix.times($0) }
}

/// The same for a matrix that is known by its products alone.
package func linearFixedPoint(
  constant: [Double], start: [Double]?, tolerance: Double, maximumProducts: Int,
  product: ([Double]) -> [Double]
) -> LinearFixedPoint {
  useOneThread()
  var x = start ?? constant
  var residual = residualVector(constant, x, product(x))
  var products = 1
  var largest = largestEntry(residual)
  while largest > tolerance, products < maximumProducts {
    var cycle = ResidualCycle(x: x, residual: residual)
    cycle.run(
      product, tolerance: 0.5 * tolerance, maximumProducts: maximumProducts - products - 1)
    let fresh = residualVector(constant, cycle.x, product(cycle.x))
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

/// `b + M·x − x`, in the memory of `M·x`.
private func residualVector(
  _ constant: [Double], _ x: [Double], _ image: consuming [Double]
) -> [Double] {
  combine(&image, x) { $0 - $1 }
  combine(&image, constant) { $0 + $1 }
  return image
}

/// Replaces each entry of `result` by what `body` makes of it and the entry of `other`.
@inline(__always)
private func combine(
  _ result: inout [Double], _ other: [Double], _ body: (Double, Double) -> Double
) {
  precondition(result.count == other.count, "\(result.count) and \(other.count) entries")
  result.withUnsafeMutableBufferPointer { result in
    other.withUnsafeBufferPointer { other in
      var i = 0
      while i < result.count {
        result[i] = body(result[i], other[i])
        i += 1
      }
    }
  }
}

/// The largest modulus of an entry; infinite where one is not finite.
private func largestEntry(_ vector: [Double]) -> Double {
  guard !vector.isEmpty else { return 0 }
  guard dot(vector, vector).isFinite else { return .infinity }
  return abs(vector[Int(cblas_idamax(Int32(vector.count), vector, 1))])
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  cblas_ddot(Int32(a.count), a, 1, b, 1)
}

/// One run of the recurrences from a given iterate and its true residual.
private struct ResidualCycle {
  var x: [Double]
  var residual: [Double]
  var products = 0

  /// Iterates until the residual of the recurrence is at most `tolerance`, or the recurrence breaks down.
  mutating func run(
    _ product: ([Double]) -> [Double], tolerance: Double, maximumProducts: Int
  ) {
    let shadow = residual
    var direction = residual
    var alignment = dot(shadow, residual)
    while products + 2 <= maximumProducts {
      // (I − M)·v, in the memory of M·v.
      var image = product(direction)
      combine(&image, direction) { $1 - $0 }
      products += 1
      let along = dot(shadow, image)
      guard along != 0, along.isFinite else { return }
      let step = alignment / along
      add(-step, image, to: &residual)
      add(step, direction, to: &x)
      if largestEntry(residual) <= tolerance { return }
      var correction = product(residual)
      combine(&correction, residual) { $1 - $0 }
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
      add(-damping, image, to: &direction)
      combine(&direction, residual) { turn * $0 + $1 }
    }
  }

  private func add(_ factor: Double, _ vector: [Double], to result: inout [Double]) {
    cblas_daxpy(Int32(vector.count), factor, vector, 1, &result, 1)
  }
}
