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

  @Test("the ensemble of the page is calm at one leverage and fragile at another")
  func ensembles() {
    func ensemble(leverage: Double) -> PortfolioEnsemble {
      PortfolioEnsemble(
        banks: 100, assets: 100, diversification: .fixed(3), leverage: leverage,
        investedShare: 0.8, impactRate: impactRate(priceDrop: 0.1, shareSold: 0.1))
    }
    let (calm, fragile) = (ensemble(leverage: 6).branching(), ensemble(leverage: 20).branching())
    // calm.growth is 0; fragile.growth is 3.883, fragile.isUnstable is true
    #expect(calm.growth == 0 && !calm.isUnstable)
    #expect(abs(fragile.growth - 3.883) < 1e-3 && fragile.isUnstable)
  }
}
