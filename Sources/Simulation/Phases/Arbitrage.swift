internal import Glibc
internal import LinearAlgebra
internal import Regimes

/// Flows toward equal prices between zones, scaled by recognition and by finite capital.
///
/// With exponential impact of depths D1 and D2 and log prices x1 > x2, moving the money
/// `(x1 − x2)·D1·D2/(D1 + D2)` closes the gap; at full recognition and unbounded capital two zones
/// then have the price of one zone with depth D1 + D2. (MODEL.md, "Zones".) Capital is a share of the cash
/// and inventory at hand; where investors judge by performance, losses withdraw more of it just when gaps are widest
/// (Shleifer and Vishny 1997, doi:10.1111/j.1540-6261.1997.tb03807.x).
extension World {
  mutating func arbitrage() {
    for asset in 1..<layout.assets {
      for first in 0..<layout.zones {
        for second in (first + 1)..<layout.zones {
          let recognition = regime.zones.mutual[first, second]
          guard recognition > 0 else { continue }
          closeGap(asset, first, second, share: recognition)
        }
      }
    }
  }

  private mutating func closeGap(_ asset: Int, _ first: Int, _ second: Int, share: Double) {
    let (low, high) =
      price(first, asset) < price(second, asset) ? (first, second) : (second, first)
    let gap = log(price(high, asset) / price(low, asset))
    guard gap > 1e-9 else { return }
    let depthLow = market.depth[market.index(low, asset)]
    let depthHigh = market.depth[market.index(high, asset)]
    guard depthLow > 0, depthHigh > 0 else { return }
    let wanted = share * gap * depthLow * depthHigh / (depthLow + depthHigh)
    let money = min(wanted, arbitrageCapital(asset, low: low, high: high))
    guard money > 1e-12 * wanted else { return }
    shift(asset, money, low: low, high: high)
    trade(asset, money, low: low, high: high)
    tally.arbitraged += money
  }

  /// The price moves of buying in the cheap zone and selling in the dear one.
  private mutating func shift(_ asset: Int, _ money: Double, low: Int, high: Int) {
    for (zone, signed) in [(low, money), (high, -money)] {
      let slot = market.index(zone, asset)
      market.dislocation[slot] += signed / market.depth[slot]
      refreshPrice(zone, asset, .fireSale)
    }
  }

  /// Cash in the cheap zone and inventory in the dear one that arbitrageurs may use in a pass.
  private func arbitrageCapital(_ asset: Int, low: Int, high: Int) -> Double {
    var capital = 0.0
    for (maker, share) in arbitrageurs() {
      capital += share * arbitrageLimit(maker, asset, low: low, high: high)
    }
    return capital
  }

  /// Market makers that arbitrage, with the share of their means that they use in a pass.
  func arbitrageurs() -> [(maker: Int, share: Double)] {
    specification.institutions.indices.compactMap { i in
      guard let making = specification.institutions[i].behaviour.marketMaking,
        making.arbitrageShare > 0, !standing[i].isInDefault, !standing[i].hasExited
      else { return nil }
      return (i, making.arbitrageShare * capitalLeft(i, making.performanceSensitivity))
    }
  }

  /// What investors have left in an arbitrageur's hands, as a share: they judge by the equity of the last tick.
  private func capitalLeft(_ i: Int, _ sensitivity: Double) -> Double {
    guard sensitivity > 0, referenceEquity[i] > 0, let seen = seenEquity.last else { return 1 }
    return max(0, 1 - sensitivity * max(0, 1 - seen[i] / referenceEquity[i]))
  }

  private func arbitrageLimit(_ maker: Int, _ asset: Int, low: Int, high: Int) -> Double {
    min(max(0, holdings[maker, low, 0]), holdings[maker, high, asset] * price(high, asset))
  }

  /// Each arbitrageur buys cheap and sells dear against `outside`, pro rata to what it can.
  private mutating func trade(_ asset: Int, _ money: Double, low: Int, high: Int) {
    let limits = arbitrageurs().map {
      ($0.maker, $0.share * arbitrageLimit($0.maker, asset, low: low, high: high))
    }
    let total = limits.reduce(0) { $0 + $1.1 }
    guard total > 0 else { return }
    for (maker, limit) in limits where limit > 0 {
      let part = min(money * limit / total, limit)
      let bought = min(part, holdings[maker, low, 0]) / price(low, asset)
      swap(maker, asset, units: bought, zone: low)
      let sold = min(part / price(high, asset), holdings[maker, high, asset])
      swap(maker, asset, units: -sold, zone: high)
    }
  }

  /// Trades tokens against cash with `outside` at the zone's price: nobody's equity changes.
  mutating func swap(_ node: Int, _ asset: Int, units: Double, zone: Int) {
    let money = units * price(zone, asset)
    holdings[node, zone, asset] = withdrawn(
      -units, from: holdings[node, zone, asset], node: node)
    holdings[node, zone, 0] = withdrawn(money, from: holdings[node, zone, 0], node: node)
    holdings[layout.outside, zone, asset] -= units
    holdings[layout.outside, zone, 0] += money
  }
}
