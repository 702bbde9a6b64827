import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite struct EisenbergNoeTests {
  @Test func `a chain of defaulters pays what it has and what it gets`() throws {
    // Node 0 has 4 and owes 10 to node 1, which has 3 and owes 10 to node 2: by hand 4 and 7.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0], [10, 0, 0], [0, 10, 0]]), externalAssets: [4, 3, 0])
    let result = propagate(network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
    #expect(result.payments == [4, 7, 0])
    #expect(result.equity == [-6, -3, 7])
    #expect(result.defaultRound == [0, 1, nil])
    #expect(result.status == .exact)
  }
}
