import LinearAlgebra
import Networks
import Testing

@Suite struct ExposureNetworkTests {
  @Test func `liabilities are the column sums and book equity the balance`() throws {
    // Node 0 has lent 4 to node 1; node 1 has lent 1 to node 0.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 4], [1, 0]]), externalAssets: [10, 6], externalLiabilities: [3, 0])
    #expect(network.totalLiabilities == [1, 4])
    #expect(network.bookEquity == [10, 3])
    #expect(network.count == 2)
    let shocked = try network.with(externalAssets: [7, 6])
    #expect(shocked.bookEquity == [7, 3])
    #expect(shocked.externalLiabilities == [3, 0])
    let none = try ExposureNetwork(claims: Matrix(rows: []), externalAssets: [])
    #expect(none.count == 0 && none.bookEquity.isEmpty)
  }

  @Test func `every problem of a network is reported together`() {
    #expect(
      throws: NetworkError(problems: [
        .notSquare(rows: 2, columns: 3), .negative(field: .claims, row: 0, column: 1, value: -1),
        .notFinite(field: .claims, row: 0, column: 2),
        .selfClaim(node: 1, value: 2),
        .wrongCount(field: .externalAssets, found: 1, expected: 2),
        .notFinite(field: .externalAssets, row: 0, column: nil),
        .negative(field: .externalLiabilities, row: 1, column: nil, value: -3),
      ])
    ) {
      try ExposureNetwork(
        claims: Matrix(rows: [[0, -1, .infinity], [0, 2, 0]]), externalAssets: [.nan],
        externalLiabilities: [0, -3])
    }
  }

  @Test func `a shock is checked like a network`() throws {
    let network = try ExposureNetwork(claims: Matrix(rows: [[0]]), externalAssets: [1])
    #expect(
      throws: NetworkError(problems: [
        .negative(field: .externalAssets, row: 0, column: nil, value: -1)
      ])
    ) { try network.with(externalAssets: [-1]) }
  }
}
