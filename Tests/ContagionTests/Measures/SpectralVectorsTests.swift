import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct SpectralVectorsTests {
  /// Bardoscia, Battiston, Caccioli and Caldarelli (2017): closed forms.
  @Test(arguments: [
    (Matrix(rows: [[0, 0.9, 0], [0, 0, 1.2], [1.1, 0, 0]]), 1.059104500597819),
    (Matrix(rows: [[0, 0.9], [1, 0]]), 0.9486832980505138),
    (
      Matrix(rows: [
        [0, 0.3, 0.2, 0.1], [0.25, 0, 0.15, 0.2], [0.1, 0.3, 0, 0.2], [0.2, 0.1, 0.25, 0],
      ]), 0.5888452290258607
    ),
  ])
  func `the vectors solve the eigenvalue equations at the published radius`(
    _ matrix: Matrix, radius: Double
  ) {
    let found = spectralVectors(matrix)
    #expect(found.report.status == .converged)
    #expect(abs(found.radius.value - radius) < 1e-9)
    expectClose(matrix.times(found.right), found.right.map { radius * $0 }, 1e-12)
    expectClose(matrix.transposedTimes(found.left), found.left.map { radius * $0 }, 1e-12)
    #expect(abs(found.right.reduce(0, +) - 1) < 1e-14 && abs(found.left.reduce(0, +) - 1) < 1e-14)
  }

  @Test(arguments: [0.8, 1.2])
  func `in a complete network with equal leverage everyone counts the same`(leverage: Double) {
    var matrix = Matrix(rows: 5, columns: 5, repeating: leverage / 4)
    for i in 0..<5 { matrix[i, i] = 0 }
    let found = spectralVectors(matrix)
    expectClose(found.right + found.left, [Double](repeating: 0.2, count: 10), 1e-13)
  }

  @Test func `a creditor of the cycle suffers in its mode and a debtor of it feeds it`() {
    // 0 and 1 hold claims on each other, 2 holds one on 0, and 3 owes 1.
    let found = spectralVectors(
      Matrix(rows: [[0, 0.5, 0, 0], [0.5, 0, 0, 0.2], [0.25, 0, 0, 0], [0, 0, 0, 0]]))
    expectClose(found.right, [0.4, 0.4, 0.2, 0], 1e-12)
    expectClose(found.left, [1 / 2.4, 1 / 2.4, 0, 0.4 / 2.4], 1e-12)
  }

  @Test func `without a cycle no mode lasts`() {
    let found = spectralVectors(Matrix(rows: [[0, 0.9, 0], [0, 0, 1.2], [0, 0, 0]]))
    #expect(found.radius.value == 0 && found.report.status == .exact)
    #expect(found.right == [0, 0, 0] && found.left == [0, 0, 0])
    #expect(spectralVectors(Matrix(rows: [])).right.isEmpty)
  }

  @Test func `two cycles of one radius, one leading to the other, still give a vector`() {
    // The second pair holds claims on the first: the radius is a double root with one vector.
    let matrix = Matrix(rows: [[0, 1, 0, 0], [1, 0, 0, 0], [0.3, 0, 0, 1], [0, 0, 1, 0]])
    let found = spectralVectors(matrix)
    expectClose(found.right, [0, 0, 0.5, 0.5], 1e-6)
    expectClose(found.left, [0.5, 0.5, 0, 0], 1e-6)
    #expect(found.report.residual < 1e-9)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `the vectors are the limit of power iteration`(seed: UInt64) {
    var stream = Stream(seed: seed, replicate: 0, purpose: 4, tick: 0, entity: 0)
    let order = 2 + stream.integer(below: 30)
    var matrix = Matrix(rows: order, columns: order)
    for i in 0..<order {
      matrix[i, (i + 1) % order] = 0.1
      for k in 0..<order where i != k && stream.uniform() < 0.3 { matrix[i, k] = stream.uniform() }
    }
    let found = spectralVectors(matrix)
    for (vector, iterated) in [(found.right, matrix), (found.left, matrix.transposed)] {
      var x = [Double](repeating: 1 / Double(order), count: order)
      for _ in 0..<4000 {
        let image = iterated.times(x)
        let moved = zip(image, x).map { $0 + 0.5 * $1 }
        let sum = moved.reduce(0, +)
        x = moved.map { $0 / sum }
      }
      expectClose(vector, x, 1e-9)
    }
  }

  /// Below radius one small distress settles at `(I − Λ)⁻¹h₀`: numpy on the synthetic network of
  /// ten, scaled to 0.5.
  @Test func `below radius one small distress settles where the linear system says`() throws {
    let shared = try #require(
      try CaseFile<SharedNetwork>.load("networks").first { $0.id == "er10" })
    let start = 1e-6
    let claims = Matrix(
      rows: 10, columns: 10, elements: shared.matrix.elements.map { $0 * 0.39689874986502355 })
    let (lent, owed) = (claims.rowSums, claims.columnSums)
    let net = (0..<10).map { shared.equity[$0] * (1 - start) - lent[$0] + owed[$0] }
    let network = try ExposureNetwork(
      claims: claims, externalAssets: net.map { max(0, $0) },
      externalLiabilities: net.map { max(0, -$0) })
    let found = leverageSpectralRadius(network, referenceEquity: shared.equity)
    #expect(abs(found.value - 0.5) < 1e-9)
    let result = propagate(network, valuation: .linearDebtRank, referenceEquity: shared.equity)
    let expected = [
      1.6428370198412652e-06, 2.0074403832220587e-06, 2.2420366660875266e-06,
      1.8359081507657809e-06, 1.9412485781820265e-06, 2.3125149683627634e-06,
      1.647835009243158e-06, 1.6091827702399233e-06, 2.619975513948674e-06, 1.6811525384858313e-06,
    ]
    // Distress is one less a ratio near one: 1e-14 is its rounding.
    for (a, b) in zip(result.distress, expected) { #expect(abs(a - b) <= 1e-14) }
  }
}
