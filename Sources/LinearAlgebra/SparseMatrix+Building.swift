extension SparseMatrix {
  /// Builds from entries in any order; entries of the same place are added in the order given.
  ///
  /// `O(rows + columns + entries)`: two counting sorts, no comparison.
  public init(rows: Int, columns: Int, entries: [Entry]) {
    Self.requireSize(rows, columns)
    for entry in entries {
      precondition(
        entry.row >= 0 && entry.row < rows && entry.column >= 0 && entry.column < columns,
        "entry (\(entry.row), \(entry.column)) outside (\(rows) × \(columns))")
    }
    self.init(
      rows: rows, columns: columns, rowIndices: entries.map { Int32($0.row) },
      columnIndices: entries.map { Int32($0.column) }, values: entries.map(\.value))
  }

  /// Builds from three lists, one entry a place, in any order; entries of the same row and column are
  /// added in the order given.
  ///
  /// `O(rows + columns + entries)`: two counting sorts, no comparison.
  public init(
    rows: Int, columns: Int, rowIndices: [Int32], columnIndices: [Int32], values: [Double]
  ) {
    Self.requireSize(rows, columns)
    precondition(
      rowIndices.count == values.count && columnIndices.count == values.count,
      "\(rowIndices.count) rows, \(columnIndices.count) columns, \(values.count) values")
    precondition(
      rowIndices.allSatisfy { $0 >= 0 && $0 < rows }
        && columnIndices.allSatisfy { $0 >= 0 && $0 < columns },
      "an entry lies outside (\(rows) × \(columns))")
    let byColumn = CountingSort(keys: columnIndices, limit: columns)
      .arranged(others: rowIndices, values: values)
    let transposed = SparseMatrix(
      rows: columns, columns: rows, rowOffsets: byColumn.offsets, columnIndices: byColumn.others,
      values: byColumn.values)
    self = transposed.transposed.withoutRepetitions
  }

  /// The entries of a dense matrix that are not zero.
  public init(_ dense: Matrix) {
    Self.requireSize(dense.rows, dense.columns)
    var offsets = [0]
    var indices: [Int32] = []
    var values: [Double] = []
    for i in 0..<dense.rows {
      for j in 0..<dense.columns where dense[i, j] != 0 {
        indices.append(Int32(j))
        values.append(dense[i, j])
      }
      offsets.append(values.count)
    }
    self.init(
      rows: dense.rows, columns: dense.columns, rowOffsets: offsets, columnIndices: indices,
      values: values)
  }

  /// The matrix with rows and columns exchanged.
  ///
  /// `O(rows + columns + stored entries)`.
  public var transposed: SparseMatrix {
    var owners: [Int32] = []
    owners.reserveCapacity(entryCount)
    for i in 0..<rows {
      let inRow = rowOffsets[i + 1] - rowOffsets[i]
      owners.append(contentsOf: repeatElement(Int32(i), count: inRow))
    }
    let byColumn = CountingSort(keys: columnIndices, limit: columns)
      .arranged(others: owners, values: values)
    return SparseMatrix(
      rows: columns, columns: rows, rowOffsets: byColumn.offsets, columnIndices: byColumn.others,
      values: byColumn.values)
  }

  private static func requireSize(_ rows: Int, _ columns: Int) {
    precondition(rows >= 0 && columns >= 0, "SparseMatrix(\(rows) × \(columns)): negative size")
    precondition(
      rows <= Int(Int32.max) && columns <= Int(Int32.max),
      "SparseMatrix(\(rows) × \(columns)): an index takes 31 bits")
  }

  /// The same matrix with neighbours of the same place added up.
  private var withoutRepetitions: SparseMatrix {
    var repeated = false
    for i in 0..<rows where !repeated {
      var place = rowOffsets[i] + 1
      while place < rowOffsets[i + 1], !repeated {
        repeated = columnIndices[place] == columnIndices[place - 1]
        place += 1
      }
    }
    guard repeated else { return self }
    var offsets = [0]
    var indices: [Int32] = []
    var sums: [Double] = []
    for i in 0..<rows {
      let start = sums.count
      for place in rowOffsets[i]..<rowOffsets[i + 1] {
        if sums.count > start, indices[indices.count - 1] == columnIndices[place] {
          sums[sums.count - 1] += values[place]
        } else {
          indices.append(columnIndices[place])
          sums.append(values[place])
        }
      }
      offsets.append(sums.count)
    }
    return SparseMatrix(
      rows: rows, columns: columns, rowOffsets: offsets, columnIndices: indices, values: sums)
  }
}

/// A stable arrangement of places by small whole keys.
private struct CountingSort {
  let keys: [Int32]
  /// Where the places of each key start, with the end of the last.
  let offsets: [Int]

  init(keys: [Int32], limit: Int) {
    var counts = [Int](repeating: 0, count: limit + 1)
    counts.withUnsafeMutableBufferPointer { counts in
      for key in keys { counts[Int(key) + 1] += 1 }
      for key in 0..<limit { counts[key + 1] += counts[key] }
    }
    self.keys = keys
    offsets = counts
  }

  /// The two lists in the order of the keys.
  func arranged(
    others: [Int32], values: [Double]
  ) -> (offsets: [Int], others: [Int32], values: [Double]) {
    var next = offsets
    let count = keys.count
    var arrangedValues: [Double] = []
    let arrangedOthers = [Int32](unsafeUninitializedCapacity: count) { target, filled in
      arrangedValues = [Double](unsafeUninitializedCapacity: count) { amounts, filledAmounts in
        next.withUnsafeMutableBufferPointer { next in
          for place in 0..<count {
            let key = Int(keys[place])
            let to = next[key]
            next[key] = to + 1
            target.initializeElement(at: to, to: others[place])
            amounts.initializeElement(at: to, to: values[place])
          }
        }
        filledAmounts = count
      }
      filled = count
    }
    return (offsets, arrangedOthers, arrangedValues)
  }
}
