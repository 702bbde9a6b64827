import Contagion
import Glibc
import LinearAlgebra
import Networks
import Testing

/// Two banks with one illiquid asset each holds, and the greatest equilibrium.
struct FireSaleClearingCase: Decodable, Sendable, CustomStringConvertible {
  let id: String
  let holdings: [[Double]]
  let liabilities: [Double]
  let alpha: Double
  let price: Double
  let sold: [Double]
  let capital: [Double]

  var description: String { id }

  func portfolios() throws -> OverlappingPortfolios {
    try OverlappingPortfolios(
      holdings: Matrix(rows: holdings), depths: [1 / alpha], liabilities: liabilities)
  }
}

@Suite struct FireSaleClearingTests {
  static let published = needed(try CaseFile<FireSaleClearingCase>.load("fire-sale-clearing"))

  @Test func `all published cases are read`() {
    #expect(Self.published.count == 4)
  }

  @Test(arguments: published)
  func `the published equilibrium is reproduced`(_ given: FireSaleClearingCase) throws {
    let found = try fireSaleClearing(
      given.portfolios(), claims: Matrix(rows: 2, columns: 2), minimumRatio: 0.07)
    expectClose(found.prices, [given.price], 1e-9)
    expectClose(found.soldShares.map { 100 * $0 }, given.sold, 1e-9)
    expectClose(found.equity, given.capital, 1e-9)
    #expect(found.report.status == .converged && found.report.residual < 1e-12)
    #expect(found.defaulted == given.capital.map { $0 < 0 })
  }

  /// With next to no impact each sells alone: 7 of 100 at a ratio of 10 % keeps 70, 9 at 5 % sells nothing.
  @Test func `each institution sells to a ratio of its own`() throws {
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: [[100], [100]]), depths: [1e15], liabilities: [93, 91])
    let found = try fireSaleClearing(
      portfolios, claims: Matrix(rows: 2, columns: 2), minimumRatios: [0.1, 0.05])
    expectClose(found.soldShares, [0.3, 0], 1e-9)
  }

  /// Brute force: the first price from above at which the sales of all give that price again.
  @Test(arguments: published, [0.9, 1, 1.4])
  func `the greatest equilibrium is the first that a scan of prices meets`(
    _ given: FireSaleClearingCase, scale: Double
  ) throws {
    let alpha = given.alpha * scale
    func next(_ price: Double) -> Double {
      let sold = given.liabilities.map { debt -> Double in
        let equity = 100 * price - debt
        return equity <= 0 ? 100 : min(100, max(0, 100 - equity / 0.07 / price))
      }
      return exp(-alpha * sold.reduce(0, +))
    }
    var (high, low) = (1.0, 1.0)
    while next(low) < low {
      high = low
      low -= 1e-5
    }
    for _ in 0..<60 {
      let middle = (high + low) / 2
      if next(middle) < middle { high = middle } else { low = middle }
    }
    let found = try fireSaleClearing(
      given.portfolios().with(depths: [1 / alpha]), claims: Matrix(rows: 2, columns: 2),
      minimumRatio: 0.07)
    #expect(abs(found.prices[0] - high) < 1e-9)
    let least = try fireSaleClearing(
      given.portfolios().with(depths: [1 / alpha]), claims: Matrix(rows: 2, columns: 2),
      minimumRatio: 0.07, options: ContagionOptions(fixedPoint: .least))
    #expect(least.prices[0] <= found.prices[0] + 1e-12)
    #expect(abs(next(least.prices[0]) - least.prices[0]) < 1e-9)
  }

  @Test func `with a small impact both no sale and the sale of all are equilibria`() throws {
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: [[100], [100]]), depths: [1000], liabilities: [92, 90])
    let claims = Matrix(rows: 2, columns: 2)
    let best = try fireSaleClearing(portfolios, claims: claims, minimumRatio: 0.07)
    let worst = try fireSaleClearing(
      portfolios, claims: claims, minimumRatio: 0.07, options: ContagionOptions(fixedPoint: .least))
    #expect(best.prices == [1] && best.soldShares == [0, 0] && best.systemLoss == 0)
    #expect(abs(worst.prices[0] - exp(-0.2)) < 1e-12 && worst.soldShares == [1, 1])
    #expect(worst.defaulted == [true, true] && worst.report.fixedPoint == .least)
  }

  @Test(arguments: RandomWorld.some.prefix(60))
  func `without impact the claims clear as they do alone`(_ world: RandomWorld) throws {
    let network = world.network
    let half = network.externalAssets.map { $0 / 2 }
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: half.map { [$0] }), cash: half,
      liabilities: network.externalLiabilities)
    let found = try fireSaleClearing(portfolios, claims: network.claims, minimumRatio: 0.05)
    let alone = propagate(
      network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
    expectClose(found.payments, alone.payments, 1e-12)
    expectClose(found.equity, alone.equity, 1e-12)
    #expect(found.defaultRound == alone.defaultRound && found.prices == [1])
  }

  /// Independent: plain iteration of payments and prices, from the top and a little at a time.
  @Test(arguments: RandomWorld.some.prefix(60))
  func `prices, sales and payments agree with each other`(_ world: RandomWorld) throws {
    let network = world.network
    let count = network.count
    let assets = network.externalAssets
    let depth = 8 * assets.reduce(1, +)
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: assets.map { [0.6 * $0, 0.2 * $0] }), depths: [depth, depth / 2],
      otherAssets: assets.map { 0.1 * $0 }, cash: assets.map { 0.1 * $0 },
      liabilities: network.externalLiabilities)
    let ratio = 0.08
    let found = try fireSaleClearing(portfolios, claims: network.claims, minimumRatio: ratio)
    #expect(found.report.status == .converged)
    let owed = network.totalLiabilities
    var payments = owed
    var prices = [1.0, 1]
    var last = payments
    for _ in 0..<20_000 {
      let values = portfolios.holdings.times(prices)
      let shares = (0..<count).map { owed[$0] > 0 ? payments[$0] / owed[$0] : 1 }
      let received = network.claims.times(shares)
      let means = (0..<count).map {
        values[$0] + 0.2 * assets[$0] + received[$0] - network.externalLiabilities[$0]
      }
      payments = (0..<count).map { min(owed[$0], max(0, means[$0])) }
      var sold = [0.0, 0]
      for i in 0..<count where values[i] > 0 {
        let equity = means[i] - owed[i]
        let kept = equity / ratio - 0.1 * assets[i] - received[i]
        let share = equity <= 0 ? 1 : min(1, max(0, 1 - kept / values[i]))
        for k in 0..<2 { sold[k] += share * portfolios.holdings[i, k] }
      }
      let next = [exp(-sold[0] / depth), exp(-2 * sold[1] / depth)]
      let still = next == prices && payments == last
      (prices, last) = (next, payments)
      if still { break }
    }
    expectClose(found.prices, prices, 1e-9)
    expectClose(found.payments, payments, 1e-8)
  }
}
