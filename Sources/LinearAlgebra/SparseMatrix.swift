/// A sparse matrix in compressed rows.
///
/// Invariants: `rowOffsets` has `rows + 1` ascending entries from 0 to the number of stored entries;
/// the stored entries of row `i` are those at `rowOffsets[i] ..< rowOffsets[i + 1]`, with strictly
/// ascending `columnIndices` in `0 ..< columns`. Rows and columns number less than 2³¹: an index takes
/// four bytes, which is a third less to read than with eight.
public struct SparseMatrix: Sendable, Hashable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Where each row starts in ``columnIndices`` and ``values``, with the end of the last row.
  public let rowOffsets: [Int]
  /// The column of each stored entry.
  public let columnIndices: [Int32]
  /// The value of each stored entry.
  public let values: [Double]

  /// One entry given by its place.
  public struct Entry: Sendable, Hashable {
    /// The row, from 0.
    public var row: Int
    /// The column, from 0.
    public var column: Int
    /// The value.
    public var value: Double

    /// An entry of the given place and value.
    public init(row: Int, column: Int, value: Double) {
      self.row = row
      self.column = column
      self.value = value
    }
  }

  /// A matrix over arrays that already meet the invariants of the type.
  init(
    rows: Int, columns: Int, rowOffsets: [Int], columnIndices: [Int32], values: [Double]
  ) {
    self.rows = rows
    self.columns = columns
    self.rowOffsets = rowOffsets
    self.columnIndices = columnIndices
    self.values = values
  }

  /// The number of stored entries.
  public var entryCount: Int { values.count }

  /// The stored entries of one row, in ascending order of their columns.
  public func row(_ index: Int) -> [(column: Int, value: Double)] {
    precondition(index >= 0 && index < rows, "row \(index) of \(rows)")
    return (rowOffsets[index]..<rowOffsets[index + 1]).map {
      (Int(columnIndices[$0]), values[$0])
    }
  }

  /// The dense matrix of the same entries.
  public var dense: Matrix {
    var result = Matrix(rows: rows, columns: columns)
    for i in 0..<rows {
      for place in rowOffsets[i]..<rowOffsets[i + 1] {
        result[i, Int(columnIndices[place])] = values[place]
      }
    }
    return result
  }

  /// The matrix whose stored entries are those that a function makes of the entries of this one.
  ///
  /// Zeros are stored where the function gives them. `O(rows + stored entries)`.
  ///
  /// - Parameter transform: of the row, the column and the value of an entry.
  public func mapValues(_ transform: (Int, Int, Double) -> Double) -> SparseMatrix {
    var values = values
    for i in 0..<rows {
      for place in rowOffsets[i]..<rowOffsets[i + 1] {
        values[place] = transform(i, Int(columnIndices[place]), values[place])
      }
    }
    return SparseMatrix(
      rows: rows, columns: columns, rowOffsets: rowOffsets, columnIndices: columnIndices,
      values: values)
  }
}
