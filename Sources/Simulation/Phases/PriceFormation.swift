internal import Contagion
internal import Glibc

/// Phase 2, each pass: impact of the new net flow on each zone's depth, arbitrage, fills, oracles.
///
/// Trades in tokens settle here at the price after impact and arbitrage. Trades in positions settle in
/// phase 3, after variation margin has brought both sides to the same mark.
func priceFormation(_ world: inout World) {
  let switches = world.specification.switches
  if world.pass == 0 {
    world.remarkCoins()
    world.decayDislocations()
  }
  if switches.marketImpact && !world.orders.isEmpty { world.applyImpact() }
  // Before the fills, so that connected zones fill at one price, as the unified zone would; and only
  // where something is new, so that what arbitrage closes does not depend on the number of passes.
  let isNew = world.pass == 0 || !world.orders.isEmpty
  if switches.arbitrage && world.layout.zones > 1 && isNew { world.arbitrage() }
  world.remarkWrapped()
  world.fillTokenOrders()
  world.settlePoolRoutes()
  if switches.arbitrage && isNew {
    world.arbitragePairs()
    world.arbitragePools()
  }
  world.attackPools()
  world.publishOracles()
  world.borrowOnAttacks()
}

extension World {
  /// Net money flow by zone and asset, at current prices; selling is negative.
  private func netFlow() -> [Double] {
    var flow = [Double](repeating: 0, count: layout.zones * layout.assets)
    for order in orders {
      let slot = market.index(order.zone, order.asset)
      flow[slot] += order.units * market.price[slot]
    }
    return flow
  }

  fileprivate mutating func applyImpact() {
    let flow = netFlow()
    for zone in 0..<layout.zones {
      for asset in 1..<layout.assets {
        let slot = market.index(zone, asset)
        guard flow[slot] != 0 else { continue }
        let pooled = pools.isEmpty ? nil : routeToPools(zone, asset, netFlow: flow[slot])
        setFlowPrice(
          zone, asset, to: pooled ?? priceAfterImpact(zone, asset, netFlow: flow[slot]))
      }
    }
  }

  /// The price to which the impact of a money flow leads.
  func priceAfterImpact(_ zone: Int, _ asset: Int, netFlow: Double) -> Double {
    let slot = market.index(zone, asset)
    let (before, impact) = (market.price[slot], specification.assets[asset].impact)
    let highest = max(before, ceiling(asset))
    let depth = impactDepth(zone, asset)
    if case .constantProduct = impact, netFlow > 0 {
      // Nobody buys the whole reserve of a pool.
      let most = impact.flow(
        from: before, to: highest, referencePrice: market.reference[asset], depth: depth)
      if netFlow >= most { return highest }
    }
    let price = impact.priceAfter(
      price: before, referencePrice: market.reference[asset], netFlow: netFlow, depth: depth)
    // Without a floor a law can lead to zero, of which there is no logarithm.
    return min(max(price, 1e-12 * market.reference[asset]), highest)
  }

  /// Sets a price that flow has led to, and remembers the dislocation.
  mutating func setFlowPrice(_ zone: Int, _ asset: Int, to price: Double) {
    let slot = market.index(zone, asset)
    market.dislocation[slot] = log(price / market.fundamental[asset])
    reprice(zone, asset, to: price, .fireSale)
  }

  /// The depth that trades meet.
  func impactDepth(_ zone: Int, _ asset: Int) -> Double {
    max(market.depth[market.index(zone, asset)], leastDepth(asset))
  }

  /// Buying carries no price above the mirror image of the floor, a thousandfold at most.
  func ceiling(_ asset: Int) -> Double {
    market.reference[asset] / max(specification.assets[asset].impact.floor, 1e-3)
  }

  /// No market is so thin that the price is undefined: a millionth of all background depth.
  private func leastDepth(_ asset: Int) -> Double {
    var total = 0.0
    for zone in 0..<layout.zones { total += market.backgroundDepth[market.index(zone, asset)] }
    return max(1e-6 * total, 1e-12)
  }

  /// The trace of flow fades as outside traders come back: no trade of anyone in the system.
  fileprivate mutating func decayDislocations() {
    for (asset, each) in specification.assets.enumerated().dropFirst()
    where each.impactHalfLifeHours.isFinite {
      let kept = 1 - specification.clock.fractionPerTick(halfLifeHours: each.impactHalfLifeHours)
      for zone in 0..<layout.zones {
        let slot = market.index(zone, asset)
        guard market.dislocation[slot] != 0 else { continue }
        market.dislocation[slot] *= kept
        if abs(market.dislocation[slot]) < 1e-12 { market.dislocation[slot] = 0 }
        refreshPrice(zone, asset, .fireSale)
      }
    }
  }

