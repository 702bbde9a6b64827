import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct MaximumEntropyTests {
  /// Anand, Craig and von Peter (2015), page 628, printed to two decimals.
  @Test func `the published reconstruction of seven banks is met`() throws {
    let published: [[Double]] = [
      [0, 2.53, 2.18, 0, 0, 0.74, 1.55], [1.72, 0, 1.6, 0, 0, 0.54, 1.14],
      [0.98, 1.06, 0, 0, 0, 0.31, 0.65], [0.25, 0.27, 0.23, 0, 0, 0.08, 0.17],
      [0.75, 0.81, 0.7, 0, 0, 0.24, 0.5], [0, 0, 0, 0, 0, 0, 0],
      [0.3, 0.32, 0.28, 0, 0, 0.09, 0],
    ]
    let found = try maximumEntropyClaims(
      rowTotals: [7, 5, 3, 1, 3, 0, 1], columnTotals: [4, 5, 5, 0, 0, 2, 4])
    #expect(found.status == .converged)
    for i in 0..<7 {
      for k in 0..<7 { #expect(abs(found.claims[i, k] - published[i][k]) <= 0.005) }
    }
    // To ten digits, from an independent implementation.
    #expect(abs(found.claims[0, 1] - 2.530486887319068) < 1e-8)
    #expect(abs(found.claims[6, 5] - 0.09473280969959771) < 1e-8)
  }

  /// Values of a published implementation (max_ent of the R package NetworkRiskMeasures).
  @Test func `fifty nodes are rebuilt as by a published implementation`() throws {
    let found = try maximumEntropyClaims(
      rowTotals: FiftyNodes.assets, columnTotals: FiftyNodes.liabilities)
    #expect(found.status == .converged)
    #expect(abs(found.claims[0, 1] - 4.736230050388386) < 1e-7)
    #expect(abs(found.claims[0, 46] - 2.920757605084336) < 1e-7)
    #expect(abs(found.claims[49, 39] - 4.587622964285694) < 1e-7)
    #expect(found.claims.column(48).allSatisfy { $0 == 0 })
    let squares = found.claims.elements.reduce(0) { $0 + $1 * $1 }
    #expect(abs(squares.squareRoot() - 153.88323391009945) < 1e-7)
    #expect(abs((found.claims.elements.max() ?? 0) - 19.33473281883861) < 1e-7)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `the totals of a random network are met on the cells allowed`(seed: UInt64) throws {
    var stream = Stream(seed: seed, replicate: 0, purpose: 0, tick: 0, entity: 0)
    let count = 3 + stream.integer(below: 20)
    let links = NetworkTopology.erdosRenyi(probability: 0.5).links(count: count, stream: &stream)
    let claims = LinkAmounts.lognormal(mu: 0, sigma: 1).claims(on: links, stream: &stream)
    let found = try maximumEntropyClaims(
      rowTotals: claims.rowSums, columnTotals: claims.columnSums, prior: links, tolerance: 1e-10)
    #expect(found.status == .converged)
    let total = claims.elements.reduce(0, +)
    for i in 0..<count {
      #expect(abs(found.claims.rowSums[i] - claims.rowSums[i]) <= 1e-9 * total)
      #expect(abs(found.claims.columnSums[i] - claims.columnSums[i]) <= 1e-9 * total)
      for k in 0..<count where links[i, k] == 0 { #expect(found.claims[i, k] == 0) }
    }
  }

  @Test func `the result is a product of a row and a column factor`() throws {
    let found = try maximumEntropyClaims(rowTotals: [4, 3, 2, 3], columnTotals: [2, 5, 1, 4])
    let x = found.claims
    #expect(abs(x[0, 2] * x[1, 3] - x[0, 3] * x[1, 2]) < 1e-9)
    #expect(abs(x[2, 0] * x[3, 1] - x[2, 1] * x[3, 0]) < 1e-9)
  }

  @Test func `totals that no network has are reported, not forced`() throws {
    // Node 0 owns 5, but all others owe 1 each.
    let found = try maximumEntropyClaims(
      rowTotals: [5, 1, 1], columnTotals: [5, 1, 1], maximumIterations: 200)
    #expect(found.status == .iterationLimit)
    #expect(found.residual > 0.1)
  }

  @Test func `no claims at all are reconstructed at once`() throws {
    let found = try maximumEntropyClaims(rowTotals: [0, 0], columnTotals: [0, 0])
    #expect(found.status == .converged && found.claims == Matrix(rows: 2, columns: 2))
  }

  @Test func `every problem of the totals is reported together`() {
    #expect(
      throws: ReconstructionError(problems: [
        .wrongCount(rows: 2, columns: 1),
        .inadmissibleTotal(isRow: true, node: 1, value: -1), .inadmissiblePrior,
      ])
    ) {
      try maximumEntropyClaims(
        rowTotals: [1, -1], columnTotals: [1], prior: Matrix(rows: 1, columns: 1))
    }
    #expect(
      throws: ReconstructionError(problems: [.unbalanced(rowSum: 3, columnSum: 4)])
    ) { try maximumEntropyClaims(rowTotals: [1, 2], columnTotals: [2, 2]) }
  }
}
