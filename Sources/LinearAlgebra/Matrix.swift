/// A dense matrix of doubles, stored row by row.
///
/// `matrix[i, j]` is row `i`, column `j`, at `elements[i * columns + j]`. A value type with copy on
/// write. Empty matrices (no rows, no columns) are allowed.
public struct Matrix: Sendable, Hashable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  @usableFromInline var storage: [Double]

  /// The `rows * columns` entries, row by row.
  @inlinable public var elements: [Double] { storage }

  /// A matrix with one value everywhere.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "Matrix(\(rows) × \(columns)): negative size")
    self.rows = rows
    self.columns = columns
    storage = Array(repeating: value, count: rows * columns)
  }

  /// A matrix over entries that are already in row order; their number must be `rows * columns`.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "Matrix(\(rows) × \(columns)) over \(elements.count) entries")
    self.rows = rows
    self.columns = columns
    storage = elements
  }

  /// A matrix from its rows, which must have equal lengths.
  public init(rows nested: [[Double]]) {
    rows = nested.count
    columns = nested.first?.count ?? 0
    storage = []
    storage.reserveCapacity(rows * columns)
    for row in nested {
      precondition(row.count == columns, "rows of \(row.count) and \(columns) entries")
      storage.append(contentsOf: row)
    }
  }

  /// The identity of the given order.
  public static func identity(_ order: Int) -> Matrix {
    var result = Matrix(rows: order, columns: order)
    for i in 0..<order { result[i, i] = 1 }
    return result
  }

  /// The square matrix with the given diagonal.
  public static func diagonal(_ values: [Double]) -> Matrix {
    var result = Matrix(rows: values.count, columns: values.count)
    for (i, value) in values.enumerated() { result[i, i] = value }
    return result
  }

  /// The entry of row `row` and column `column`.
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return storage[row &* columns &+ column]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      storage[row &* columns &+ column] = newValue
    }
  }

  /// A copy of one row.
  public func row(_ index: Int) -> [Double] {
    precondition(index >= 0 && index < rows, "row \(index) of \(rows)")
    return Array(storage[index * columns..<(index + 1) * columns])
  }

  /// A copy of one column.
  public func column(_ index: Int) -> [Double] {
    precondition(index >= 0 && index < columns, "column \(index) of \(columns)")
    return (0..<rows).map { storage[$0 * columns + index] }
  }

  /// The sum of each row, added from left to right.
  public var rowSums: [Double] {
    (0..<rows).map { i in
      var sum = 0.0
      for j in 0..<columns { sum += storage[i * columns + j] }
      return sum
    }
  }

  /// The sum of each column, added from top to bottom.
  public var columnSums: [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for i in 0..<rows {
      for j in 0..<columns { sums[j] += storage[i * columns + j] }
    }
    return sums
  }

  /// The matrix with rows and columns exchanged.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result.storage[j * rows + i] = storage[i * columns + j] }
    }
    return result
  }

  /// Calls `body` with the entries in row order, to be read.
  @inlinable
  public func withUnsafeElements<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.withUnsafeBufferPointer(body)
  }

  /// Calls `body` with the entries in row order, to be read and written in place.
  @inlinable
  public mutating func withUnsafeMutableElements<Result, Failure: Error>(
    _ body: (inout UnsafeMutableBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.withUnsafeMutableBufferPointer(body)
  }
}
