/// A matrix as what it does to vectors, however its entries are kept.
///
/// ``Matrix`` (dense, by BLAS) and ``SparseMatrix`` (compressed rows) are the two. Every operation checks
/// shapes: a vector or matrix of the wrong size is a caller's bug and stops the program with both sizes.
/// Sums and products are taken in a fixed order, so results are bit-reproducible on one machine.
public protocol LinearOperator: Sendable {
  /// The number of rows: the length of ``times(_:)``.
  var rows: Int { get }
  /// The number of columns: the length of what ``times(_:)`` takes.
  var columns: Int { get }
  /// The sum of each row.
  var rowSums: [Double] { get }
  /// The sum of each column.
  var columnSums: [Double] { get }
  /// The product `self · vector`.
  func times(_ vector: [Double]) -> [Double]
  /// The product `selfᵀ · vector`.
  func transposedTimes(_ vector: [Double]) -> [Double]
  /// The product `self · other`: all columns of `other` at once.
  func multiply(_ other: Matrix) -> Matrix
}

extension Matrix: LinearOperator {}
extension SparseMatrix: LinearOperator {}
