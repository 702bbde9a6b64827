internal import Contagion

/// How the token orders of one side in a market are split between quoted depth and pools.
struct PoolRoute: Sendable {
  struct Part: Sendable {
    let pool: Int
    let units: Double
    let money: Double
  }

  /// Whether it is sales that pools take a part of.
  let isSale: Bool
  /// Share of each such order that goes to pools.
  let share: Double
  let parts: [Part]
  /// Units that orders have brought so far.
  var filled = 0.0

  var units: Double { parts.reduce(0) { $0 + $1.units } }
  /// What the pools pay or ask for a unit on average.
  var price: Double { parts.reduce(0) { $0 + $1.money } / units }
}

/// Phase 2: token orders of a zone go to its quoted depth and to its pools at one marginal price.
///
/// Let net sales of tokens be `s` units, `V` the money flow of everything else, `f(p)` the flow that carries the
/// zone's price from `p_0` to `p` (the inverse of its impact), and `q_j(p)` the units that pool `j` takes until its
/// last one brings `p` after the fee, by exact swap arithmetic. The price after the pass is the `p` with
///
///     (V − f(p))/p_0 + Σ_j q_j(p) = s
///
/// so that all marginal prices are equal, the split that brings the sellers most (Angeris, Evans, Chitra and Boyd
/// 2022, optimal routing for constant function market makers). Depth trades at that price as it always does, and
/// pools each at the mean price of their own swap. Purchases likewise. Absent without pools.
extension World {
  /// Plans the pools' part of a zone's flow; returns the price after the pass, nil where no pool takes part.
  mutating func routeToPools(_ zone: Int, _ asset: Int, netFlow: Double) -> Double? {
    let open = pools.open(zone, asset)
    guard !open.isEmpty else { return nil }
    var (sold, bought) = (0.0, 0.0)
    for order in orders where order.venue == nil && order.zone == zone && order.asset == asset {
      if order.units < 0 { sold -= order.units } else { bought += order.units }
    }
    let net = abs(sold - bought)
    guard net > 0 else { return nil }
    let side = PoolSide(pools: open, isSale: sold > bought, net: net)
    let price = splitPrice(zone, asset, side, netFlow: netFlow)
    let wanted = open.map { unitsTaken(by: $0, side.isSale, at: price.pools) }
    let total = wanted.reduce(0, +)
    guard total > 0 else { return price.zone }
    let scale = price.takeAll ? net / total : min(1, net / total)
    let parts = zip(open, wanted).filter { $0.1 > 0 }.map { pool, units in
      let each = pools.all[pool]
      let money =
        side.isSale ? each.proceeds(of: scale * units) : each.cost(of: scale * units)
      return PoolRoute.Part(pool: pool, units: scale * units, money: money)
    }
    pools.routes[market.index(zone, asset)] = PoolRoute(
      isSale: side.isSale, share: min(1, scale * total / (side.isSale ? sold : bought)),
      parts: parts)
    return price.zone
  }

  /// The net side of a market's token orders, and the pools that are open to it.
  private struct PoolSide {
    let pools: [Int]
    let isSale: Bool
    /// Units sold or bought in net.
    let net: Double
  }

  private func unitsTaken(by pool: Int, _ isSale: Bool, at price: Double) -> Double {
    isSale ? pools.all[pool].unitsSold(downTo: price) : pools.all[pool].unitsBought(upTo: price)
  }

  /// The zone's price after the pass, and the marginal price of the pools; they differ only where pools
  /// that were out of line with the zone take all.
  private func splitPrice(
    _ zone: Int, _ asset: Int, _ side: PoolSide, netFlow: Double
  ) -> (zone: Double, pools: Double, takeAll: Bool) {
    let slot = market.index(zone, asset)
    let start = market.price[slot]
    let (impact, depth) = (specification.assets[asset].impact, impactDepth(zone, asset))
    let others = netFlow - (side.isSale ? -side.net : side.net) * start
    func byPools(_ price: Double) -> Double {
      side.pools.reduce(0) { $0 + unitsTaken(by: $1, side.isSale, at: price) }
    }
    func byAll(_ price: Double) -> Double {
      let flow = impact.flow(
        from: start, to: price, referencePrice: market.reference[asset], depth: depth)
      return byPools(price) + max(0, (side.isSale ? others - flow : flow - others) / start)
    }
    let near = priceAfterImpact(zone, asset, netFlow: others)
    if byPools(near) >= side.net {
      let edges = side.pools.map { side.isSale ? pools.all[$0].bid : pools.all[$0].ask }
      let best = (side.isSale ? edges.max() : edges.min()) ?? near
      return (near, crossing(from: best, to: near) { byPools($0) < side.net }, true)
    }
    let far = priceAfterImpact(zone, asset, netFlow: netFlow)
    guard byAll(far) > side.net else { return (far, far, false) }
    let price = crossing(from: near, to: far) { byAll($0) < side.net }
    return (price, price, false)
  }

  /// Where a monotone condition that holds at one end ceases to: halves the interval to the last bit.
  func crossing(
    from near: Double, to far: Double, while holds: (Double) -> Bool
  ) -> Double {
    var (near, far) = (near, far)
    while true {
      let middle = (near + far) / 2
      guard middle != near, middle != far else { return far }
      if holds(middle) { near = middle } else { far = middle }
    }
  }

  /// The pools' part of an order, and their mean price.
  func poolShare(of order: Order) -> (share: Double, price: Double) {
    guard let route = pools.routes[market.index(order.zone, order.asset)],
      route.isSale == (order.units < 0)
    else { return (0, 0) }
    return (route.share, route.price)
  }

  /// Notes what of an order went to pools.
  mutating func fillFromPools(_ order: Order, units: Double) {
    guard units != 0 else { return }
    pools.routes[market.index(order.zone, order.asset)]?.filled += abs(units)
  }

  /// Settles the swaps of this pass; where traders could not deliver all, so much less at the same mean prices.
  mutating func settlePoolRoutes() {
    guard !pools.routes.isEmpty else { return }
    for slot in pools.routes.keys.sorted() {
      guard let route = pools.routes[slot], route.filled > 0 else { continue }
      let share = route.filled / route.units
      for part in route.parts {
        let sign = route.isSale ? share : -share
        trade(withPool: part.pool, unitsIn: sign * part.units, cashOut: sign * part.money)
      }
    }
    pools.routes = [:]
  }
}
