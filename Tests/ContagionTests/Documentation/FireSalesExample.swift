import Contagion
import LinearAlgebra
import Testing

@Suite("The example of the page on fire sales")
struct FireSalesExample {
  @Test("two banks lose what their page says")
  func vulnerability() throws {
    let banks = try OverlappingPortfolios(
      holdings: Matrix(rows: [[100], [50]]), depths: [1000], cash: [0, 50], liabilities: [90, 80])
    let result = vulnerableBanks(banks, shock: PortfolioShock(priceDrops: [0.02]))
    // result.aggregateVulnerability is 0.1: sales cost 3, the equity of all is 30
    #expect(abs((result.aggregateVulnerability ?? 0) - 0.1) < 1e-14)
    #expect(abs(result.sales[0, 0] - 20) < 1e-12)
  }
}
