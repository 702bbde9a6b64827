import CLinearAlgebra

extension Matrix {
  /// The product `self · other`, by `dgemm`.
  ///
  /// Cost `2·rows·columns·other.columns`.
  public func multiply(_ other: Matrix) -> Matrix {
    precondition(
      columns == other.rows, "(\(rows) × \(columns)) · (\(other.rows) × \(other.columns))")
    var result = Matrix(rows: rows, columns: other.columns)
    guard rows > 0, columns > 0, other.columns > 0 else { return result }
    useOneThread()
    let (m, n, k) = (Int32(rows), Int32(other.columns), Int32(columns))
    storage.withUnsafeBufferPointer { a in
      other.storage.withUnsafeBufferPointer { b in
        result.storage.withUnsafeMutableBufferPointer { c in
          cblas_dgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a.baseAddress, k, b.baseAddress,
            n, 0, c.baseAddress, n)
        }
      }
    }
    return result
  }

  /// The product `self · vector`, by `dgemv`.
  public func times(_ vector: [Double]) -> [Double] {
    product(with: vector, transpose: false)
  }

  /// The product `selfᵀ · vector`, by `dgemv`, with no transpose formed.
  public func transposedTimes(_ vector: [Double]) -> [Double] {
    product(with: vector, transpose: true)
  }

  private func product(with vector: [Double], transpose: Bool) -> [Double] {
    let (inner, outer) = transpose ? (rows, columns) : (columns, rows)
    precondition(
      vector.count == inner,
      "a (\(rows) × \(columns)) matrix\(transpose ? ", transposed," : "") times \(vector.count)")
    guard inner > 0, outer > 0 else { return Array(repeating: 0, count: outer) }
    useOneThread()
    return [Double](unsafeUninitializedCapacity: outer) { y, count in
      storage.withUnsafeBufferPointer { a in
        vector.withUnsafeBufferPointer { x in
          y.initialize(repeating: 0)
          cblas_dgemv(
            CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), 1,
            a.baseAddress, Int32(columns), x.baseAddress, 1, 0, y.baseAddress, 1)
        }
      }
      count = outer
    }
  }
}
