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
    let derivative = clearingDerivative(
      chain, along: .obligation(of: 0, to: 2, count: 3), at: free)
    // derivative.payments is [0, -0.6, 0]; derivative.equity is [-1, -0.6, 0]
    expectClose(derivative.payments ?? [], [0, -0.6, 0], 1e-15)
    expectClose(derivative.equity ?? [], [-1, -0.6, 0], 1e-15)
  }

  @Test("a pair that has nothing, and one that has almost nothing, clear as the page says")
  func pair() throws {
    let pair = Matrix(rows: [[0, 1], [1, 0]])
    let nothing = try ExposureNetwork(claims: pair, externalAssets: [0, 0])
    let little = try ExposureNetwork(claims: pair, externalAssets: [1e-9, 0])
    let open = clearingRange(nothing, valuation: .eisenbergNoe, referenceEquity: [1, 1])
    let settled = clearingRange(little, valuation: .eisenbergNoe, referenceEquity: [1, 1])
    // open.multiplicityGap is 2; settled.multiplicityGap is 0; settled.least.payments is [1, 1]
    #expect(open.multiplicityGap == 2 && settled.multiplicityGap == 0)
    #expect(settled.least.payments == [1, 1])
  }
}
