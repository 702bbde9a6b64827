import Contagion
import Glibc
import LinearAlgebra
import Testing

/// A fire sale with states after some numbers of rounds.
struct ThresholdDeleveragingCase: Decodable, Sendable, CustomStringConvertible {
  struct State: Decodable, Sendable {
    let rounds: Int
    let values: [[Double]]
    let equity: [Double]
    let prices: [Double]
  }
  let id: String
  let holdings: [[Double]]
  let otherAssets: [Double]
  let liabilities: [Double]
  let depths: [Double]
  let floors: [Double]
  let maximumLeverage: Double
  let targetLeverage: Double
  let implementationShortfall: Double
  let states: [State]

  var description: String { id }

  func portfolios() throws -> OverlappingPortfolios {
    try OverlappingPortfolios(
      holdings: Matrix(rows: holdings), depths: depths, otherAssets: otherAssets,
      liabilities: liabilities)
  }

  func rule(rounds: Int = 1000) -> ThresholdDeleveraging {
    ThresholdDeleveraging(
      maximumLeverage: maximumLeverage, targetLeverage: targetLeverage,
      implementationShortfall: implementationShortfall,
      impacts: floors.map { .levelDependent(floor: $0) }, maximumRounds: rounds)
  }
}

@Suite struct ThresholdDeleveragingTests {
  static let published =
    needed(try CaseFile<ThresholdDeleveragingCase>.load("threshold-deleveraging"))
  /// The sources give full precision.
  static let tolerance = 1e-9

  @Test func `both published cases are read`() {
    #expect(Self.published.count == 2)
  }

  @Test(arguments: published)
  func `the published rounds are reproduced`(_ given: ThresholdDeleveragingCase) throws {
    let portfolios = try given.portfolios()
    for expected in given.states {
      let found = thresholdDeleveraging(portfolios, rule: given.rule(rounds: expected.rounds))
      expectClose(found.prices, expected.prices, Self.tolerance)
      // The sources stop equity at zero.
      expectClose(found.equity.map { max(0, $0) }, expected.equity, Self.tolerance)
      for i in 0..<portfolios.count {
        let values = zip(found.holdings.row(i), found.prices).map { $0 * $1 }
        expectClose(values, expected.values[i], Self.tolerance)
      }
      let ended = expected.rounds > 2
      #expect(found.report.status == (ended ? .exact : .iterationLimit))
      #expect(ended || found.report.residual > 0)
    }
  }

  /// The first bank of the example loses 20 % of its 10 illiquid assets.
  @Test func `a loss on other assets is where the example starts`() throws {
    let given = try #require(Self.published.first)
    let before = try OverlappingPortfolios(
      holdings: Matrix(rows: given.holdings), depths: given.depths, otherAssets: [10, 20],
      liabilities: given.liabilities)
    expectClose(before.bookEquity, [4, 4.5], 1e-12)
    let found = thresholdDeleveraging(
      before, shock: PortfolioShock(otherLosses: [2, 0]), rule: given.rule())
    let after = thresholdDeleveraging(try given.portfolios(), rule: given.rule())
    expectClose(found.equity, after.equity, 1e-12)
    #expect(abs(found.systemLoss - found.fireSaleLoss - 2) < 1e-12)
  }

