import Contagion
import LinearAlgebra
import Testing

/// A case of the linear model of vulnerable banks.
struct VulnerableBanksCase: Decodable, Sendable, CustomStringConvertible {
  struct Expected: Decodable, Sendable {
    let aggregateVulnerability: Double
    let systemicness: [Double]
    let indirectVulnerability: [Double]
    let directVulnerability: [Double]?
    let sales: [Double]?
    let fireSaleLoss: [Double]?
    let returns: [Double]
    let directLossOverEquity: Double?
  }
  let id: String
  let holdings: [[Double]]
  let depths: [Double]
  let liabilities: [Double]
  let debtToEquity: [Double]?
  let priceDrops: [Double]
  let expected: Expected

  var description: String { id }

  func portfolios() throws -> OverlappingPortfolios {
    try OverlappingPortfolios(
      holdings: Matrix(rows: holdings), depths: depths, liabilities: liabilities)
  }
}

@Suite struct VulnerableBanksTests {
  static let published = needed(try CaseFile<VulnerableBanksCase>.load("vulnerable-banks"))
  /// Rounding of a few dozen operations on numbers near one.
  static let rounding = 1e-12

  @Test func `both published cases are read`() {
    #expect(Self.published.count == 2)
  }

  @Test(arguments: published)
  func `the published vulnerabilities are reproduced`(_ given: VulnerableBanksCase) throws {
    let portfolios = try given.portfolios()
    let found = vulnerableBanks(
      portfolios, shock: PortfolioShock(priceDrops: given.priceDrops),
      debtToEquity: given.debtToEquity)
    let expected = given.expected
    let aggregate = try #require(found.aggregateVulnerability)
    #expect(abs(aggregate - expected.aggregateVulnerability) < Self.rounding)
    let systemicness = try #require(found.systemicness)
    expectClose(systemicness, expected.systemicness, Self.rounding)
    #expect(abs(systemicness.reduce(0, +) - aggregate) < Self.rounding)
    expectClose(
      found.indirectVulnerability.compactMap { $0 }, expected.indirectVulnerability, Self.rounding)
    expectClose(found.assetReturns.row(1), expected.returns, Self.rounding)
    if let direct = expected.directVulnerability {
      expectClose(found.directVulnerability.compactMap { $0 }, direct, Self.rounding)
    }
    if let sales = expected.sales { expectClose(found.sales.row(0), sales, Self.rounding) }
    if let losses = expected.fireSaleLoss {
      #expect(abs(found.fireSaleLoss - losses.reduce(0, +)) < Self.rounding)
    }
    if let direct = expected.directLossOverEquity {
      let equity = portfolios.bookEquity.reduce(0, +)
      #expect(abs((found.systemLoss - found.fireSaleLoss) / equity - direct) < Self.rounding)
    }
  }

  @Test(arguments: RandomPortfolios.some)
  func `one round is what leverage targets and linear prices give, bank by bank`(
    _ random: RandomPortfolios
  ) throws {
    let portfolios = random.portfolios
    let shock = PortfolioShock(priceDrops: random.shock.priceDrops)
    let found = vulnerableBanks(portfolios, shock: shock)
    let assets = portfolios.totalAssets
    let book = portfolios.bookEquity
    // Oracle: every bank goes back to its debt over equity, as long as it is solvent after the shock.
    var flows = [Double](repeating: 0, count: portfolios.assetCount)
    for i in 0..<portfolios.count where assets[i] > 0 {
      var loss = 0.0
      for k in flows.indices {
        loss += portfolios.holdings[i, k] * portfolios.prices[k] * shock.priceDrops[k]
      }
      let solvent = book[i] > 1e-12 * assets[i]
      let target = solvent ? portfolios.liabilities[i] / book[i] : 0
      let sold = solvent ? target * loss : assets[i] - loss
      for k in flows.indices {
        flows[k] -= sold * portfolios.holdings[i, k] * portfolios.prices[k] / assets[i]
      }
    }
    for k in flows.indices {
      #expect(abs(found.assetReturns[1, k] - flows[k] / portfolios.depths[k]) < 1e-9)
    }
    var loss = 0.0
    for i in 0..<portfolios.count {
      for k in flows.indices {
        loss -= portfolios.holdings[i, k] * portfolios.prices[k] * flows[k] / portfolios.depths[k]
      }
    }
    #expect(abs(found.fireSaleLoss - loss) <= 1e-9 * max(1, loss))
  }

  @Test func `many rounds tend to the closed form where the spectral radius is below one`() throws {
    let portfolios = try #require(Self.published.first).portfolios().with(depths: [9000, 8000])
    let drops = [0.01, 0.02]
    let found = vulnerableBanks(
      portfolios, shock: PortfolioShock(priceDrops: drops), rounds: 400)
    let radius = try #require(found.report.spectralRadius)
    #expect(radius > 0.2 && radius < 1)
    // F = (I − L·Mᵀ·B·A·M)⁻¹·F_1, and everyone loses A·M·F.
    let assets = portfolios.totalAssets
    let equity = portfolios.bookEquity
    let weights = Matrix(
      rows: (0..<3).map { i in portfolios.holdings.row(i).map { $0 / assets[i] } })
    var system = Matrix.identity(2)
    for a in 0..<2 {
      for b in 0..<2 {
        for i in 0..<3 {
          system[a, b] -=
            weights[i, a] * portfolios.liabilities[i] / equity[i] * assets[i] * weights[i, b]
            / portfolios.depths[a]
        }
      }
    }
    let total = try #require(solve(system, drops.map { -$0 }))
    let returns = weights.times(total)
    expectClose(found.equity, (0..<3).map { equity[$0] + assets[$0] * returns[$0] }, 1e-9)
  }

  @Test func `bounded sales never exceed the assets, and small ones are not touched`() throws {
    let portfolios = try #require(Self.published.first).portfolios()
    let small = PortfolioShock(priceDrops: [0, 0.001])
    #expect(
      vulnerableBanks(portfolios, shock: small, limit: .assets)
        == vulnerableBanks(portfolios, shock: small))
    let large = vulnerableBanks(
      portfolios, shock: PortfolioShock(priceDrops: [0.3, 0.3]), rounds: 3, limit: .assets)
    let sold = large.sales.elements.reduce(0, +)
    #expect(abs(sold - 0.7 * 240) < 1e-9)
  }

  @Test func `banks without equity sell all and have no vulnerability, and no banks have none`()
    throws
  {
    let broke = try OverlappingPortfolios(
      holdings: Matrix(rows: [[10], [20]]), depths: [100], liabilities: [10, 15])
    let found = vulnerableBanks(broke, shock: PortfolioShock(priceDrops: [0.1]))
    #expect(found.directVulnerability == [nil, 0.4])
    #expect(abs(found.sales[0, 0] - (9 + 3 * 2)) < 1e-12)
    #expect(found.defaulted == [true, false] && found.defaultRound == [0, nil])
    let none = try OverlappingPortfolios(
      holdings: Matrix(rows: 0, columns: 0), liabilities: [])
    let nothing = vulnerableBanks(none, shock: PortfolioShock())
    #expect(nothing.aggregateVulnerability == nil && nothing.systemicness == nil)
    #expect(nothing.systemLoss == 0)
  }
}