  /// Market makers and `outside` take the other side of token orders, pro rata to depth.
  fileprivate mutating func fillTokenOrders() {
    var quotes = QuoteCache(layout)
    for order in orders where order.venue == nil {
      let price = price(order.zone, order.asset)
      let trader = node(of: order.trader)
      let units = order.units < 0 ? max(order.units, -tokens(of: order)) : order.units
      guard units != 0, price > 0 else { continue }
      let pooled = poolShare(of: order)
      let mean = price + pooled.share * (pooled.price - price)
      let affordable = units > 0 ? min(units, cash(of: order) / mean) : units
      takeOtherSide(
        of: order, units: affordable * (1 - pooled.share), price: price,
        quoters: quotes.quoters(order.zone, order.asset, self))
      fillFromPools(order, units: affordable * pooled.share)
      deliver(affordable, to: order, trader: trader, price: mean, market: price)
    }
    orders.removeAll { $0.venue == nil }
  }

  private func node(of trader: Trader) -> Int? {
    switch trader {
    case .institution(let i): i
    case .outside: layout.outside
    case .account: nil
    }
  }

  /// Tokens that the trader of an order can deliver.
  private func tokens(of order: Order) -> Double {
    switch order.trader {
    case .institution(let i): holdings[i, order.zone, order.asset]
    case .outside: .infinity
    case .account(let m): accounts.collateralUnits(of: m, in: accounts.segment(of: m))
    }
  }

  /// Cash with which the trader of an order can pay.
  private func cash(of order: Order) -> Double {
    guard case .institution(let i) = order.trader else { return .infinity }
    return max(0, holdings[i, order.zone, 0])
  }

  /// Books the trader's side of a token fill, which pools may have made better than the market's price.
  private mutating func deliver(
    _ units: Double, to order: Order, trader: Int?, price: Double, market: Double
  ) {
    let money = units * price
    let better = units * (market - price)
    if let trader {
      gain(better, trader, .liquidity)
      holdings[trader, order.zone, order.asset] = withdrawn(
        -units, from: holdings[trader, order.zone, order.asset], node: trader)
      holdings[trader, order.zone, 0] = withdrawn(
        money, from: holdings[trader, order.zone, 0], node: trader)
      if order.repaysDebt, trader < layout.institutions, money < 0 {
        let repaid = min(-money, externalLiabilities[trader])
        settle(repaid, from: trader, to: layout.outside, zone: order.zone)
        externalLiabilities[trader] -= repaid
      }
    } else if case .account(let m) = order.trader {
      sellCollateral(of: m, units: -units, money: -units * market)
      if better != 0 { improveSale(of: m, by: better) }
    }
  }

  /// Proceeds of an account's token collateral become margin, and cash of its venue.
  private mutating func sellCollateral(of account: Int, units: Double, money: Double) {
    let segment = accounts.segment(of: account)
    let venue = segment.venue
    exchangeCollateral(
      of: account, venue: venue, asset: segment.collateralAsset, units: units, money: money)
    holdings[layout.institutionOfVenue[venue], layout.zoneOfVenue[venue], 0] += money
  }

  /// What pools paid for an account's collateral beyond the market's price.
  private mutating func improveSale(of account: Int, by money: Double) {
    let venue = accounts.segment(of: account).venue
    changeMargin(of: account, venue: venue, by: money, .liquidity)
    holdings[layout.institutionOfVenue[venue], layout.zoneOfVenue[venue], 0] += money
  }

  /// Splits the other side of a token trade over those who quote depth; nobody fills its own order.
  private mutating func takeOtherSide(
    of order: Order, units: Double, price: Double, quoters: [Quoter]
  ) {
    let (zone, asset) = (order.zone, order.asset)
    var left = units
    for (maker, share) in quoters where order.trader != .institution(maker) {
      var part = units * share
      if part < 0 {
        part = max(part, -max(0, holdings[maker, zone, 0]) / price)
      } else {
        part = min(part, max(0, holdings[maker, zone, asset]))
      }
      holdings[maker, zone, asset] = withdrawn(
        part, from: holdings[maker, zone, asset], node: maker)
      holdings[maker, zone, 0] = withdrawn(
        -part * price, from: holdings[maker, zone, 0], node: maker)
      left -= part
    }
    holdings[layout.outside, zone, asset] -= left
    holdings[layout.outside, zone, 0] += left * price
  }
}
