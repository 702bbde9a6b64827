import BenchmarkReport
import Contagion
import LinearAlgebra
import Randomness

/// Fire sales of leverage targeters: 48 banks, two assets, six rounds, as in the INET stress test.
struct FireSaleReport {
  var peer: Peer
  var repetitions: Int

  static let banks = 48
  static let scenarios = 2000

  func rounds() throws -> String {
    var stream = Stream(seed: 4, replicate: 0, purpose: 0, tick: 0, entity: 0)
    let banks = Self.banks
    let sizes = (0..<banks).map { _ in stream.lognormal(mu: 4, sigma: 1) }
    let holdings = Matrix(
      rows: banks, columns: 2,
      elements: sizes.flatMap { size in
        [0.1 * size * stream.uniform(), 0.2 * size * stream.uniform()]
      })
    let marketable = holdings.rowSums
    let cash = sizes.map { 0.1 * $0 }
    let other = (0..<banks).map { sizes[$0] - cash[$0] - marketable[$0] }
    let liabilities = sizes.map { $0 * (1 - 0.04 - 0.04 * stream.uniform()) }
    let portfolios = try OverlappingPortfolios(
      holdings: holdings, otherAssets: other, cash: cash, liabilities: liabilities
    ).withDepths(priceDrop: 0.05, shareSold: 0.05)
    let drops = (0..<Self.scenarios).map { _ in [0, 0.3 * stream.uniform()] }
    let shocks = drops.map { FireSaleScenario(shock: PortfolioShock(priceDrops: $0)) }
    let rule = LeverageTargeting(minimumRatio: 0.03, bufferRatio: 0.04, targetRatio: 0.05)
    let (seconds, batch) = least(of: repetitions) {
      leverageTargeting(portfolios, scenarios: shocks, rule: rule)
    }
    let answer = try peer.run(
      "leverage-targeting",
      numbers: [
        "holdings": holdings.elements, "cash": cash, "other": other, "liabilities": liabilities,
        "repayable": liabilities, "drops": drops.flatMap { $0 }, "depths": portfolios.depths,
      ],
      parameters: [
        "count": Double(banks), "assets": 2, "minimum": 0.03, "buffer": 0.04, "target": 0.05,
        "rounds": Double(rule.rounds),
      ])
    let rate = Double(Self.scenarios) / seconds
    let compared = comparison(answer, seconds: seconds, result: batch.prices.elements)
    let defaults = batch.defaults.reduce(0, +) / Self.scenarios
    return """
      ## Fire sales of \(banks) leverage targeters, \(rule.rounds) rounds

      \(table(
        ["a second", "numpy", "faster", "largest difference"],
        [[
          number(rate, 0), answer.map { number(Double(Self.scenarios) / $0.seconds, 0) } ?? "–",
          compared[2], compared[3],
        ]]))
      \(Self.scenarios) falls of one price by up to 30 %, of which \(defaults) banks default in the mean.

      """
  }
}
