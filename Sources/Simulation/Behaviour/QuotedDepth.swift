internal import Glibc

/// Market makers' depth: shrinks with volatility, inventory and losses at once, returns slowly.
///
/// `share = min(1, (σ_calm/σ)^exponent) · (1 − |inventory|/limit)`; a drawdown beyond the limit ends it.
extension World {
  mutating func quoteDepth(_ equity: [Double]) {
    for i in 0..<layout.institutions where !standing[i].isInDefault && !standing[i].hasExited {
      guard let making = specification.institutions[i].behaviour.marketMaking else { continue }
      if equity[i] < (1 - making.drawdownLimit) * referenceEquity[i] {
        exitMarkets(i)
        continue
      }
      let wanted = volatilityShare(making) * inventoryShare(i, making, equity: equity[i])
      let current = standing[i].quoteShare
      let speed = specification.clock.fractionPerTick(
        halfLifeHours: making.refillHalfLifeHours)
      standing[i].quoteShare = wanted < current ? wanted : current + speed * (wanted - current)
    }
  }

  /// The least share over the assets that it quotes.
  private func volatilityShare(_ making: MarketMaking) -> Double {
    var share = 1.0
    for quote in making.depth {
      let calm = market.calmHourlyVariance[quote.asset]
      let now = market.quotingVariance[quote.asset]
      guard calm > 0, now > calm else { continue }
      share = min(share, pow(calm / now, making.volatilityExponent / 2))
    }
    return share
  }

  private func inventoryShare(_ i: Int, _ making: MarketMaking, equity: Double) -> Double {
    guard making.inventoryLimit.isFinite, equity > 0 else { return equity > 0 ? 1 : 0 }
    var inventory = 0.0
    for asset in 1..<layout.assets {
      let net = netUnits(i, asset) - startUnits[i * layout.assets + asset]
      inventory += abs(net) * price(standing[i].activeZone, asset)
    }
    return max(0, 1 - inventory / (making.inventoryLimit * equity))
  }

  /// Tokens and positions of an institution in an asset, over all zones and venues and off them.
  func netUnits(_ i: Int, _ asset: Int) -> Double {
    var units = bilateral.units(of: i, asset)
    for zone in 0..<layout.zones { units += holdings[i, zone, asset] }
    for venue in 0..<layout.venues { units += positions[i, venue, asset] }
    return units
  }
}
