import CLinearAlgebra

/// Products and solves on parts of matrices in place: what batches of columns are computed with.
///
/// Every routine is sequential and works on memory of the caller's, so that blocks of a batch can be computed
/// on threads of their own.
package enum BlockKernel {
  /// `result = rows · matrixᵀ` for `count` rows that follow each other, by `dgemm`.
  ///
  /// `matrix` is `(outputs × inputs)` by rows; `rows` holds `count·inputs` and `result` `count·outputs` numbers.
  package static func multiplyRows(
    _ rows: UnsafePointer<Double>, count: Int, byTransposeOf matrix: UnsafePointer<Double>,
    inputs: Int, outputs: Int, into result: UnsafeMutablePointer<Double>
  ) {
    guard count > 0, outputs > 0 else { return }
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(count), Int32(outputs), Int32(inputs), 1, rows,
      Int32(max(1, inputs)), matrix, Int32(max(1, inputs)), 0, result, Int32(outputs))
  }

  /// `result = matrix · vector`, by `dgemv`; `matrix` is `(rows × columns)` by rows.
  package static func multiply(
    _ matrix: UnsafePointer<Double>, by vector: UnsafePointer<Double>, rows: Int, columns: Int,
    into result: UnsafeMutablePointer<Double>
  ) {
    guard rows > 0, columns > 0 else { return }
    cblas_dgemv(
      CblasRowMajor, CblasNoTrans, Int32(rows), Int32(columns), 1, matrix, Int32(columns), vector,
      1, 0, result, 1)
  }

  /// `result += rows · matrix` for `count` rows that follow each other, by `dgemm`.
  ///
  /// `matrix` is `(inputs × outputs)` by rows.
  package static func addProduct(
    _ rows: UnsafePointer<Double>, count: Int, by matrix: UnsafePointer<Double>, inputs: Int,
    outputs: Int, to result: UnsafeMutablePointer<Double>
  ) {
    guard count > 0, inputs > 0, outputs > 0 else { return }
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(count), Int32(outputs), Int32(inputs), 1,
      rows, Int32(inputs), matrix, Int32(outputs), 1, result, Int32(outputs))
  }

  /// `result += factor · vector`, by `daxpy`.
  package static func add(
    _ factor: Double, times vector: UnsafePointer<Double>, count: Int,
    to result: UnsafeMutablePointer<Double>
  ) {
    cblas_daxpy(Int32(count), factor, vector, 1, result, 1)
  }

  /// Solves a small system in place (LAPACK `dgesv`); false where a pivot is zero.
  ///
  /// `columns` holds the columns of the system one after another and is destroyed; `side` is the
  /// right-hand side, and then the solution.
  package static func solve(
    columns: inout [Double], side: inout [Double], pivots: inout [Int32]
  ) -> Bool {
    let order = side.count
    precondition(columns.count == order * order, "\(columns.count) entries of order \(order)")
    if order == 1 {
      guard columns[0] != 0 else { return false }
      side[0] /= columns[0]
      return true
    }
    if pivots.count < order { pivots = [Int32](repeating: 0, count: order) }
    let n = Int32(order)
    return LAPACKE_dgesv_work(LAPACK_COL_MAJOR, n, 1, &columns, n, &pivots, &side, n) == 0
  }
}
