extension SparseMatrix {
  /// The product `self · vector`, each row added from left to right.
  ///
  /// `O(rows + stored entries)`.
  public func times(_ vector: [Double]) -> [Double] {
    [Double](unsafeUninitializedCapacity: rows) { result, count in
      multiply(vector, into: result)
      count = rows
    }
  }

  /// The product written into memory that may be uninitialised.
  func multiply(_ vector: [Double], into result: UnsafeMutableBufferPointer<Double>) {
    precondition(vector.count == columns, "(\(rows) × \(columns)) times \(vector.count)")
    precondition(result.count >= rows, "\(rows) rows into \(result.count) places")
    guard let target = result.baseAddress else { return }
    vector.withUnsafeBufferPointer { x in
      rowOffsets.withUnsafeBufferPointer { offsets in
        columnIndices.withUnsafeBufferPointer { indices in
          values.withUnsafeBufferPointer { entries in
            var i = 0
            var place = 0
            while i < rows {
              var sum = 0.0
              let end = offsets[i + 1]
              while place < end {
                sum += entries[place] * x[Int(indices[place])]
                place += 1
              }
              (target + i).initialize(to: sum)
              i += 1
            }
          }
        }
      }
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
              y[Int(indices[place])] += entries[place] * factor
              place += 1
            }
          }
        }
      }
    }
    return result
  }

  /// The product `self · other`: a sparse matrix times a batch of columns.
  ///
  /// `O(rows + stored entries · other.columns)`; a stored entry is read once for the whole batch.
  public func multiply(_ other: Matrix) -> Matrix {
    precondition(
      columns == other.rows, "(\(rows) × \(columns)) · (\(other.rows) × \(other.columns))")
    let width = other.columns
    var result = Matrix(rows: rows, columns: width)
    result.withUnsafeMutableElements { y in
      other.withUnsafeElements { x in
        for i in 0..<rows {
          for place in rowOffsets[i]..<rowOffsets[i + 1] {
            let value = values[place]
            let source = Int(columnIndices[place]) * width
            for shift in 0..<width { y[i * width + shift] += value * x[source + shift] }
          }
        }
      }
    }
    return result
  }

  /// The sum of each row, added from left to right.
  public var rowSums: [Double] {
    (0..<rows).map { i in
      var sum = 0.0
      for place in rowOffsets[i]..<rowOffsets[i + 1] { sum += values[place] }
      return sum
    }
  }

  /// The sum of each column, added from top to bottom.
  public var columnSums: [Double] {
    transposedTimes([Double](repeating: 1, count: rows))
  }
}
