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
  world.publishOracles()
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
        move(zone, asset, netFlow: flow[slot])
      }
    }
  }

  /// Moves one price by the impact of a money flow and remembers the dislocation.
  fileprivate mutating func move(_ zone: Int, _ asset: Int, netFlow: Double) {
    let slot = market.index(zone, asset)
    var price = specification.assets[asset].impact.priceAfter(
      price: market.price[slot], referencePrice: market.reference[asset], netFlow: netFlow,
      depth: max(market.depth[slot], leastDepth(asset)))
    price = min(price, max(market.price[slot], ceiling(asset)))
    // A linear law without a floor ends at nothing, where neither logs nor units of money are defined.
    price = max(price, 1e-12 * market.reference[asset])
    market.dislocation[slot] = log(price / market.fundamental[asset])
    reprice(zone, asset, to: price, .fireSale)
  }

  /// Buying carries no price above the mirror image of the floor, a thousandfold at most.
  private func ceiling(_ asset: Int) -> Double {
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
      let affordable = units > 0 ? min(units, cash(of: order) / price) : units
      takeOtherSide(
        of: order, units: affordable, price: price,
        quoters: quotes.quoters(order.zone, order.asset, self))
      deliver(affordable, to: order, trader: trader, price: price)
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

  /// Books the trader's side of a token fill.
  private mutating func deliver(_ units: Double, to order: Order, trader: Int?, price: Double) {
    let money = units * price
    if let trader {
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
      sellCollateral(of: m, units: -units, money: -money)
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

  /// What the oracles say now: the price some time ago, of the venue's zone or of all.
  fileprivate mutating func publishOracles() {
    for venue in 0..<layout.venues where oracleFrozenUntil[venue] <= tick {
      let host = hostSpecification(venue)
      let ticksBack = host.oracleLatencyHours / specification.clock.tickHours
      let zone = layout.zoneOfVenue[venue]
      for asset in 1..<layout.assets {
        let now = read(host.oracleSource, zone, asset, market.price)
        market.oracle[venue * layout.assets + asset] =
          ticksBack == 0
          ? now : delayed(host.oracleSource, zone, asset, ticksBack: ticksBack, now: now)
      }
    }
  }

  private func read(_ source: OracleSource, _ zone: Int, _ asset: Int, _ prices: [Double]) -> Double
  {
    switch source {
    case .ownZone: prices[market.index(zone, asset)]
    case .allZones: worldPrice(asset, in: prices)
    }
  }

  /// The price a latency ago, interpolated between ends of ticks, so that a finer tick means the same.
  private func delayed(
    _ source: OracleSource, _ zone: Int, _ asset: Int, ticksBack: Double, now: Double
  ) -> Double {
    func price(_ back: Int) -> Double {
      if back == 0 { return now }
      let row = max(0, market.history.count - back)
      guard row < market.history.count else { return now }
      return read(source, zone, asset, market.history[row])
    }
    let whole = Int(ticksBack.rounded(.down))
    let part = ticksBack - Double(whole)
    return (1 - part) * price(whole) + (part == 0 ? 0 : part * price(whole + 1))
  }
}
