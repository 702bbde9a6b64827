internal import Regimes

/// A market maker in a market, and its share of the depth.
typealias Quoter = (maker: Int, share: Double)

/// The quoters of each market, found once for all orders of a pass.
struct QuoteCache {
  private var known: [[Quoter]?]
  private let assets: Int

  init(_ layout: Layout) {
    known = [[Quoter]?](repeating: nil, count: layout.zones * layout.assets)
    assets = layout.assets
  }

  mutating func quoters(_ zone: Int, _ asset: Int, _ world: World) -> [Quoter] {
    let slot = zone * assets + asset
    if let found = known[slot] { return found }
    let found = world.quoters(zone, asset)
    known[slot] = found
    return found
  }
}

/// Who quotes depth, and how much of it.
extension World {
  /// Depth by zone and asset with what market makers quote now.
  func currentDepth() -> [Double] {
    var depth = market.backgroundDepth
    for i in 0..<layout.institutions {
      guard let making = specification.institutions[i].behaviour.marketMaking else { continue }
      let share = standing[i].isInDefault || standing[i].hasExited ? 0 : standing[i].quoteShare
      guard share > 0 else { continue }
      for quote in making.depth {
        depth[market.index(quotedZone(i, quote.jurisdiction), quote.asset)] += share * quote.units
      }
    }
    return depth
  }

  /// A migrated market maker quotes in its active zone what it quoted at home.
  func quotedZone(_ maker: Int, _ jurisdiction: Int) -> Int {
    let zone = regime.zones.zoneOfJurisdiction[jurisdiction]
    return zone == layout.homeZone[maker] ? standing[maker].activeZone : zone
  }

  /// Market makers in a market with their shares of its depth; what is missing to one is `outside`'s.
  fileprivate func quoters(_ zone: Int, _ asset: Int) -> [Quoter] {
    let total = market.depth[market.index(zone, asset)]
    guard total > 0 else { return [] }
    var result: [Quoter] = []
    for i in 0..<layout.institutions {
      guard let making = specification.institutions[i].behaviour.marketMaking,
        !standing[i].isInDefault, !standing[i].hasExited, standing[i].quoteShare > 0
      else { continue }
      var quoted = 0.0
      for quote in making.depth
      where quote.asset == asset && quotedZone(i, quote.jurisdiction) == zone {
        quoted += quote.units
      }
      if quoted > 0 { result.append((i, standing[i].quoteShare * quoted / total)) }
    }
    return result
  }

  /// A market maker stops quoting for good.
  mutating func exitMarkets(_ institution: Int) {
    guard !standing[institution].hasExited else { return }
    standing[institution].hasExited = true
    standing[institution].quoteShare = 0
    record(.marketMakerExit, who: institution, amount: 0)
  }
}
