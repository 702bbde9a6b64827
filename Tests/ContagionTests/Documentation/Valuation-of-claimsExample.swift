import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite("The example of the page on the valuation of claims")
struct ValuationOfClaimsExample {
  @Test("a guarantee saves the second bank as its page says")
  func guarantee() throws {
    struct Guaranteed: InterbankValuation {
      let floor: Double
      func value(equity: Double, debtor: Debtor) -> Double {
        guard debtor.isInDefault(equity) else { return 1 }
        guard debtor.obligations > 0 else { return floor }
        return max(floor, 1 + equity / debtor.obligations)
      }
    }
    let chain = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0], [10, 0, 0], [0, 10, 0]]), externalAssets: [6, 3, 1])
    let result = solveValuation(
      chain, valuation: Guaranteed(floor: 0.8), referenceEquity: chain.bookEquity)
    // result.valuation is [0.8, 1, 1]; result.equity is [-4, 1, 11]
    #expect(result.valuation == [0.8, 1, 1])
    #expect(result.equity == [-4, 1, 11])
  }
}
