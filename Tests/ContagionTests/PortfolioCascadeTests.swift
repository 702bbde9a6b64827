import Contagion
import Glibc
import LinearAlgebra
import Testing

@Suite struct PortfolioCascadeTests {
  /// Caccioli, Shrestha, Moore and Farmer (2014): 10 % sold lowers the price by 10 %.
  @Test func `the published rate of impact`() throws {
    #expect(abs(impactRate(priceDrop: 0.1, shareSold: 0.1) - 1.0536051565782627) < 1e-12)
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: [[3, 1], [1, 0]]), prices: [2, 5], liabilities: [0, 0]
    ).withDepths(priceDrop: 0.1, shareSold: 0.1)
    expectClose(portfolios.depths, [8 / 1.0536051565782627, 5 / 1.0536051565782627], 1e-12)
    #expect(impactRate(priceDrop: 0, shareSold: 0.1) == 0)
  }

  @Test func `two banks fail one after the other, in closed form`() throws {
    // Bank 0 holds asset 0; bank 1 holds both; bank 2 holds asset 1 and has the largest buffer.
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: [[50, 0], [50, 50], [0, 50]]), liabilities: [48, 90, 25]
    ).withDepths(priceDrop: 0.1, shareSold: 0.1)
    let rate = impactRate(priceDrop: 0.1, shareSold: 0.1)
    let found = portfolioCascade(portfolios, shock: PortfolioShock(priceDrops: [0.05, 0]))
    expectClose(found.prices, [0.95 * exp(-rate), exp(-rate / 2)], 1e-12)
    #expect(found.defaultRound == [0, 1, nil] && found.defaulted == [true, true, false])
    #expect(abs(found.equity[2] - (50 * exp(-rate / 2) - 25)) < 1e-12)
    #expect(found.soldShares == [1, 0.5])
    let calm = portfolioCascade(portfolios, shock: PortfolioShock(priceDrops: [0.03, 0]))
    #expect(calm.fireSaleLoss == 0 && calm.defaulted == [false, false, false])
    let decreed = portfolioCascade(portfolios, alreadyDefaulted: [false, false, true])
    #expect(decreed.defaultRound == [2, 1, 0])
  }

  /// At the knife edge the loss equals the equity: 4 % of 50 against 2.
  @Test func `strict and weak tests differ where the loss is the equity`() throws {
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: [[50]]), depths: [100], liabilities: [48])
    let shock = PortfolioShock(priceDrops: [0.04])
    #expect(portfolioCascade(portfolios, shock: shock).defaulted == [false])
    #expect(portfolioCascade(portfolios, shock: shock, defaultTest: .weak).defaulted == [true])
    let half = portfolioCascade(
      portfolios, shock: PortfolioShock(priceDrops: [0.021]), thresholds: [0.5])
    #expect(half.defaulted == [true])
  }

  @Test(arguments: RandomPortfolios.some)
  func `the liquidated are the smallest consistent set of all subsets`(_ random: RandomPortfolios) {
    let portfolios = random.portfolios
    let count = portfolios.count
    let thresholds = (0..<count).map { $0.isMultiple(of: 3) ? 0.6 : 1 }
    let found = portfolioCascade(portfolios, shock: random.shock, thresholds: thresholds)
    let book = portfolios.bookEquity
    let shock = random.shock
    // Brute force: a set is consistent if, with its holdings sold, exactly its members have lost too much.
    var smallest: UInt = .max
    for set in 0..<(UInt(1) << count) {
      var prices = portfolios.prices
      for k in prices.indices {
        var units = 0.0
        for i in 0..<count where set >> i & 1 == 1 { units += portfolios.holdings[i, k] }
        prices[k] *=
          (1 - shock.priceDrops[k]) * exp(-units * portfolios.prices[k] / portfolios.depths[k])
      }
      let values = portfolios.holdings.times(prices)
      let failing = (0..<count).reduce(into: UInt(0)) { mask, i in
        let equity =
          values[i] + portfolios.otherAssets[i] + portfolios.cash[i] - shock.otherLosses[i]
          - portfolios.liabilities[i]
        if equity < max(0, book[i]) * (1 - thresholds[i]) - 1e-11 { mask |= 1 << i }
      }
      if failing == set { smallest &= set }
    }
    #expect((0..<count).allSatisfy { found.defaulted[$0] == (smallest >> $0 & 1 == 1) })
    #expect(found.report.iterations <= count)
    let milder = portfolioCascade(
      portfolios,
      shock: PortfolioShock(priceDrops: shock.priceDrops.map { $0 / 2 }), thresholds: thresholds)
    for k in found.prices.indices { #expect(milder.prices[k] >= found.prices[k] * (1 - 1e-12)) }
  }

  @Test func `every problem of the tables is reported`() {
    #expect(
      throws: PortfolioError(problems: [
        .outOfRange(field: .holdings, row: 0, column: 1, value: -1),
        .outOfRange(field: .prices, row: 1, column: nil, value: 0),
        .wrongCount(field: .depths, found: 1, expected: 2),
        .notFinite(field: .cash, row: 0, column: nil),
        .repayableAboveLiabilities(institution: 0),
      ])
    ) {
      try OverlappingPortfolios(
        holdings: Matrix(rows: [[1, -1]]), prices: [1, 0], depths: [.infinity], cash: [.nan],
        liabilities: [1], repayableLiabilities: [2])
    }
  }

  @Test func `no institutions and no assets are a fire sale without fire`() throws {
    let none = try OverlappingPortfolios(holdings: Matrix(rows: 0, columns: 0), liabilities: [])
    #expect(portfolioCascade(none).systemLoss == 0)
    let bare = try OverlappingPortfolios(
      holdings: Matrix(rows: 2, columns: 0), cash: [1, 0], liabilities: [2, 0])
    let found = portfolioCascade(bare)
    #expect(found.defaulted == [true, false] && found.distress == [1, 0])
    #expect(
      thresholdDeleveraging(bare, rule: ThresholdDeleveraging(maximumLeverage: 20)).report.status
        == .exact)
    let rule = LeverageTargeting(minimumRatio: 0.03, bufferRatio: 0.04, targetRatio: 0.05)
    #expect(leverageTargeting(bare, rule: rule).defaulted == [true, false])
  }

  @Test func `an asset that has lost all its value moves nobody any more`() throws {
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: [[10, 10], [0, 10]]), depths: [50, 50], cash: [1, 1],
      liabilities: [18, 5])
    let shock = PortfolioShock(priceDrops: [1, 0])
    let cascade = portfolioCascade(portfolios, shock: shock)
    #expect(cascade.prices[0] == 0 && cascade.defaultRound == [0, nil])
    #expect(abs(cascade.prices[1] - exp(-0.2)) < 1e-12)
    let deleveraged = thresholdDeleveraging(
      portfolios, shock: shock, rule: ThresholdDeleveraging(maximumLeverage: 20))
    #expect(deleveraged.prices[0] == 0 && deleveraged.defaultRound[0] == 0)
    let targeted = leverageTargeting(
      portfolios, shock: shock,
      rule: LeverageTargeting(minimumRatio: 0.03, bufferRatio: 0.04, targetRatio: 0.05))
    #expect(targeted.prices[0] == 0 && targeted.defaulted == [true, false])
    let cleared = try fireSaleClearing(
      portfolios, claims: Matrix(rows: 2, columns: 2), shock: shock, minimumRatio: 0.07)
    #expect(cleared.prices[0] == 0 && cleared.soldShares == [1, 0])
    let linear = vulnerableBanks(portfolios, shock: shock)
    #expect(linear.assetReturns[0, 0] == -1 && linear.defaultRound[0] == 0)
  }

  @Test func `a loss beyond the other assets takes the cash, and the rest is owed`() throws {
    let portfolios = try OverlappingPortfolios(
      holdings: Matrix(rows: [[10]]), otherAssets: [3], cash: [2], liabilities: [4])
    let found = portfolioCascade(portfolios, shock: PortfolioShock(otherLosses: [7.5]))
    #expect(found.equity == [3.5] && found.cash == [0] && found.systemLoss == 7.5)
  }
}
