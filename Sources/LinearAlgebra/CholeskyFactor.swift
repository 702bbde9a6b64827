import CLinearAlgebra

/// A symmetric matrix that is not positive definite.
public struct NotPositiveDefinite: Error, Sendable, Equatable {
  /// The order (from 1) of the first leading minor that is not positive.
  public let leadingMinor: Int

  /// The failure at the leading minor of the given order.
  public init(leadingMinor: Int) {
    self.leadingMinor = leadingMinor
  }
}

/// The lower triangle `L` with `L·Lᵀ = A`, for a symmetric positive definite `A` (LAPACK `dpotrf`).
public struct CholeskyFactor: Sendable {
  /// `L`, with zeros above the diagonal.
  public let lower: Matrix

  /// Factorises `matrix`, of which only the lower triangle is read.
  ///
  /// - Throws: ``NotPositiveDefinite`` with the order of the first leading minor that is not positive.
  public init(_ matrix: Matrix) throws(NotPositiveDefinite) {
    precondition(
      matrix.rows == matrix.columns, "Cholesky of a (\(matrix.rows) × \(matrix.columns))")
    useOneThread()
    let order = matrix.rows
    var elements = matrix.elements
    if order > 0 {
      // The lower triangle by rows is the upper triangle by columns.
      let n = Int32(order)
      let status = LAPACKE_dpotrf(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "U")), n, &elements, n)
      precondition(status >= 0 || elements.contains { !$0.isFinite }, "dpotrf: \(status)")
      guard status == 0 else {
        throw NotPositiveDefinite(leadingMinor: Swift.max(1, Int(status)))
      }
    }
    for i in 0..<order {
      for j in 0..<order where j > i { elements[i * order + j] = 0 }
    }
    lower = Matrix(rows: order, columns: order, elements: elements)
  }

  /// `L·vector`: turns independent standard normals into normals with covariance `A`.
  public func multiply(_ vector: [Double]) -> [Double] {
    precondition(vector.count == lower.rows, "order \(lower.rows) times \(vector.count)")
    guard !vector.isEmpty else { return [] }
    useOneThread()
    var result = vector
    let n = Int32(lower.rows)
    lower.elements.withUnsafeBufferPointer { a in
      result.withUnsafeMutableBufferPointer { x in
        cblas_dtrmv(
          CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, n, a.baseAddress, n,
          x.baseAddress, 1)
      }
    }
    return result
  }

  /// The `x` with `A·x = b`.
  public func solve(_ b: [Double]) -> [Double] {
    precondition(b.count == lower.rows, "order \(lower.rows) with \(b.count)")
    guard !b.isEmpty else { return [] }
    useOneThread()
    var x = b
    let n = Int32(lower.rows)
    let status = LAPACKE_dpotrs(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "U")), n, 1, lower.elements, n, &x, n)
    precondition(status == 0, "dpotrs refused argument \(-status)")
    return x
  }
}
