/// A cascade through overlapping portfolios: who fails sells everything, and prices fall for all.
///
/// Caccioli, Shrestha, Moore and Farmer (2014, doi:10.1016/j.jbankfin.2014.05.021): an institution is
/// liquidated when its losses exceed its equity, its whole portfolio is sold, and the price of asset `k` of
/// which the share `x_k` was sold is `p_k·exp(−α·x_k)`: exponential impact with the depth
/// `p_k·Q_k/α`, see ``OverlappingPortfolios/withDepths(priceDrop:shareSold:)``. Units are turned into money at the
/// reference prices. With a `threshold` below one an institution is liquidated already when it has
/// lost more than that share of the equity it had before the shock.
///
/// A liquidated institution never buys back, so the cascade ends after at most as many rounds as there are
/// institutions, with the fewest liquidations that are consistent. Sellers get the price after the fall.
/// `O(rounds·n·m)`.
///
/// - Parameters:
///   - portfolios: balance sheets, prices and depths before the shock.
///   - shock: falls of prices and losses on other assets.
///   - alreadyDefaulted: institutions that are liquidated whatever their equity.
///   - thresholds: the share of equity, in [0, 1], whose loss an institution does not survive; 1 when left
///     out. Where there was no equity before the shock, any default liquidates.
///   - impacts: how sales move each price: one for all assets, or one per asset.
///   - defaultTest: strict: liquidated when more is lost than the threshold; weak: from it on.
/// - Returns: the state at the end; `defaulted` are the liquidated, `defaultRound` their round.
public func portfolioCascade(
  _ portfolios: OverlappingPortfolios, shock: PortfolioShock = .init(),
  alreadyDefaulted: [Bool]? = nil, thresholds: [Double]? = nil,
  impacts: [PriceImpact] = [.exponential(floor: 0)], defaultTest: DefaultTest = .strict
) -> FireSaleResult {
  let count = portfolios.count
  let failed = alreadyDefaulted ?? Array(repeating: false, count: count)
  let thresholds = thresholds ?? Array(repeating: 1, count: count)
  precondition(
    failed.count == count && thresholds.count == count
      && thresholds.allSatisfy { $0 >= 0 && $0 <= 1 },
    "\(count) institutions, \(failed.count) default flags, thresholds \(thresholds)")
  var state = PortfolioState(portfolios, shock: shock)
  let markets = PortfolioMarkets(
    portfolios, impacts: impacts, flowValue: .referencePrice, implementationShortfall: 1)
  let book = portfolios.bookEquity
  let least = (0..<count).map { max(0, book[$0]) * (1 - thresholds[$0]) }
  let afterShock = (0..<count).map { state.equity($0) }
  var defaultRound = [Int?](repeating: nil, count: count)
  var shares = [Double](repeating: 0, count: count)
  var rounds = 0
  while true {
    var anyone = false
    for i in 0..<count {
      shares[i] = 0
      guard defaultRound[i] == nil else { continue }
      let gone = defaultTest.isDefault(
        state.equity(i) - least[i], guardBand: state.guardBand(i))
      if gone || failed[i] {
        defaultRound[i] = rounds
        shares[i] = 1
        anyone = true
      }
    }
    guard anyone else { break }
    rounds += 1
    _ = state.sell(shares: shares, on: markets)
  }
  return FireSaleResult(
    portfolios, state: state, equity: (0..<count).map { state.equity($0) },
    equityAfterShock: afterShock, defaultRound: defaultRound,
    report: SolutionReport(status: .exact, iterations: rounds, fixedPoint: .greatest))
}
