import Contagion
import LinearAlgebra
import Randomness

/// Seeded random portfolios over common assets: some thinly capitalised, some without holdings or equity.
struct RandomPortfolios: Sendable, CustomStringConvertible {
  let seed: UInt64
  let portfolios: OverlappingPortfolios
  let shock: PortfolioShock

  var description: String { "portfolios \(seed)" }

  init(seed: UInt64) throws {
    self.seed = seed
    var stream = Stream(seed: seed, replicate: 0, purpose: 2, tick: 0, entity: 0)
    let count = 2 + stream.integer(below: 8)
    let assets = 1 + stream.integer(below: 4)
    var holdings = Matrix(rows: count, columns: assets)
    for i in 0..<count where stream.uniform() < 0.9 {
      for k in 0..<assets where stream.uniform() < 0.7 { holdings[i, k] = 50 * stream.uniform() }
    }
    let prices = (0..<assets).map { _ in 0.5 + 2 * stream.uniform() }
    let marketable = holdings.times(prices)
    var other: [Double] = []
    var cash: [Double] = []
    var liabilities: [Double] = []
    for i in 0..<count {
      other.append(40 * stream.uniform())
      cash.append(stream.uniform() < 0.3 ? 0 : 10 * stream.uniform())
      let total = marketable[i] + other[i] + cash[i]
      liabilities.append(total * (stream.uniform() < 0.1 ? 1 : 0.8 + 0.18 * stream.uniform()))
    }
    let held = holdings.columnSums
    portfolios = try OverlappingPortfolios(
      holdings: holdings, prices: prices,
      depths: held.indices.map { 1 + held[$0] * prices[$0] * (0.5 + 5 * stream.uniform()) },
      otherAssets: other, cash: cash, liabilities: liabilities,
      repayableLiabilities: liabilities.map { $0 * stream.uniform() })
    shock = PortfolioShock(
      priceDrops: prices.map { _ in stream.uniform() < 0.5 ? 0 : 0.15 * stream.uniform() },
      otherLosses: other.map { _ in stream.uniform() < 0.7 ? 0 : 2 * stream.uniform() })
  }

  static let some: [RandomPortfolios] = needed(
    try (0..<150).map { try RandomPortfolios(seed: $0) })
}
