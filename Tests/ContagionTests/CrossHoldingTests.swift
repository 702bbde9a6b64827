import Contagion
import LinearAlgebra
import Randomness
import Testing

@Suite struct CrossHoldingTests {
  /// Elliott, Golub and Jackson (2014), section I: two organisations that hold half of each other.
  @Test func `the example of the paper`() throws {
    let holdings = try CrossHoldings(shares: Matrix(rows: [[0, 0.5], [0.5, 0]]))
    let dependency = try #require(holdings.dependency)
    expectClose(dependency.elements, [2 / 3.0, 1 / 3.0, 1 / 3.0, 2 / 3.0], 1e-12)
    let found = crossHoldingFailures(
      holdings, assets: [1, 1], thresholds: [0, 0], failureCosts: [0, 0])
    expectClose(try #require(found.bookValue), [2, 2], 1e-12)
    expectClose(found.equity, [1, 1], 1e-12)
    #expect(found.report.status == .exact && found.systemLoss == 0)
  }

  /// Elliott, Golub and Jackson (2014), section IV: dependencies of France, Germany, Greece, Italy, Portugal and
  /// Spain, GDP of 2008 and 2011, thresholds a share of the values of 2008, costs half of a threshold.
  @Test(arguments: [
    (0.9, [[2]]), (0.91, [[2], [4]]), (0.92, [[2, 4]]), (0.935, [[2, 4], [5], [0, 1, 3]]),
    (0.94, [[2, 4], [5], [0, 1, 3]]), (0.95, [[2, 3, 4, 5], [0, 1]]),
  ])
  func `the waves of the European example`(share: Double, waves: [[Int]]) {
    let dependency = Matrix(rows: [
      [0.71, 0.13, 0.13, 0.17, 0.07, 0.11], [0.18, 0.72, 0.12, 0.11, 0.09, 0.14],
      [0, 0, 0.67, 0, 0, 0], [0.07, 0.12, 0.03, 0.7, 0.03, 0.05], [0.01, 0, 0.02, 0, 0.67, 0.02],
      [0.03, 0.03, 0.02, 0.02, 0.14, 0.68],
    ])
    let before = dependency.times([12.0, 15.4, 1.5, 9.8, 1.1, 6.7])
    let found = crossHoldingFailures(
      dependency: dependency, assets: [11.6, 14.9, 1.3, 9.2, 1, 6.3],
      thresholds: before.map { share * $0 }, failureCosts: before.map { share * $0 / 2 })
    for (wave, countries) in waves.enumerated() {
      #expect(found.defaultRound.indices.filter { found.defaultRound[$0] == wave } == countries)
    }
    #expect(found.defaulted.count { $0 } == waves.reduce(0) { $0 + $1.count })
    #expect(found.bookValue == nil)
  }

  @Test func `failures come in waves and their costs reach the holders`() throws {
    // A chain: 1 holds 40 % of 0, 2 holds 40 % of 1.
    let holdings = try CrossHoldings(
      shares: Matrix(rows: [[0, 0, 0], [0.4, 0, 0], [0, 0.4, 0]]))
    let found = crossHoldingFailures(
      holdings, assets: [9, 10, 10], thresholds: [5.5, 8, 12], failureCosts: [3, 2, 1])
    // V is (9, 13.6, 15.44) without costs, and (6, 12.4, 14.96) with those of 0: 1 falls below 8.
    expectClose(try #require(found.bookValue), [6, 10.4, 14.16], 1e-12)
    expectClose(found.equity, [3.6, 6.24, 14.16], 1e-12)
    #expect(found.defaultRound == [0, 1, nil])
    #expect(found.systemLoss == 5)
    #expect(abs(found.equity.reduce(0, +) - (29 - 5)) < 1e-12)
  }

  @Test func `best and worst case differ where failure makes failure`() throws {
    let holdings = try CrossHoldings(shares: Matrix(rows: [[0, 0.4], [0.4, 0]]))
    func run(_ fixedPoint: FixedPoint) -> CrossHoldingFailures {
      crossHoldingFailures(
        holdings, assets: [10, 10], thresholds: [9, 9], failureCosts: [5, 5],
        fixedPoint: fixedPoint)
    }
    let (best, worst) = (run(.greatest), run(.least))
    #expect(best.defaulted == [false, false] && worst.defaulted == [true, true])
    expectClose(best.equity, [10, 10], 1e-12)
    expectClose(worst.equity, [5, 5], 1e-12)
    #expect(best.report.fixedPoint == .greatest && worst.report.fixedPoint == .least)
  }

  @Test func `at the threshold the tests differ, and rounding fails nobody`() throws {
    let holdings = try CrossHoldings(shares: Matrix(rows: [[0, 0.1], [0.7, 0]]))
    let value = crossHoldingFailures(
      holdings, assets: [1, 3], thresholds: [0, 0], failureCosts: [1, 1])
    let thresholds = value.equity.map { $0.nextUp }
    func failed(_ test: DefaultTest) -> [Bool] {
      crossHoldingFailures(
        holdings, assets: [1, 3], thresholds: thresholds, failureCosts: [1, 1], defaultTest: test
      ).defaulted
    }
    #expect(failed(.strict) == [false, false])
    #expect(failed(.weak) == [true, true])
  }

  @Test func `a group that owns itself wholly has no values`() throws {
    let holdings = try CrossHoldings(
      shares: Matrix(rows: [[0, 1, 0], [1, 0, 0], [0, 0, 0]]))
    #expect(holdings.dependency == nil)
    let found = crossHoldingFailures(
      holdings, assets: [1, 1, 1], thresholds: [9, 9, 9], failureCosts: [1, 1, 1])
    #expect(found.report.status == .singular && !found.report.status.isSolved)
    #expect(found.equity == [0, 0, 0] && found.defaulted == [false, false, false])
    #expect(found.bookValue == nil)
  }

  @Test func `every problem of the shares is reported`() {
    #expect(
      throws: CrossHoldingError(problems: [
        .selfHolding(organisation: 0, share: 0.2), .outOfRange(owner: 1, issuer: 0, share: -0.1),
        .moreThanWhole(issuer: 2, sum: 1.5),
      ])
    ) {
      try CrossHoldings(shares: Matrix(rows: [[0.2, 0, 0.9], [-0.1, 0, 0.6], [0, 0, 0]]))
    }
  }

  @Test func `no organisations have no failures`() throws {
    let holdings = try CrossHoldings(shares: Matrix(rows: 0, columns: 0))
    let found = crossHoldingFailures(
      holdings, assets: [], thresholds: [], failureCosts: [])
    #expect(found.defaulted.isEmpty && found.systemLoss == 0)
  }

  /// Random holdings: brute force over all sets of failures, with the values by a Neumann series.
  @Test(arguments: UInt64(0)..<80)
  func `best and worst case bound all consistent sets of failures`(_ seed: UInt64) throws {
    var stream = Stream(seed: seed, replicate: 0, purpose: 3, tick: 0, entity: 0)
    let count = 2 + stream.integer(below: 6)
    var shares = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for j in 0..<count where i != j && stream.uniform() < 0.6 {
        shares[i, j] = 0.8 * stream.uniform() / Double(count - 1)
      }
    }
    let holdings = try CrossHoldings(shares: shares)
    let assets = (0..<count).map { _ in 10 * stream.uniform() }
    let before = crossHoldingFailures(
      holdings, assets: assets, thresholds: assets.map { _ in -1e9 },
      failureCosts: assets.map { _ in 0 })
    let thresholds = before.equity.map { $0 * (0.8 + 0.25 * stream.uniform()) }
    let costs = thresholds.map { $0 / 2 }
    func equity(_ set: Int) -> [Double] {
      let net = (0..<count).map { assets[$0] - (set >> $0 & 1 == 1 ? costs[$0] : 0) }
      var book = net
      for _ in 0..<400 {
        let held = shares.times(book)
        book = (0..<count).map { net[$0] + held[$0] }
      }
      return zip(holdings.outsideShares, book).map { $0 * $1 }
    }
    var (smallest, largest) = (Int.max, 0)
    for set in 0..<(1 << count) {
      let values = equity(set)
      let failing = (0..<count).reduce(0) { $0 | (values[$1] < thresholds[$1] ? 1 << $1 : 0) }
      if failing == set {
        smallest &= set
        largest |= set
      }
    }
    for (fixedPoint, set) in [(FixedPoint.greatest, smallest), (.least, largest)] {
      let found = crossHoldingFailures(
        holdings, assets: assets, thresholds: thresholds, failureCosts: costs,
        fixedPoint: fixedPoint)
      #expect(found.defaulted == (0..<count).map { set >> $0 & 1 == 1 })
      expectClose(found.equity, equity(set), 1e-12)
      let lost = assets.reduce(0, +) - found.equity.reduce(0, +)
      #expect(abs(lost - found.systemLoss) < 1e-9)
    }
    let dependency = try #require(holdings.dependency)
    let same = crossHoldingFailures(
      dependency: dependency, assets: assets, thresholds: thresholds, failureCosts: costs)
    let best = crossHoldingFailures(
      holdings, assets: assets, thresholds: thresholds, failureCosts: costs)
    #expect(same.defaultRound == best.defaultRound)
    expectClose(dependency.columnSums, Array(repeating: 1, count: count), 1e-12)
    expectClose(dependency.times(assets), before.equity, 1e-12)
  }
}
