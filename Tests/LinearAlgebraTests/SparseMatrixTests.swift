import LinearAlgebra
import Randomness
import Testing

@Suite struct SparseMatrixTests {
  /// A random dense matrix with most entries zero.
  func thinned(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix {
    var stream = Stream(seed: seed, replicate: 0, purpose: 1, tick: 0, entity: 0)
    var matrix = sample(rows, columns, seed)
    for i in 0..<rows { for j in 0..<columns where stream.uniform() < 0.8 { matrix[i, j] = 0 } }
    return matrix
  }

  @Test(arguments: [(1, 1), (9, 4), (30, 30), (3, 50)])
  func `sparse products equal dense ones`(rows: Int, columns: Int) {
    let dense = thinned(rows, columns, 3)
    let sparse = SparseMatrix(dense)
    #expect(sparse.dense == dense)
    let (x, y) = (sample(columns, 1, 4).elements, sample(rows, 1, 5).elements)
    expectNear(sparse.times(x), dense.times(x), 1e-13)
    expectNear(sparse.transposedTimes(y), dense.transposedTimes(y), 1e-13)
  }

  @Test func `entries are sorted, and those of one place are added`() {
    let sparse = SparseMatrix(
      rows: 2, columns: 3,
      entries: [
        .init(row: 1, column: 2, value: 5), .init(row: 0, column: 1, value: 1),
        .init(row: 1, column: 0, value: 2), .init(row: 1, column: 2, value: 3),
      ])
    #expect(sparse.rowOffsets == [0, 1, 3])
    #expect(sparse.columnIndices == [1, 0, 2])
    #expect(sparse.values == [1, 2, 8])
    #expect(SparseMatrix(rows: 0, columns: 0, entries: []).times([]) == [])
  }

  @Test(arguments: [(1, 1), (9, 4), (30, 30), (3, 50)])
  func `a matrix from shuffled entries, some in parts, is the dense sum of them`(
    rows: Int, columns: Int
  ) {
    var stream = Stream(seed: 8, replicate: 0, purpose: 1, tick: 0, entity: 0)
    var dense = Matrix(rows: rows, columns: columns)
    let entries = (0..<3 * rows * columns / 2).map { _ in
      SparseMatrix.Entry(
        row: stream.integer(below: rows), column: stream.integer(below: columns),
        value: 1 + Double(stream.integer(below: 100)))
    }
    for entry in entries { dense[entry.row, entry.column] += entry.value }
    let sparse = SparseMatrix(rows: rows, columns: columns, entries: entries)
    // Whole numbers add up to the same in any order.
    #expect(sparse == SparseMatrix(dense))
    #expect(sparse.transposed == SparseMatrix(dense.transposed))
    #expect(sparse.transposed.transposed == sparse)
    #expect(sparse.rowSums == dense.rowSums && sparse.columnSums == dense.columnSums)
    let batch = sample(columns, 3, 9)
    expectNear(sparse.multiply(batch).elements, dense.multiply(batch).elements, 1e-10)
    #expect(sparse.row(rows - 1).map(\.column) == sparse.row(rows - 1).map(\.column).sorted())
  }

  @Test(arguments: [0.5, 0.99, 1.4])
  func `the scaled fixed point solves the rows that have a factor, and keeps zero elsewhere`(
    scale: Double
  ) throws {
    var dense = thinned(40, 40, 6)
    for i in 0..<40 {
      for k in 0..<40 { dense[i, k] = i == k ? 0 : abs(dense[i, k]) }
    }
    let factors = (0..<40).map { $0 % 5 == 2 ? 0 : scale / (1 + dense.row($0).reduce(0, +)) }
    let constant = (0..<40).map { $0 % 5 == 2 ? 0 : 1 + Double($0 % 3) }
    let found = SparseMatrix(dense).scaledFixedPoint(
      rowFactors: factors, constant: constant, tolerance: 1e-12, maximumProducts: 200)
    var system = Matrix.identity(40)
    for i in 0..<40 { for k in 0..<40 { system[i, k] -= factors[i] * dense[i, k] } }
    let expected = try #require(solve(system, constant))
    #expect(found.converged)
    expectNear(found.solution, expected, 1e-9)
  }

  @Test(arguments: [0.3, 0.9, 0.999, 1.2])
  func `slow modes of many shapes are solved as one is`(scale: Double) {
    // Fifty rings, weakly linked: as many modes that hardly fade, none of which sweeps alone get rid of.
    let count = 1000
    var entries: [SparseMatrix.Entry] = []
    for i in 0..<count {
      let ring = i / 20 * 20
      entries.append(.init(row: i, column: ring + (i + 7) % 20, value: 1 + 0.1 * Double(i % 3)))
      entries.append(.init(row: i, column: (i + 321) % count, value: 0.01))
    }
    let matrix = SparseMatrix(rows: count, columns: count, entries: entries)
    let factors = matrix.rowSums.map { scale / $0 }
    let constant = (0..<count).map { 1e-3 / Double(1 + $0 % 17) }
    let found = matrix.scaledFixedPoint(
      rowFactors: factors, constant: constant, tolerance: 1e-12, maximumProducts: 5000)
    let image = matrix.times(found.solution)
    var residual = 0.0
    for i in 0..<count {
      residual = max(residual, abs(constant[i] + factors[i] * image[i] - found.solution[i]))
    }
    // What is said to be missing is what is missing, whether it was solved or not.
    #expect(abs(residual - found.residual) < 1e-13)
    #expect(found.converged == (found.residual <= 1e-12))
    if scale < 1 { #expect(found.converged) }
    for i in 0..<count { #expect(abs(found.image[i] - image[i]) < 1e-12 * max(1, abs(image[i]))) }
    let cut = matrix.scaledFixedPoint(
      rowFactors: factors, constant: constant, tolerance: 1e-12, maximumProducts: 9,
      sweepsOnly: true)
    #expect(cut.products <= 9)
  }
}
