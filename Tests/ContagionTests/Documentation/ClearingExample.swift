import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite("The example of the page on clearing")
struct ClearingExample {
  @Test("a chain of three banks pays what its page says")
  func chain() throws {
    let chain = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0], [10, 0, 0], [0, 10, 0]]), externalAssets: [6, 3, 1])
    let book = chain.bookEquity
    let free = propagate(chain, valuation: .eisenbergNoe, referenceEquity: book)
    let costly = propagate(
      chain, valuation: .rogersVeraart(alpha: 0.5, beta: 0.5), referenceEquity: book)
    // free.payments is [6, 9, 0]; costly.payments is [3, 3, 0]
    #expect(free.payments == [6, 9, 0])
    #expect(costly.payments == [3, 3, 0])
  }
}
