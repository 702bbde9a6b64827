import LinearAlgebra

/// What this machine can do on one thread, measured by the same process.
struct Yardsticks {
  /// Operations a second of `dgemm` on square matrices of order 1000.
  let gemmRate: Double
  let repetitions: Int

  init(repetitions: Int) {
    self.repetitions = repetitions
    let order = 1000
    let matrix = Matrix(
      rows: order, columns: order, elements: (0..<order * order).map { 1 / Double($0 + 1) })
    var sum = 0.0
    let (seconds, _) = least(of: 3 * repetitions) { sum += matrix.multiply(matrix)[0, 0] }
    precondition(sum > 0, "a product of positive numbers is \(sum)")
    gemmRate = 2 * Double(order * order * order) / seconds
  }

  /// Seconds of one product of two square matrices of an order, at the measured rate.
  func gemmSeconds(_ order: Int) -> Double {
    2 * Double(order) * Double(order) * Double(order) / gemmRate
  }

  /// Seconds of one matrix–vector product of an order.
  func gemvSeconds(_ order: Int) -> Double {
    let matrix = Matrix(rows: order, columns: order, repeating: 1 / Double(order))
    let vector = [Double](repeating: 1, count: order)
    var sum = 0.0
    let (seconds, _) = least(of: 5 * repetitions) { sum += matrix.times(vector)[0] }
    precondition(sum > 0, "a product of positive numbers is \(sum)")
    return seconds
  }

  /// Seconds of one read of a double at the place that an index of a sparse matrix says, the indices read
  /// in order: the random-access bandwidth that a claim of a sparse network needs once a visit.
  func accessSeconds(_ matrix: SparseMatrix) -> Double {
    let vector = [Double](repeating: 1, count: matrix.columns)
    var sum = 0.0
    let (seconds, _) = least(of: repetitions) {
      vector.withUnsafeBufferPointer { vector in
        matrix.columnIndices.withUnsafeBufferPointer { indices in
          var place = 0
          var (even, odd) = (0.0, 0.0)
          while place + 1 < indices.count {
            even += vector[Int(indices[place])]
            odd += vector[Int(indices[place + 1])]
            place += 2
          }
          sum += even + odd
        }
      }
    }
    precondition(sum > 0, "a sum of ones is \(sum)")
    return seconds / Double(matrix.entryCount)
  }
}
