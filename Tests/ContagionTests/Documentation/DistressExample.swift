import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite("The example of the page on distress")
struct DistressExample {
  @Test("distress in a ring comes round as its page says")
  func ring() throws {
    let ring = try ExposureNetwork(
      claims: Matrix(rows: [[0, 5, 0], [0, 0, 5], [5, 0, 0]]), externalAssets: [10, 10, 10])
    let result = debtRank(ring, referenceEquity: [10, 10, 10], initialDistress: [0.4, 0, 0])
    // result.distress is [0.4/0.875, 0.1/0.875, 0.2/0.875]; result.report.status is .exact
    #expect(result.report.status == .exact)
    for (found, expected) in zip(result.distress, [0.4, 0.1, 0.2]) {
      #expect(abs(found - expected / 0.875) < 1e-14)
    }
  }
}
