import Contagion
import LinearAlgebra
import Testing

@Suite("The example of the page on cross-holdings")
struct OwnershipCascadesExample {
  @Test("one organisation takes the other along as the page says")
  func waves() throws {
    let holdings = try CrossHoldings(shares: Matrix(rows: [[0, 0.5], [0.5, 0]]))
    let result = crossHoldingFailures(
      holdings, assets: [0.7, 1], thresholds: [0.85, 0.85], failureCosts: [0.3, 0.3])
    // result.defaultRound is [0, 1]; result.equity is [0.5, 0.6]
    #expect(result.defaultRound == [0, 1])
    #expect(abs(result.equity[0] - 0.5) < 1e-14 && abs(result.equity[1] - 0.6) < 1e-14)
  }
}
