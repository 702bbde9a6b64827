internal import Contagion

/// Phase 2, after the fills and before pools of cash: arbitrage between pools of two tokens and the zone's two markets.
///
/// A pool of tokens `a` and `b` quotes a ratio, its zone two prices. While the last unit of `a` sold to the pool brings
/// `m(x)` units of `b` with `m(x)·p_b(y) > p_a(x)`, arbitrageurs buy `x` in the market of `a`, sell it to the pool, and
/// sell the `y` received in the market of `b`; `p_a(x)` rises and `p_b(y)` falls by the impact of these trades, and the
/// first `x` with equality is traded (Angeris and Chitra 2020: the pool's ratio follows that of prices; Egorov 2019 for
/// stable swap). So a pool carries selling from one token to the other. Purchases must be paid for out of the
/// same capital as in `PoolArbitrage`, and the profit is the providers' loss. The zone's orders in tokens do not go to
/// such a pool themselves. Both reserves are tokens; who leaves takes both. Off with the switch for arbitrage; absent
/// without a pool that has a `quote`.
extension World {
  mutating func arbitragePairs() {
    for index in pools.all.indices where pools.all[index].quote != 0 && pools.all[index].isOpen {
      for side in [PairSide.sellsToken, .buysToken] { arbitragePair(index, side) }
    }
  }

  /// Which of its two tokens a pool is given.
  private enum PairSide { case sellsToken, buysToken }

  /// One pool seen as one that takes `given` and pays with `taken`, both in their own units.
  private struct Pair {
    let pool: any SwapPool
    /// Units of the pool's curve for a unit given, and taken.
    let givenScale: Double
    let takenScale: Double
    let given: Int
    let taken: Int
    let zone: Int

    init(_ pool: Pool, _ side: PairSide) {
      let sells = side == .sellsToken
      self.pool = sells ? pool.selling : pool.buying
      (givenScale, takenScale) = sells ? (pool.scale, 1) : (1, pool.scale)
      (given, taken) = sells ? (pool.asset, pool.quote) : (pool.quote, pool.asset)
      zone = pool.zone
    }

    func received(for units: Double) -> Double {
      pool.received(for: units * givenScale) / takenScale
    }
    func marginal(_ units: Double) -> Double {
      pool.marginalPrice(selling: units * givenScale) * givenScale / takenScale
    }
  }

  private mutating func arbitragePair(_ index: Int, _ side: PairSide) {
    let pair = Pair(pools.all[index], side)
    let zone = pair.zone
    guard pair.marginal(0) * price(zone, pair.taken) > price(zone, pair.given) * (1 + 1e-12)
    else { return }
    let capital = arbitrageCapital(zone, [index])
    let total = capital.outside + capital.makers.reduce(0) { $0 + $1.money }
    guard total > 0 else { return }
    let wanted = unitsOfPair(pair)
    let units = affordable(wanted, pair, money: total)
    guard units > 0 else { return }
    let received = pair.received(for: units)
    let (bought, sold) = (priceOf(pair.given, zone, units), priceOf(pair.taken, zone, -received))
    setFlowPrice(zone, pair.given, to: bought)
    setFlowPrice(zone, pair.taken, to: sold)
    switch side {
    case .sellsToken: trade(withPool: index, unitsIn: units, cashOut: received)
    case .buysToken: trade(withPool: index, unitsIn: -received, cashOut: -units)
    }
    // Depth, which is outside's, gives the one token and takes the other.
    let (cost, proceeds) = (units * bought, received * sold)
    holdings[layout.outside, zone, pair.given] -= units
    holdings[layout.outside, zone, pair.taken] += received
    holdings[layout.outside, zone, 0] += cost - proceeds
    share(proceeds - cost, zone, capital, used: [index], spent: min(total, cost))
  }

  /// The zone's price of a token after as many units are bought there, or sold where negative.
  private func priceOf(_ asset: Int, _ zone: Int, _ units: Double) -> Double {
    guard specification.switches.marketImpact else { return price(zone, asset) }
    return priceAfterImpact(zone, asset, netFlow: units * price(zone, asset))
  }

  /// Units to give to a pool until the last one brings no more than it costs.
  private func unitsOfPair(_ pair: Pair) -> Double {
    func pays(_ units: Double) -> Bool {
      let received = pair.received(for: units)
      return pair.marginal(units) * priceOf(pair.taken, pair.zone, -received)
        > priceOf(pair.given, pair.zone, units)
    }
    // More than the pool's own reserve a thousand times over is not given.
    let most = 1e3 * pair.pool.reserveIn / pair.givenScale
    return crossing(from: 0, to: most, while: pays)
  }

  /// As many of these units as money buys in the market.
  private func affordable(_ units: Double, _ pair: Pair, money: Double) -> Double {
    func costs(_ units: Double) -> Double { units * priceOf(pair.given, pair.zone, units) }
    guard costs(units) > money else { return units }
    return crossing(from: 0, to: units) { costs($0) < money }
  }
}