  /// Cont and Schaanning (2017), equations; one round by hand, sellers at the price before.
  @Test func `one round with proportional and with level-dependent impact`() throws {
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: [[38.4, 10], [19.2, 30]]), depths: [2000, 1000],
      otherAssets: [50, 80], liabilities: [96, 124])
    expectClose(portfolios.bookEquity, [2.4, 5.2], 1e-12)
    for (impact, impacts, losses) in [
      (
        PriceImpact.proportional(floor: 0), [0.00918743801652893, 0.004785123966942152],
        [0.20893341351000616, 0.31995252892562]
      ),
      (
        .levelDependent(floor: 0.5), [0.009103543634704947, 0.004762299425767946],
        [0.20713439096111602, 0.31765702055937334]
      ),
    ] {
      let found = thresholdDeleveraging(
        portfolios,
        rule: ThresholdDeleveraging(
          maximumLeverage: 33, implementationShortfall: 0, impacts: [impact], maximumRounds: 1))
      expectClose(found.soldShares, [0.3190082644628101, 0.1196280991735538], 1e-12)
      expectClose(found.prices, impacts.map { 1 - $0 }, 1e-12)
      expectClose(zip([2.4, 5.2], found.equity).map { $0 - $1 }, losses, 1e-9)
    }
    // 0.04·38.4/0.96 less: with a smaller shock nobody passes the limit, and nobody sells.
    let calm = thresholdDeleveraging(
      portfolios, shock: PortfolioShock(priceDrops: [-0.02, 0]),
      rule: ThresholdDeleveraging(maximumLeverage: 33))
    #expect(calm.fireSaleLoss == 0 && calm.report.iterations == 0)
    #expect(calm.report.status == .exact)
  }

  @Test func `the overlap weighted by liquidity is symmetric and prices the spillover`() throws {
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: [[40, 10], [20, 30]]), depths: [2000, 1000], otherAssets: [50, 80],
      liabilities: [96, 124])
    let overlap = liquidityWeightedOverlap(portfolios)
    expectClose(overlap.elements, [0.9, 0.7, 0.7, 1.1], 1e-12)
    // The first bank sells the share Γ; the second, under the limit, loses Ω[1, 0]·Γ.
    let found = thresholdDeleveraging(
      portfolios,
      rule: ThresholdDeleveraging(
        maximumLeverage: 24, targetLeverage: 20, implementationShortfall: 0,
        impacts: [.proportional(floor: 0)], maximumRounds: 1))
    let share = (100 - 20 * 4.0) / 50
    #expect(abs(6 - found.equity[1] - overlap[1, 0] * share) < 1e-12)
    #expect(abs(4 - found.equity[0] - overlap[0, 0] * share * (1 - share)) < 1e-12)
  }

  @Test(arguments: RandomPortfolios.some)
  func `rounds agree with the equations in values, asset by asset`(_ random: RandomPortfolios) {
    let portfolios = random.portfolios
    let (limit, target, shortfall, floor) = (15.0, 13.0, 0.3, 0.4)
    let found = thresholdDeleveraging(
      portfolios, shock: random.shock,
      rule: ThresholdDeleveraging(
        maximumLeverage: limit, targetLeverage: target, implementationShortfall: shortfall,
        impacts: [.levelDependent(floor: floor)]))
    #expect(found.report.status.isSolved)
    let oracle = DeleveragingByValues(random, floor: floor).run(
      limit: limit, target: target, shortfall: shortfall)
    expectClose(found.prices, oracle.prices, 1e-8)
    expectClose(found.equity, oracle.equity, 1e-8)
    for k in found.prices.indices {
      #expect(found.prices[k] >= floor * portfolios.prices[k])
      #expect(found.soldShares[k] >= 0 && found.soldShares[k] <= 1 + 1e-12)
    }
    #expect(found.fireSaleLoss >= -1e-9)
    let kept = thresholdDeleveraging(
      portfolios, shock: random.shock,
      rule: ThresholdDeleveraging(
        maximumLeverage: limit, targetLeverage: target, implementationShortfall: shortfall,
        impacts: [.levelDependent(floor: floor)], insolventSell: false))
    for i in 0..<portfolios.count where kept.defaultRound[i] == 0 {
      #expect(kept.holdings.row(i) == portfolios.holdings.row(i))
    }
  }
}

/// The same model as its authors write it: values of holdings and equity, no units, no cash, no debt.
struct DeleveragingByValues {
  var values: [[Double]]
  var illiquid: [Double]
  var equity: [Double]
  var prices: [Double]
  let floors: [Double]
  let deltas: [Double]

  init(_ random: RandomPortfolios, floor: Double) {
    let portfolios = random.portfolios
    let drops = random.shock.priceDrops
    let losses = random.shock.otherLosses
    prices = zip(portfolios.prices, drops).map { $0 * (1 - $1) }
    values = []
    illiquid = []
    equity = []
    for i in 0..<portfolios.count {
      let row = zip(portfolios.holdings.row(i), prices).map { $0 * $1 }
      values.append(row)
      equity.append(
        row.reduce(0, +) + portfolios.otherAssets[i] + portfolios.cash[i] - losses[i]
          - portfolios.liabilities[i])
      let left = portfolios.otherAssets[i] + portfolios.cash[i] - losses[i]
      illiquid.append(max(0, left))
    }
    floors = portfolios.prices.map { $0 * floor }
    deltas = portfolios.depths.map { $0 * (1 - floor) }
  }

  func run(
    limit: Double, target: Double, shortfall: Double
  ) -> (equity: [Double], prices: [Double]) {
    var state = self
    for _ in 0..<10_000 {
      let shares = state.values.indices.map { i -> Double in
        let held = state.values[i].reduce(0, +)
        let total = held + state.illiquid[i]
        guard held > 0, total > limit * state.equity[i] * (1 + 1e-12) else { return 0 }
        return min(1, (total - target * state.equity[i]) / held)
      }
      if shares.allSatisfy({ $0 == 0 }) { break }
      for k in state.prices.indices {
        var offered = 0.0
        for i in shares.indices { offered += shares[i] * state.values[i][k] }
        let fall =
          (1 - floors[k] / state.prices[k]) * (1 - exp(-offered / deltas[k]))
        for i in shares.indices {
          state.equity[i] -= (1 - (1 - shortfall) * shares[i]) * state.values[i][k] * fall
          state.values[i][k] *= (1 - shares[i]) * (1 - fall)
        }
        state.prices[k] *= 1 - fall
      }
      if shares.max() ?? 0 < 1e-14 { break }
    }
    return (state.equity, state.prices)
  }
}
