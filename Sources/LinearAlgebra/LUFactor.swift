import CLinearAlgebra

/// The factors `P·L·U` of a square matrix, to solve systems with it (LAPACK `dgetrf`, `dgetrs`).
public struct LUFactor: Sendable {
  /// The number of rows and of columns.
  public let order: Int
  /// An estimate of `1/(‖A‖₁·‖A⁻¹‖₁)`: 1 for the identity, about 1e-16 or less when the matrix is
  /// singular to working precision (LAPACK `dgecon`).
  public let reciprocalCondition: Double
  // The row-major matrix read in column order is its transpose, which is what is factorised.
  fileprivate let factors: [Double]
  fileprivate let pivots: [Int32]

  /// Factorises a square matrix; nil where a pivot is exactly zero or the matrix is not finite.
  public init?(_ matrix: Matrix) {
    precondition(matrix.rows == matrix.columns, "LU of a (\(matrix.rows) × \(matrix.columns))")
    order = matrix.rows
    useOneThread()
    let n = Int32(order)
    var factors = matrix.elements
    var pivots = [Int32](repeating: 0, count: order)
    guard order > 0 else {
      reciprocalCondition = 1
      self.factors = factors
      self.pivots = pivots
      return
    }
    guard factors.allSatisfy({ $0.isFinite }) else { return nil }
    // The entries are known to be finite: the routines of LAPACKE that do not look again.
    let infinityNorm = CChar(UInt8(ascii: "I"))
    var work = [Double](repeating: 0, count: 4 * order)
    let norm = LAPACKE_dlange_work(LAPACK_COL_MAJOR, infinityNorm, n, n, factors, n, &work)
    guard LAPACKE_dgetrf_work(LAPACK_COL_MAJOR, n, n, &factors, n, &pivots) == 0 else {
      return nil
    }
    var reciprocal = 0.0
    var integers = [Int32](repeating: 0, count: order)
    // The infinity norm of the transpose is the 1-norm of the matrix.
    let status = LAPACKE_dgecon_work(
      LAPACK_COL_MAJOR, infinityNorm, n, factors, n, norm, &reciprocal, &work, &integers)
    reciprocalCondition = status == 0 ? reciprocal : 0
    self.factors = factors
    self.pivots = pivots
  }

  /// The `x` with `A·x = b`.
  public func solve(_ b: [Double]) -> [Double] {
    precondition(b.count == order, "a system of order \(order) with \(b.count) right-hand sides")
    guard order > 0 else { return [] }
    useOneThread()
    precondition(b.allSatisfy { !$0.isNaN }, "a right-hand side that is no number")
    var x = b
    let n = Int32(order)
    let status = LAPACKE_dgetrs_work(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "T")), n, 1, factors, n, pivots, &x, n)
    precondition(status == 0, "dgetrs refused argument \(-status)")
    return x
  }

  /// The matrix `X` with `A·X = B`.
  public func solve(_ b: Matrix) -> Matrix {
    precondition(b.rows == order, "a system of order \(order) with \(b.rows) rows")
    guard order > 0, b.columns > 0 else { return b }
    useOneThread()
    var x = b.transposed.elements
    let n = Int32(order)
    let status = LAPACKE_dgetrs(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "T")), n, Int32(b.columns), factors, n, pivots, &x, n)
    precondition(status == 0, "dgetrs refused argument \(-status)")
    return Matrix(rows: b.columns, columns: order, elements: x).transposed
  }
}

extension LUFactor {
  /// The inverse matrix (LAPACK `dgetri`).
  ///
  /// Worth its `4/3·order³` operations where many small changes of one system are solved; to solve a
  /// system as it stands `solve(_:)` is cheaper and more accurate.
  public var inverse: Matrix {
    guard order > 0 else { return Matrix(rows: 0, columns: 0) }
    useOneThread()
    let n = Int32(order)
    var elements = factors
    // One query for the size of the workspace, one call.
    var best = [0.0]
    _ = LAPACKE_dgetri_work(LAPACK_COL_MAJOR, n, &elements, n, pivots, &best, -1)
    var work = [Double](repeating: 0, count: max(order, Int(best[0])))
    let status = LAPACKE_dgetri_work(
      LAPACK_COL_MAJOR, n, &elements, n, pivots, &work, Int32(work.count))
    precondition(status == 0, "dgetri: \(status)")
    return Matrix(rows: order, columns: order, elements: elements)
  }
}

/// The `x` with `matrix · x = b`, or nil where the matrix is singular to working precision.
///
/// Singular means an exactly zero pivot or a reciprocal condition below `2⁻⁵²`. See ``LUFactor`` to
/// solve with one matrix more than once.
public func solve(_ matrix: Matrix, _ b: [Double]) -> [Double]? {
  guard let factor = LUFactor(matrix), factor.reciprocalCondition >= Double.ulpOfOne else {
    return nil
  }
  return factor.solve(b)
}
