/// The solution of `x = b + D·A·x`, and how good it is.
package struct ScaledFixedPoint: Sendable {
  /// The last iterate.
  package var solution: [Double]
  /// `A·x` at ``solution``.
  package var image: [Double]
  /// `max_i |b_i + (D·A·x)_i − x_i|` at ``solution``.
  package var residual: Double
  /// How many visits of all entries it took, in whichever precision.
  package var products: Int
  /// Whether ``residual`` is at most the tolerance.
  package var converged: Bool
}

extension SparseMatrix {
  /// Solves `x = b + D·A·x`, `D` the diagonal of `rowFactors`, to a residual of `tolerance`.
  ///
  /// Iterative refinement: what is missing is solved for in single precision by ``SingleSweeps``, which reads
  /// half the memory, and what is missing then is computed in double precision, once in a dozen sweeps. Where
  /// the sweeps do not come down, biconjugate gradients in double precision take over (see
  /// ``linearFixedPoint(_:constant:start:tolerance:maximumProducts:)``), if asked for. Needs no
  /// spectral radius below one, only that `I − D·A` is not singular. A row whose factor is zero takes no part
  /// if its constant is zero. The diagonal of `A` must be zero.
  ///
  /// The residual is evaluated in double precision at what comes back.
  package func scaledFixedPoint(
    rowFactors: [Double], constant: [Double], tolerance: Double, maximumProducts: Int,
    sweepsOnly: Bool = false
  ) -> ScaledFixedPoint {
    precondition(
      rows == columns && rowFactors.count == rows && constant.count == rows,
      "(\(rows) × \(columns)) with \(rowFactors.count) factors and \(constant.count) constants")
    var found = refine(
      rowFactors: rowFactors, constant: constant, tolerance: tolerance,
      maximumProducts: maximumProducts)
    guard !found.converged, !sweepsOnly, found.products < maximumProducts else { return found }
    let none = [Double](repeating: 0, count: rows)
    let iterated = linearFixedPoint(
      constant: sweep(from: none, rowFactors, adding: constant), start: found.solution,
      tolerance: tolerance, maximumProducts: maximumProducts - found.products
    ) { sweep(from: $0, rowFactors, adding: nil) }
    var missing = [Float](repeating: 0, count: rows)
    found.products += iterated.products + 1
    found.solution = iterated.solution
    found.residual = evaluate(
      at: found.solution, rowFactors, constant, image: &found.image, missing: &missing)
    found.converged = found.residual <= tolerance
    return found
  }

  /// Iterative refinement from zero, until a correction is no more worth its sweeps.
  private func refine(
    rowFactors: [Double], constant: [Double], tolerance: Double, maximumProducts: Int
  ) -> ScaledFixedPoint {
    let none = [Double](repeating: 0, count: rows)
    var missing = constant.map { Float($0) }
    let largest = constant.reduce(0) { max($0, abs($1)) }
    var found = ScaledFixedPoint(
      solution: none, image: none, residual: largest, products: 0, converged: largest <= tolerance)
    guard !found.converged, largest < 0x1p100, largest > 0x1p-60 else { return found }
    var system = SingleSweeps(self, rowFactors: rowFactors)
    var corrected = none
    var image = none
    while !found.converged {
      // What a last step leaves is the product of its entries with half of the rows: less than half of it.
      let outcome = system.solve(
        missing, tolerance: Float(2 * tolerance),
        maximumSweeps: min(60, maximumProducts - found.products - 1))
      found.products += outcome.sweeps
      guard outcome.settled else { return found }
      for i in 0..<rows { corrected[i] = found.solution[i] + Double(outcome.solution[i]) }
      let reached = evaluate(
        at: corrected, rowFactors, constant, image: &image, missing: &missing)
      found.products += 1
      guard reached < 0.1 * found.residual || reached <= tolerance else { return found }
      swap(&found.solution, &corrected)
      swap(&found.image, &image)
      found.residual = reached
      found.converged = reached <= tolerance
    }
    return found
  }

  /// Puts `A·x` into `image` and `b + D·A·x − x` into `missing`; returns the largest modulus of the latter,
  /// infinite where one is no number.
  private func evaluate(
    at vector: [Double], _ factors: [Double], _ constant: [Double], image: inout [Double],
    missing: inout [Float]
  ) -> Double {
    image.withUnsafeMutableBufferPointer { multiply(vector, into: $0) }
    var largest = 0.0
    for i in 0..<rows {
      let residual = constant[i] + factors[i] * image[i] - vector[i]
      missing[i] = Float(residual)
      largest = abs(residual) <= .infinity ? max(largest, abs(residual)) : .infinity
    }
    return largest
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
