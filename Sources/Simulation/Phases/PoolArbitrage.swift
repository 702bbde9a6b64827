internal import Contagion
internal import Glibc

/// Phase 2, after the fills: arbitrage brings pools and the quoted market of their zone to one price.
///
/// At a price `p` a pool takes tokens while its bid (marginal price after the fee) is above `p` and gives them
/// while its ask is below; quoted depth stands on the other side. The price at which all that nets out is
/// where no arbitrage is left (Angeris and Chitra 2020, "Improved price oracles"). Arbitrageurs are market makers
/// with an `arbitrage_share`, out of their cash in the zone, and those outside that the pool's scenario allows;
/// short of capital, every trade is scaled down alike. Their profit is the providers' loss
/// (loss versus rebalancing: Milionis, Moallemi, Roughgarden and Zhang 2022). With `outside` on the other
/// side of depth. Off with the switch for arbitrage; absent without pools.
extension World {
  mutating func arbitragePools() {
    guard !pools.isEmpty else { return }
    for zone in 0..<layout.zones {
      for asset in 1..<layout.assets {
        let open = pools.open(zone, asset)
        if !open.isEmpty { arbitrage(open, zone, asset) }
      }
    }
  }

  /// What arbitrage trades with a pool: tokens that it takes (negative: gives) for money.
  private struct PoolTrade {
    let pool: Int
    let unitsIn: Double
    let cashOut: Double
  }

  private mutating func arbitrage(_ open: [Int], _ zone: Int, _ asset: Int) {
    let start = price(zone, asset)
    let target = arbitrageFreePrice(open, zone, asset)
    let wanted = open.map { (pool: $0, units: unitsTaken(by: $0, at: target)) }
    guard abs(target / start - 1) > 1e-12 || wanted.contains(where: isMaterial) else { return }
    let full = trades(wanted.filter(isMaterial), share: 1)
    let capital = arbitrageCapital(zone, open)
    let total = capital.outside + capital.makers.reduce(0) { $0 + $1.money }
    let cost = capitalNeeded(full, at: target)
    guard total > 0 else { return }
    // A market with next to no depth goes to the pools' price for next to no money.
    let share = cost > 0 ? min(1, total / cost) : 1
    let done = share < 1 ? trades(wanted.filter(isMaterial), share: share) : full
    let sold = done.reduce(0) { $0 - $1.unitsIn }
    if share < 1 {
      let flow = flowOfDepth(zone, asset, from: start, to: target)
      setFlowPrice(zone, asset, to: priceAfterImpact(zone, asset, netFlow: share * flow))
    } else {
      setFlowPrice(zone, asset, to: target)
    }
    book(done, sold: sold, zone, asset, capital, spent: min(total, cost))
  }

  private func isMaterial(_ wanted: (pool: Int, units: Double)) -> Bool {
    abs(wanted.units) > 1e-12 * pools.all[wanted.pool].units
  }

  /// Tokens that a pool takes (gives, where negative) until its last one is worth a price.
  private func unitsTaken(by pool: Int, at price: Double) -> Double {
    let each = pools.all[pool]
    if price < each.bid { return each.unitsSold(downTo: price) }
    return price > each.ask ? -each.unitsBought(upTo: price) : 0
  }

  /// The flow that carries the zone's price to another; none where trades do not move prices.
  private func flowOfDepth(_ zone: Int, _ asset: Int, from: Double, to: Double) -> Double {
    specification.assets[asset].impact.flow(
      from: from, to: to, referencePrice: market.reference[asset], depth: impactDepth(zone, asset))
  }

  /// The price at which what pools take and what depth takes net out.
  private func arbitrageFreePrice(_ open: [Int], _ zone: Int, _ asset: Int) -> Double {
    let start = price(zone, asset)
    guard specification.switches.marketImpact else { return start }
    func excess(_ price: Double) -> Double {
      let byDepth = -flowOfDepth(zone, asset, from: start, to: price) / start
      return open.reduce(byDepth) { $0 + unitsTaken(by: $1, at: price) }
    }
    let low = open.reduce(start) { min($0, pools.all[$1].ask) }
    let high = open.reduce(start) { max($0, pools.all[$1].bid) }
    guard low < high else { return start }
    // Depth gives way to any amount at its floor and ceiling.
    let floor = min(start, specification.assets[asset].impact.floor * market.reference[asset])
    return min(
      max(crossing(from: low, to: high) { excess($0) > 0 }, floor), max(start, ceiling(asset)))
  }

  private func trades(_ wanted: [(pool: Int, units: Double)], share: Double) -> [PoolTrade] {
    wanted.map { pool, units in
      let each = pools.all[pool]
      let money =
        units > 0 ? each.proceeds(of: share * units) : -each.cost(of: -share * units)
      return PoolTrade(pool: pool, unitsIn: share * units, cashOut: money)
    }
  }

  /// What is bought, from pools and from depth, must be paid for first.
  private func capitalNeeded(_ trades: [PoolTrade], at price: Double) -> Double {
    var cost = 0.0
    var units = 0.0
    for trade in trades {
      if trade.unitsIn < 0 { cost -= trade.cashOut }
      units += trade.unitsIn
    }
    return cost + max(0, units) * price
  }

  func arbitrageCapital(
    _ zone: Int, _ open: [Int]
  ) -> (makers: [(node: Int, money: Double)], outside: Double) {
    let makers = arbitrageurs().map {
      (node: $0.maker, money: $0.share * max(0, holdings[$0.maker, zone, 0]))
    }
    return (makers, open.reduce(0) { $0 + pools.all[$1].outsideCapital })
  }

  /// Pools, depth (`outside`) and the profit of the arbitrageurs; providers bear it.
  private mutating func book(
    _ done: [PoolTrade], sold: Double, _ zone: Int, _ asset: Int,
    _ capital: (makers: [(node: Int, money: Double)], outside: Double), spent: Double
  ) {
    let price = price(zone, asset)
    var profit = sold * price
    for each in done {
      trade(withPool: each.pool, unitsIn: each.unitsIn, cashOut: each.cashOut)
      profit += each.cashOut
    }
    holdings[layout.outside, zone, asset] += sold
    holdings[layout.outside, zone, 0] -= sold * price
    share(profit, zone, capital, used: done.map(\.pool), spent: spent)
  }

  /// Pays arbitrageurs pro rata to their capital; outside's is used up.
  mutating func share(
    _ profit: Double, _ zone: Int,
    _ capital: (makers: [(node: Int, money: Double)], outside: Double), used: [Int], spent: Double
  ) {
    let total = capital.outside + capital.makers.reduce(0) { $0 + $1.money }
    var left = profit
    for maker in capital.makers where maker.money > 0 && total.isFinite {
      let part = max(0, profit) * (maker.money / total)
      holdings[maker.node, zone, 0] += part
      gain(part, maker.node, .liquidity)
      left -= part
    }
    holdings[layout.outside, zone, 0] += left
    pools.arbitrageProfit += profit
    useOutsideCapital(used, spent: total.isFinite ? spent / total : 0)
  }

  /// What outsiders have used of their capital in this tick is gone for it.
  private mutating func useOutsideCapital(_ used: [Int], spent: Double) {
    for pool in used where pools.all[pool].outsideCapital.isFinite {
      pools.all[pool].outsideCapital *= 1 - spent
    }
  }
}
