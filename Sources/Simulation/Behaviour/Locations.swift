internal import Glibc
internal import Randomness
internal import Regimes

/// Where mobile institutions are active: a logit on margin cost, compliance cost, liquidity and access,
/// with a switching cost (McFadden 1974; Houston, Lin and Ma 2012).
///
/// The Gumbel draw of an institution for a zone is fixed over time, so a move needs a reason. A ban is one: who is
/// active where the gate admits no institution leaves at its next review, if there is a place that does.
extension World {
  mutating func reviewLocations() {
    guard layout.zones > 1 else { return }
    for i in 0..<layout.institutions where !standing[i].isInDefault {
      guard let rule = specification.institutions[i].behaviour.migration else { continue }
      let every = max(1, specification.clock.ticks(coveringHours: rule.reviewHours))
      guard (tick + specification.clock.burnInTicks) % every == every - 1 else { continue }
      let best = bestZone(for: i, rule)
      if best != standing[i].activeZone { migrate(i, to: best) }
    }
  }

  private func bestZone(for i: Int, _ rule: Migration) -> Int {
    var best = standing[i].activeZone
    var bestUtility = -Double.infinity
    for zone in 0..<layout.zones where admits(zone, i) {
      let utility = utility(of: zone, for: i, rule)
      if utility > bestUtility {
        bestUtility = utility
        best = zone
      }
    }
    return best
  }

  /// The first jurisdiction of a zone: its key, the same in every regime that has it apart.
  func leadingJurisdiction(_ zone: Int) -> Int {
    regime.zones.leader(of: zone)
  }

  private func admits(_ zone: Int, _ i: Int) -> Bool {
    zip(regime.zones.zoneOfJurisdiction, regime.rulebooks).contains {
      $0 == zone && $1.access.admits(.institution)
    }
  }

  private func utility(of zone: Int, for i: Int, _ rule: Migration) -> Double {
    let lead = leadingJurisdiction(zone)
    let rules = regime.rulebooks[lead]
    var depth = 0.0
    for asset in 1..<layout.assets { depth += market.depth[market.index(zone, asset)] }
    var draw = luck.stream(
      .migration, tick: 0,
      entity: entityKey(specification.institutions[i].id) ^ entityKey("zone-\(lead)"))
    return -rule.marginWeight * rules.initialMarginMultiplier * rules.marginFloorRate
      - rule.complianceWeight * rules.costPerMarket
      + rule.liquidityWeight * log1p(depth)
      - (zone == standing[i].activeZone ? 0 : rule.switchingCost) + draw.gumbel()
  }

  /// Free cash and tokens of the old zone follow; positions stay where they are, and with them as much
  /// cash as their margin, so that they can be settled.
  private mutating func migrate(_ i: Int, to zone: Int) {
    let old = standing[i].activeZone
    var moved = 0.0
    for asset in 0..<layout.assets {
      let kept = asset == 0 ? marginRequired(of: i, inZone: old) : 0
      let units = holdings[i, old, asset] - kept
      guard units > 0, !isFenced(old, institution: i) else { continue }
      moved += units * price(old, asset)
      _ = move(units, asset: asset, of: i, from: old, to: zone)
    }
    for item in portfolios[i].indices where portfolios[i][item].venue == nil {
      if portfolios[i][item].zone == old { portfolios[i][item].zone = zone }
    }
    standing[i].activeZone = zone
    tally.migratedActivity += moved
    record(.migration, who: i, amount: moved)
  }

  /// Initial margin required of an institution at the clearers of a zone.
  private func marginRequired(of i: Int, inZone zone: Int) -> Double {
    (0..<layout.venues).reduce(0) {
      $0 + (layout.zoneOfVenue[$1] == zone ? marginRequired[i * layout.venues + $1] : 0)
    }
  }
}
