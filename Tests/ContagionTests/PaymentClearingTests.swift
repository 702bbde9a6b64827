import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite struct PaymentClearingTests {
  @Test func `dues are cleared at once, so that a ring of payments needs no cash`() throws {
    let cleared = try clearPayments(
      dues: Matrix(rows: [[0, 0, 5], [5, 0, 0], [0, 5, 0]]), resources: [0, 0, 0])
    #expect(cleared.paidFraction == [1, 1, 1])
    #expect(cleared.remaining == [0, 0, 0])
    #expect(cleared.shortfall == [0, 0, 0])
  }

  @Test func `a shortfall is shared pro rata and nobody is left with less than nothing`() throws {
    // Node 0 has 3 and owes 2 to node 1 and 4 to node 2: it pays half of each.
    let cleared = try clearPayments(
      dues: Matrix(rows: [[0, 0, 0], [2, 0, 0], [4, 0, 0]]), resources: [3, 1, 0])
    #expect(cleared.paidFraction == [0.5, 1, 1])
    #expect(cleared.paid == [3, 0, 0])
    #expect(cleared.received == [0, 1, 2])
    #expect(cleared.shortfall == [3, 0, 0])
    #expect(cleared.remaining == [0, 2, 2])
    #expect(cleared.report.status == .exact)
  }

  @Test func `payments conserve cash in random worlds`() throws {
    for world in RandomWorld.some {
      let resources = world.network.externalAssets
      let cleared = try clearPayments(dues: world.network.claims, resources: resources)
      let (before, after) = (resources.reduce(0, +), cleared.remaining.reduce(0, +))
      #expect(abs(before - after) <= 1e-11 * max(1, before), "\(world)")
      #expect(cleared.remaining.allSatisfy { $0 >= -1e-11 }, "\(world)")
    }
  }

  @Test func `inadmissible dues are refused with every problem named`() {
    #expect(
      throws: NetworkError(problems: [
        .selfClaim(node: 0, value: 1),
        .negative(field: .externalAssets, row: 1, column: nil, value: -2),
      ])
    ) {
      try clearPayments(dues: Matrix(rows: [[1, 0], [0, 0]]), resources: [0, -2])
    }
  }
}
