extension SparseMatrix {
  /// Solves `x = b + D·A·x`, `D` the diagonal of `rowFactors`, with a Gauss–Seidel preconditioner.
  ///
  /// With `D·A = L + U`, strictly lower and the rest, it solves `x = (I − L)⁻¹·b + (I − L)⁻¹·U·x` as
  /// ``linearFixedPoint(_:constant:start:tolerance:maximumProducts:)`` does: a product with
  /// `(I − L)⁻¹·U` is one sweep over the rows that uses each new entry at once, costs as much as a product
  /// with `A`, and about half as many are needed. The residual is that of the preconditioned equation. A row
  /// whose factor is zero takes no part if its constant is zero. The diagonal of `A` must be zero.
  package func scaledFixedPoint(
    rowFactors: [Double], constant: [Double], tolerance: Double, maximumProducts: Int
  ) -> LinearFixedPoint {
    precondition(
      rows == columns && rowFactors.count == rows && constant.count == rows,
      "(\(rows) × \(columns)) with \(rowFactors.count) factors and \(constant.count) constants")
    let none = [Double](repeating: 0, count: rows)
    return linearFixedPoint(
      constant: sweep(from: none, rowFactors, adding: constant), start: nil, tolerance: tolerance,
      maximumProducts: maximumProducts
    ) { sweep(from: $0, rowFactors, adding: nil) }
  }

  /// One Gauss–Seidel sweep: from the top, `x_i = b_i + factor_i·Σ_k A[i,k]·x_k` in place.
  private func sweep(
    from vector: [Double], _ factors: [Double], adding constant: [Double]?
  ) -> [Double] {
    var result = vector
    result.withUnsafeMutableBufferPointer { x in
      rowOffsets.withUnsafeBufferPointer { offsets in
        columnIndices.withUnsafeBufferPointer { indices in
          values.withUnsafeBufferPointer { entries in
            factors.withUnsafeBufferPointer { factors in
              var i = 0
              var place = 0
              while i < x.count {
                var sum = 0.0
                let end = offsets[i + 1]
                while place < end {
                  sum += entries[place] * x[Int(indices[place])]
                  place += 1
                }
                x[i] = factors[i] * sum + (constant?[i] ?? 0)
                i += 1
              }
            }
          }
        }
      }
    }
    return result
  }
}
