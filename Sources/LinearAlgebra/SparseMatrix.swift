/// A sparse matrix in compressed rows.
///
/// Invariants: `rowOffsets` has `rows + 1` ascending entries from 0 to the number of stored entries;
/// the stored entries of row `i` are those at `rowOffsets[i] ..< rowOffsets[i + 1]`, with strictly
/// ascending `columnIndices` in `0 ..< columns`.
public struct SparseMatrix: Sendable, Hashable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Where each row starts in ``columnIndices`` and ``values``, with the end of the last row.
  public let rowOffsets: [Int]
  /// The column of each stored entry.
  public let columnIndices: [Int]
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

  /// Builds from entries in any order; entries of the same place are added in the order given.
  public init(rows: Int, columns: Int, entries: [Entry]) {
    precondition(rows >= 0 && columns >= 0, "SparseMatrix(\(rows) × \(columns)): negative size")
    let order = entries.indices.sorted { a, b in
      let (x, y) = (entries[a], entries[b])
      return (x.row, x.column, a) < (y.row, y.column, b)
    }
    var counts = [Int](repeating: 0, count: rows + 1)
    var indices: [Int] = []
    var values: [Double] = []
    var last: (Int, Int)?
    for place in order {
      let entry = entries[place]
      precondition(
        entry.row >= 0 && entry.row < rows && entry.column >= 0 && entry.column < columns,
        "entry (\(entry.row), \(entry.column)) outside (\(rows) × \(columns))")
      if let previous = last, previous == (entry.row, entry.column) {
        values[values.count - 1] += entry.value
        continue
      }
      last = (entry.row, entry.column)
      counts[entry.row + 1] += 1
      indices.append(entry.column)
      values.append(entry.value)
    }
    for i in 0..<rows { counts[i + 1] += counts[i] }
    self.rows = rows
    self.columns = columns
    rowOffsets = counts
    columnIndices = indices
    self.values = values
  }

  /// The entries of a dense matrix that are not zero.
  public init(_ dense: Matrix) {
    var entries: [Entry] = []
    for i in 0..<dense.rows {
      for j in 0..<dense.columns where dense[i, j] != 0 {
        entries.append(Entry(row: i, column: j, value: dense[i, j]))
      }
    }
    self.init(rows: dense.rows, columns: dense.columns, entries: entries)
  }

  /// The dense matrix of the same entries.
  public var dense: Matrix {
    var result = Matrix(rows: rows, columns: columns)
    for i in 0..<rows {
      for place in rowOffsets[i]..<rowOffsets[i + 1] {
        result[i, columnIndices[place]] = values[place]
      }
    }
    return result
  }

  /// The product `self · vector`, each row added from left to right.
  ///
  /// `O(rows + stored entries)`.
  public func times(_ vector: [Double]) -> [Double] {
    precondition(vector.count == columns, "(\(rows) × \(columns)) times \(vector.count)")
    return [Double](unsafeUninitializedCapacity: rows) { result, count in
      vector.withUnsafeBufferPointer { x in
        rowOffsets.withUnsafeBufferPointer { offsets in
          columnIndices.withUnsafeBufferPointer { indices in
            values.withUnsafeBufferPointer { entries in
              var i = 0
              while i < rows {
                var sum = 0.0
                var place = offsets[i]
                let end = offsets[i + 1]
                while place < end {
                  sum += entries[place] * x[indices[place]]
                  place += 1
                }
                (result.baseAddress.unsafelyUnwrapped + i).initialize(to: sum)
                i += 1
              }
            }
          }
        }
      }
      count = rows
    }
  }

  /// The product `selfᵀ · vector`, added row by row from the top.
  ///
  /// `O(columns + stored entries)`.
  public func transposedTimes(_ vector: [Double]) -> [Double] {
    precondition(vector.count == rows, "(\(rows) × \(columns)) transposed times \(vector.count)")
    var result = [Double](repeating: 0, count: columns)
    result.withUnsafeMutableBufferPointer { y in
      columnIndices.withUnsafeBufferPointer { indices in
        values.withUnsafeBufferPointer { entries in
          for i in 0..<rows where vector[i] != 0 {
            let factor = vector[i]
            var place = rowOffsets[i]
            let end = rowOffsets[i + 1]
            while place < end {
              y[indices[place]] += entries[place] * factor
              place += 1
            }
          }
        }
      }
    }
    return result
  }
}
