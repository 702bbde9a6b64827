import LinearAlgebra
import Randomness
import Testing

@Suite struct SpectrumTests {
  /// Bardoscia, Battiston, Caccioli and Caldarelli (2017): closed forms, checked with numpy.
  @Test func `closing a chain into a cycle makes it unstable`() {
    var matrix = Matrix(rows: [[0, 0.9, 0], [0, 0, 1.2], [0, 0, 0]])
    #expect(spectralRadius(matrix).value == 0)
    matrix[2, 0] = 1.1
    #expect(abs(spectralRadius(matrix).value - 1.059104500597819) < 1e-9)
    let pair = spectralRadius(Matrix(rows: [[0, 0.9], [1, 0]]))
    #expect(abs(pair.value - 0.9486832980505138) < 1e-9)
    let dense = Matrix(rows: [
      [0, 0.3, 0.2, 0.1], [0.25, 0, 0.15, 0.2], [0.1, 0.3, 0, 0.2], [0.2, 0.1, 0.25, 0],
    ])
    #expect(abs(spectralRadius(dense).value - 0.5888452290258607) < 1e-9)
  }

  @Test(arguments: [0.8, 1.2], [0, 100])
  func `a complete network has the radius of its leverage`(leverage: Double, directOrder: Int) {
    var matrix = Matrix(rows: 5, columns: 5, repeating: leverage / 4)
    for i in 0..<5 { matrix[i, i] = 0 }
    let found = spectralRadius(matrix, directOrder: directOrder)
    #expect(abs(found.value - leverage) < 1e-9)
    #expect(found.status == (directOrder == 0 ? .converged : .direct))
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `power iteration brackets what LAPACK computes`(seed: UInt64) {
    var stream = Stream(seed: seed, replicate: 0, purpose: 0, tick: 0, entity: 0)
    let order = 2 + stream.integer(below: 40)
    var matrix = Matrix(rows: order, columns: order)
    for i in 0..<order {
      for j in 0..<order where stream.uniform() < 0.15 {
        matrix[i, j] = stream.exponential(rate: 1)
      }
    }
    let direct = spectralRadius(matrix)
    let iterated = spectralRadius(matrix, directOrder: 0)
    #expect(iterated.status != .iterationLimit)
    #expect(abs(direct.value - iterated.value) <= iterated.uncertainty + 1e-9 * direct.value)
  }

  @Test func `a bound on iterations is reported with a bracket that holds`() {
    let matrix = Matrix(rows: [[0, 9, 0], [0, 0, 1], [1, 0, 0.5]])
    let exact = spectralRadius(matrix).value
    let short = spectralRadius(matrix, maximumIterations: 5, directOrder: 0)
    #expect(short.status == .iterationLimit && short.iterations == 5)
    #expect(abs(short.value - exact) <= short.uncertainty)
  }

  @Test func `an empty matrix has radius zero and a long chain does not exhaust the stack`() {
    #expect(spectralRadius(Matrix(rows: [])).value == 0)
    var chain = Matrix(rows: 1500, columns: 1500)
    for i in 1..<1500 { chain[i, i - 1] = 1 }
    #expect(spectralRadius(chain).value == 0)
  }

  @Test func `symmetric eigenvalues ascend and are those of the closed form`() throws {
    #expect(try #require(symmetricEigenvalues(Matrix(rows: [[2, 1], [1, 2]]))) == [1, 3])
    // Correlation ρ among n: 1 − ρ, n − 1 times, and 1 + (n − 1)ρ.
    var matrix = Matrix(rows: 4, columns: 4, repeating: 0.25)
    for i in 0..<4 { matrix[i, i] = 1 }
    expectNear(try #require(symmetricEigenvalues(matrix)), [0.75, 0.75, 0.75, 1.75], 1e-14)
    #expect(symmetricEigenvalues(Matrix(rows: [[.nan]])) == nil)
  }

  @Test func `few entries have the radius of the same entries in a square table`() {
    var stream = Stream(seed: 3, replicate: 0, purpose: 8, tick: 0, entity: 0)
    for count in [1, 7, 40, 150, 300] {
      // Two blocks that do not lead back to each other, and rows without entries.
      var entries: [SparseMatrix.Entry] = []
      for _ in 0..<(4 * count) {
        let (i, k) = (stream.integer(below: count), stream.integer(below: count))
        guard (i < count / 2) == (k < count / 2) || i < k, i % 9 != 4 else { continue }
        entries.append(.init(row: i, column: k, value: stream.uniform()))
      }
      let sparse = SparseMatrix(rows: count, columns: count, entries: entries)
      let (few, all) = (spectralRadius(sparse), spectralRadius(sparse.dense))
      #expect(abs(few.value - all.value) <= 1e-9 * max(1, all.value))
      #expect(few.status != .iterationLimit)
    }
    let nothing = SparseMatrix(rows: 5, columns: 5, entries: [])
    #expect(spectralRadius(nothing).value == 0)
  }
}
