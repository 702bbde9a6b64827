import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct FeasibleFlowTests {
  /// The example of the R package systemicrisk, getfeasibleMatr(1:5, 5:1): many matrices have these totals.
  @Test func `the totals of a published example are met`() throws {
    let (rows, columns) = ([1.0, 2, 3, 4, 5], [5.0, 4, 3, 2, 1])
    guard case .feasible(let claims) = try feasibleClaims(rowTotals: rows, columnTotals: columns)
    else {
      Issue.record("infeasible")
      return
    }
    #expect(claims.rowSums == rows && claims.columnSums == columns)
    #expect((0..<5).allSatisfy { claims[$0, $0] == 0 } && claims.elements.allSatisfy { $0 >= 0 })
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `feasible exactly where no set of creditors owns more than its debtors owe`(
    seed: UInt64
  ) throws {
    var stream = Stream(seed: seed, replicate: 0, purpose: 0, tick: 0, entity: 0)
    let count = 2 + stream.integer(below: 5)
    let allowed = NetworkTopology.erdosRenyi(probability: 0.6).links(count: count, stream: &stream)
    var rows = (0..<count).map { _ in Double(stream.integer(below: 5)) }
    var columns = (0..<count).map { _ in Double(stream.integer(below: 5)) }
    let gap = rows.reduce(0, +) - columns.reduce(0, +)
    if gap > 0 { columns[0] += gap } else { rows[0] -= gap }
    // Hall's condition over every set of creditors, by brute force.
    let isFeasible = (0..<1 << count).allSatisfy { set in
      let creditors = (0..<count).filter { set >> $0 & 1 == 1 }
      let debtors = (0..<count).filter { k in creditors.contains { allowed[$0, k] > 0 } }
      return creditors.reduce(0) { $0 + rows[$1] } <= debtors.reduce(0) { $0 + columns[$1] }
    }
    switch try feasibleClaims(rowTotals: rows, columnTotals: columns, allowed: allowed) {
    case .feasible(let claims):
      #expect(isFeasible)
      #expect(claims.rowSums == rows && claims.columnSums == columns)
      for i in 0..<count {
        for k in 0..<count {
          #expect(claims[i, k] >= 0 && (claims[i, k] == 0 || i != k && allowed[i, k] > 0))
        }
      }
    case .infeasible(let cut):
      #expect(!isFeasible)
      #expect(cut.owned > cut.owed)
      #expect(cut.owned == cut.creditors.reduce(0) { $0 + rows[$1] })
      #expect(cut.owed == cut.debtors.reduce(0) { $0 + columns[$1] })
      for i in cut.creditors {
        for k in 0..<count where i != k && allowed[i, k] > 0 { #expect(cut.debtors.contains(k)) }
      }
    }
  }

  @Test func `a node that owns more than all others owe is named`() throws {
    #expect(
      try feasibleClaims(rowTotals: [5, 1, 1], columnTotals: [5, 1, 1])
        == .infeasible(ViolatedCut(creditors: [0], debtors: [1, 2], owned: 5, owed: 2)))
  }

  @Test func `a large network is met`() throws {
    var stream = Stream(seed: 1, replicate: 0, purpose: 0, tick: 0, entity: 0)
    let links = NetworkTopology.erdosRenyi(probability: 0.02).links(count: 300, stream: &stream)
    let claims = LinkAmounts.lognormal(mu: 0, sigma: 2).claims(on: links, stream: &stream)
    let (rows, columns) = (claims.rowSums, claims.columnSums)
    // The links themselves as the cells allowed: few ways are left, but the claims are one.
    guard
      case .feasible(let found) = try feasibleClaims(
        rowTotals: rows, columnTotals: columns, allowed: links)
    else {
      Issue.record("infeasible")
      return
    }
    let total = rows.reduce(0, +)
    for i in 0..<300 {
      #expect(abs(found.rowSums[i] - rows[i]) < 1e-9 * total)
      #expect(abs(found.columnSums[i] - columns[i]) < 1e-9 * total)
    }
  }
}
