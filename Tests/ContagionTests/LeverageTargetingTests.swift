import Contagion
import Foundation
import LinearAlgebra
import Randomness
import Testing

/// A system of the INET fire-sale stress test, with its states after some numbers of rounds.
struct LeverageTargetingCase: Decodable, Sendable, CustomStringConvertible {
  struct State: Decodable, Sendable {
    let rounds: Int
    let defaults: [Int]
    let prices: [Double]
    let equity: [Double]
    let cash: [Double]
  }
  let id: String
  let holdings: [[Double]]
  let cash: [Double]
  let otherAssets: [Double]
  let liabilities: [Double]
  let repayable: [Double]
  let priceDrops: [Double]
  let priceImpact: Double
  let minimumRatio: Double
  let bufferRatio: Double
  let targetRatio: Double
  let states: [State]

  var description: String { id }
}

@Suite struct LeverageTargetingTests {
  static let published = needed(try CaseFile<LeverageTargetingCase>.load("leverage-targeting"))

  @Test(arguments: published)
  func `the published rounds are reproduced`(_ given: LeverageTargetingCase) throws {
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: given.holdings), otherAssets: given.otherAssets, cash: given.cash,
      liabilities: given.liabilities, repayableLiabilities: given.repayable
    ).withDepths(priceDrop: given.priceImpact, shareSold: 0.05)
    #expect(given.states.count == 8)
    for state in given.states {
      let found = leverageTargeting(
        portfolios, shock: PortfolioShock(priceDrops: given.priceDrops),
        rule: LeverageTargeting(
          minimumRatio: given.minimumRatio, bufferRatio: given.bufferRatio,
          targetRatio: given.targetRatio, rounds: state.rounds))
      expectClose(found.prices, state.prices, 1e-12)
      expectClose(found.equity, state.equity, 1e-12)
      expectClose(found.cash, state.cash, 1e-12)
      for (round, count) in state.defaults.dropFirst().enumerated() {
        #expect(found.defaultRound.count { $0 == round } == count)
      }
    }
  }

  /// The balance sheet of the EBA stress test of 2018 is not part of this package: it is read from the file
  /// named by `CONCORDAT_EBA_BALANCE`, or from beside the package.
  static var balanceFile: URL? {
    let named = ProcessInfo.processInfo.environment["CONCORDAT_EBA_BALANCE"]
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let beside = package.deletingLastPathComponent()
      .appending(path: "shared/golden/models/data/inet_eba2018_balance.csv")
    let file = named.map { URL(filePath: $0) } ?? beside
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }

  /// 48 banks, a fall of government bonds by 20 %, impact 5 %: run of the INET stress test.
  @Test(.enabled(if: balanceFile != nil, "the EBA balance sheet is not here: skipped"))
  func `the 48 banks of the EBA stress test end as in the published run`() throws {
    let text = try String(contentsOf: try #require(Self.balanceFile), encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).dropFirst().map { line in
      line.split(separator: ",").dropFirst().compactMap { Double($0) }
    }
    #expect(rows.count == 48 && rows.allSatisfy { $0.count == 6 })
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: rows.map { [$0[1], $0[2]] }), otherAssets: rows.map { $0[3] },
      cash: rows.map { $0[0] }, liabilities: rows.map { $0[4] + $0[5] },
      repayableLiabilities: rows.map { $0[4] }
    ).withDepths(priceDrop: 0.05, shareSold: 0.05)
    func run(_ rounds: Int) -> FireSaleResult {
      leverageTargeting(
        portfolios, shock: PortfolioShock(priceDrops: [0, 0.2]),
        rule: LeverageTargeting(
          minimumRatio: 0.03, bufferRatio: 0.04, targetRatio: 0.05, rounds: rounds))
    }
    let found = run(6)
    expectClose(found.prices, [0.3618092382737005, 0.28732997127433224], 1e-9)
    #expect(
      (0..<6).map { round in found.defaultRound.count { $0 == round } } == [7, 35, 2, 0, 0, 0])
    #expect(found.defaulted.indices.filter { !found.defaulted[$0] } == [6, 33, 41, 43])
    expectClose(
      [0, 1, 10, 16, 33, 47].map { found.equity[$0] },
      [
        -6695.200926980695, -3085.5158432267326, 17894.623306304755, 31201.368015475746,
        10757.34407049751, -930.2948719152771,
      ], 1e-9)
    let held = portfolios.holdings.columnSums
    let sold = (1...6).map { rounds in
      zip(run(rounds).soldShares, held).reduce(0) { $0 + $1.0 * $1.1 } / held.reduce(0, +)
    }
    expectClose(
      sold,
      [
        0, 0.6051244472209701, 0.9938477110796555, 0.9960535553148062, 0.9960535553148062,
        0.9960535553148062,
      ], 1e-9)
  }

  @Test func `without impact sales and repayment bring the target back`() throws {
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: [[60, 20]]), otherAssets: [15], cash: [5], liabilities: [96.5])
    let found = leverageTargeting(
      portfolios,
      rule: LeverageTargeting(minimumRatio: 0.03, bufferRatio: 0.04, targetRatio: 0.05, rounds: 3))
    // 3.5 % is below the buffer: assets go from 100 to 3.5/0.05 = 70, of which 5 come from cash.
    #expect(abs(found.equity[0] - 3.5) < 1e-12 && found.defaulted == [false])
    #expect(abs(found.soldShares[0] - 25.0 / 80) < 1e-12)
    let left = zip(found.holdings.row(0), found.prices).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(3.5 / (left + 15 + found.cash[0]) - 0.05) < 1e-12)
  }

  @Test(arguments: RandomPortfolios.some)
  func `money and units are conserved, prices fall only, and a bank is judged as it stands`(
    _ random: RandomPortfolios
  ) throws {
    let rule = LeverageTargeting(minimumRatio: 0.05, bufferRatio: 0.08, targetRatio: 0.1)
    let found = leverageTargeting(random.portfolios, shock: random.shock, rule: rule)
    let one = leverageTargeting(
      random.portfolios, shock: random.shock,
      rule: LeverageTargeting(minimumRatio: 0.05, bufferRatio: 0.08, targetRatio: 0.1, rounds: 1))
    #expect(abs(one.fireSaleLoss) < 1e-12)
    for i in one.equity.indices where one.defaulted[i] { #expect(found.defaultRound[i] == 0) }
    for k in found.prices.indices {
      #expect(found.prices[k] <= random.portfolios.prices[k] * (1 - random.shock.priceDrops[k]))
    }
    for (left, start) in zip(found.holdings.elements, random.portfolios.holdings.elements) {
      #expect(left >= 0 && left <= start)
    }
    let oracle = RoundsByBank(random).run(minimum: 0.05, buffer: 0.08, target: 0.1)
    expectClose(found.prices, oracle.prices, 1e-9)
    expectClose(found.equity, oracle.banks.map { $0.equity(oracle.prices) }, 1e-9)
    expectClose(found.cash, oracle.banks.map(\.cash), 1e-9)
    #expect(found.defaulted == oracle.banks.map(\.failed))
  }

  @Test func `a batch is the same bytes as its scenarios run alone`() throws {
    let portfolios = try #require(RandomPortfolios.some.dropFirst(7).first).portfolios
    let rule = LeverageTargeting(minimumRatio: 0.03, bufferRatio: 0.06, targetRatio: 0.1)
    var stream = Stream(seed: 5, replicate: 0, purpose: 1, tick: 0, entity: 0)
    let scenarios = (0..<30).map { place in
      FireSaleScenario(
        shock: PortfolioShock(priceDrops: portfolios.prices.map { _ in 0.2 * stream.uniform() }),
        depths: place.isMultiple(of: 2) ? nil : portfolios.depths.map { $0 * stream.uniform() })
    }
    let batch = leverageTargeting(portfolios, scenarios: scenarios, rule: rule)
    for (place, scenario) in scenarios.enumerated() {
      let alone = leverageTargeting(
        try portfolios.with(depths: scenario.depths ?? portfolios.depths), shock: scenario.shock,
        rule: rule)
      #expect(batch.equity.row(place) == alone.equity)
      #expect(batch.prices.row(place) == alone.prices)
      #expect(batch.defaultRound[place] == alone.defaultRound)
      #expect(batch.defaults[place] == alone.defaulted.count { $0 })
      #expect(batch.systemLoss[place] == alone.systemLoss)
    }
  }
}

