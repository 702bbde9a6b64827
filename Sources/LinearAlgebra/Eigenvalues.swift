import CLinearAlgebra

/// The eigenvalues of a symmetric matrix in ascending order (LAPACK `dsyev`).
///
/// Only the lower triangle is read. Nil when the iteration of LAPACK does not converge or an entry is
/// not finite. Cost `O(n³)`.
public func symmetricEigenvalues(_ matrix: Matrix) -> [Double]? {
  precondition(matrix.rows == matrix.columns, "(\(matrix.rows) × \(matrix.columns)) is not square")
  guard matrix.rows > 0 else { return [] }
  useOneThread()
  let n = Int32(matrix.rows)
  var elements = matrix.elements
  guard elements.allSatisfy({ $0.isFinite }) else { return nil }
  var values = [Double](repeating: 0, count: matrix.rows)
  let status = LAPACKE_dsyev(
    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "U")), n, &elements, n, &values)
  return status == 0 ? values : nil
}

/// The largest modulus of the eigenvalues of a square matrix (LAPACK `dgeev`); nil on failure.
func largestModulus(_ matrix: Matrix) -> Double? {
  let order = matrix.rows
  guard order > 0 else { return 0 }
  useOneThread()
  let n = Int32(order)
  var elements = matrix.elements
  guard elements.allSatisfy({ $0.isFinite }) else { return nil }
  var real = [Double](repeating: 0, count: order)
  var imaginary = real
  var none = [0.0]
  var none2 = [0.0]
  let no = CChar(UInt8(ascii: "N"))
  let status = LAPACKE_dgeev(
    LAPACK_COL_MAJOR, no, no, n, &elements, n, &real, &imaginary, &none, 1, &none2, 1)
  guard status == 0 else { return nil }
  var largest = 0.0
  for i in 0..<order {
    largest = max(largest, (real[i] * real[i] + imaginary[i] * imaginary[i]).squareRoot())
  }
  return largest
}
