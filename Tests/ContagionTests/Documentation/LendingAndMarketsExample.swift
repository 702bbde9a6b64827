import Contagion
import Testing

@Suite("The example of the page on lending and markets")
struct LendingAndMarketsExample {
  @Test("a pool and a loan do what their page says")
  func pool() {
    let pool = ConstantProductPool(reserveIn: 100, reserveOut: 100)
    let received = pool.received(for: 10)
    let drop = pool.priceDrop(selling: 10)
    let liquidation = liquidationPrice(collateral: 1.5, liquidationThreshold: 0.8, debt: 100)
    // received is 1000/110, drop is 21/121, liquidation is 100/1.2
    #expect(abs(received - 1000 / 110) < 1e-13)
    #expect(abs(drop - 21 / 121) < 1e-15)
    #expect(abs(liquidation - 100 / 1.2) < 1e-13)
  }
}