/// The same rounds as the authors tell them: banks with quantities, one order after the other.
struct RoundsByBank {
  struct Bank {
    var quantities: [Double]
    var onSale: [Double]
    var cash: Double
    var other: Double
    var loan: Double
    var rest: Double
    var failed = false

    func assets(_ prices: [Double]) -> Double {
      cash + other + zip(quantities, prices).reduce(0) { $0 + $1.0 * $1.1 }
    }
    func equity(_ prices: [Double]) -> Double { assets(prices) - loan - rest }
  }
  var banks: [Bank]
  var prices: [Double]
  /// The fall of the logarithm of a price per unit sold.
  let rates: [Double]

  init(_ random: RandomPortfolios) {
    let portfolios = random.portfolios
    let losses = random.shock.otherLosses
    banks = (0..<portfolios.count).map { i in
      let loan = portfolios.repayableLiabilities[i]
      let left = portfolios.otherAssets[i] - losses[i]
      let cash = portfolios.cash[i] + min(0, left)
      return Bank(
        quantities: portfolios.holdings.row(i),
        onSale: portfolios.prices.map { _ in 0 }, cash: max(0, cash), other: max(0, left),
        loan: loan, rest: portfolios.liabilities[i] - loan - min(0, cash))
    }
    prices = zip(portfolios.prices, random.shock.priceDrops).map { $0 * (1 - $1) }
    rates = zip(portfolios.prices, portfolios.depths).map { $0 / $1 }
  }

  func run(minimum: Double, buffer: Double, target: Double) -> RoundsByBank {
    var state = self
    for _ in 0..<6 {
      state.clear()
      for i in state.banks.indices where !state.banks[i].failed {
        let assets = state.banks[i].assets(state.prices)
        let equity = state.banks[i].equity(state.prices)
        guard assets > 0 || equity < 0 else { continue }
        let ratio = equity / assets
        if ratio < minimum || assets == 0 {
          state.banks[i].failed = true
          state.banks[i].onSale = state.banks[i].quantities
        } else if ratio < buffer {
          state.delever(i, need: assets - equity / target)
        }
      }
    }
    return state
  }

  private mutating func delever(_ i: Int, need: Double) {
    let repaid = min(need, banks[i].cash, banks[i].loan)
    banks[i].cash -= repaid
    banks[i].loan -= repaid
    let missing = need - repaid - banks[i].cash
    let value = zip(banks[i].quantities, prices).reduce(0) { $0 + $1.0 * $1.1 }
    guard missing > 0, value > 0 else { return }
    banks[i].onSale = banks[i].quantities.map { min($0, $0 * missing / value) }
  }

  private mutating func clear() {
    for k in prices.indices {
      let offered = banks.reduce(0) { $0 + $1.onSale[k] }
      let after = prices[k] * exp(-rates[k] * offered)
      for i in banks.indices {
        banks[i].cash += banks[i].onSale[k] * (prices[k] + after) / 2
        banks[i].quantities[k] -= banks[i].onSale[k]
        banks[i].onSale[k] = 0
      }
      prices[k] = after
    }
  }
}
