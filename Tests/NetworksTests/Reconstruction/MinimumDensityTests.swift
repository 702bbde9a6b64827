import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct MinimumDensityTests {
  func stream(_ seed: UInt64) -> Stream {
    Stream(seed: seed, replicate: 0, purpose: 0, tick: 0, entity: 0)
  }

  func links(_ claims: Matrix) -> Int { claims.elements.filter { $0 > 0 }.count }

  /// Anand, Craig and von Peter (2015), page 628; a published implementation needs 8 to 15 links, in 200 runs.
  @Test func `the seven banks of the paper are linked by few claims`() throws {
    var random = stream(1)
    let (rows, columns) = ([7.0, 5, 3, 1, 3, 0, 1], [4.0, 5, 5, 0, 0, 2, 4])
    let claims = try minimumDensityClaims(
      rowTotals: rows, columnTotals: columns, restarts: 50, stream: &random)
    for i in 0..<7 {
      #expect(abs(claims.rowSums[i] - rows[i]) < 1e-9)
      #expect(abs(claims.columnSums[i] - columns[i]) < 1e-9)
      #expect(claims[i, i] == 0)
    }
    #expect((6...8).contains(links(claims)))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `totals are met by at most two links more than a forest has`(seed: UInt64) throws {
    var random = stream(seed)
    let count = 3 + random.integer(below: 25)
    let topology = NetworkTopology.erdosRenyi(probability: 0.4)
    let model = LinkAmounts.lognormal(mu: 0, sigma: 2)
      .claims(on: topology.links(count: count, stream: &random), stream: &random)
    let (rows, columns) = (model.rowSums, model.columnSums)
    let claims = try minimumDensityClaims(
      rowTotals: rows, columnTotals: columns, restarts: 3, stream: &random)
    let total = rows.reduce(0, +)
    for i in 0..<count {
      #expect(abs(claims.rowSums[i] - rows[i]) <= 1e-9 * total)
      #expect(abs(claims.columnSums[i] - columns[i]) <= 1e-9 * total)
      #expect(claims[i, i] == 0)
    }
    let ends = rows.filter { $0 > 0 }.count + columns.filter { $0 > 0 }.count
    #expect(links(claims) <= max(0, ends - 1) + 2)
  }

  @Test func `a node that must be in every claim is in every claim`() throws {
    var random = stream(2)
    // Node 0 owns and owes half of all together: what it does not owe, all others owe to it.
    let claims = try minimumDensityClaims(
      rowTotals: [4, 1, 2, 3], columnTotals: [6, 2, 1, 1], stream: &random)
    for i in 1..<4 {
      for k in 1..<4 { #expect(claims[i, k] == 0) }
    }
    #expect(claims.rowSums == [4, 1, 2, 3])
  }

  @Test func `infeasible totals are refused with the proof`() {
    var random = stream(3)
    #expect(
      throws: ReconstructionError(problems: [
        .infeasible(ViolatedCut(creditors: [0], debtors: [1, 2], owned: 5, owed: 2))
      ])
    ) {
      try minimumDensityClaims(
        rowTotals: [5, 1, 1], columnTotals: [5, 1, 1], stream: &random)
    }
  }
}
