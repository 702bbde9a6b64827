internal import Regimes

/// What counterparties are exposed to, where a world has contracts off venues.
let bilateralMetrics: [ReplicateMetric] = [
  .init(
    "netted_exposure_start", unit: "money",
    "value of positions owed to an institution, net in each pair and at each clearer; mean over "
      + "the parties to contracts off venues", .capitalEfficiency, .lowerIsBetter,
    cadence: "at the start"
  ) { _, start in start.start.nettedExposure },
  .init(
    "cleared_share_start", unit: "fraction",
    "share of the value of contracts agreed off venues that is cleared", .capitalEfficiency,
    cadence: "at the start"
  ) { _, start in start.start.clearedShare },
  .init(
    "replacement_cost", unit: "money",
    "cost of entering contracts anew after a counterparty's default", .stability, .lowerIsBetter
  ) { world, _ in world.tally.replacementCost },
]

extension World {
  /// Mean positive netted exposure of the parties to contracts off venues, nil without any.
  ///
  ///     Σ_k max(0, Σ_a B[i,k,a]·p) + Σ_clearers max(0, Σ_a Q[i,clearer,a]·p)
  ///
  /// Positions at one clearer net under one contract standard. In Duffie and Zhu (2011, Review of Asset
  /// Pricing Studies 1) and Cont and Kokholm (2014, Statistics and Risk Modeling 31) the positions are
  /// drawn, and the mean over draws is their expected exposure.
  func meanNettedExposure() -> Double? {
    var isParty = [Bool](repeating: false, count: layout.institutions)
    for each in specification.bilateralPositions {
      isParty[each.holder] = true
      isParty[each.counterparty] = true
    }
    let parties = isParty.indices.filter { isParty[$0] }
    guard !parties.isEmpty else { return nil }
    let all = parties.reduce(0) { $0 + pairExposure(of: $1) + clearedExposure(of: $1) }
    return all / Double(parties.count)
  }

  private func pairExposure(of i: Int) -> Double {
    bilateral.sides(of: i).reduce(0) { sum, side in
      sum + max(0, value(of: bilateral[side].quantity, zone: bilateral[side].zone))
    }
  }

  private func value(of units: [Double], zone: Int) -> Double {
    units.indices.reduce(0) { $0 + units[$1] * price(zone, $1) }
  }

  private func clearedExposure(of i: Int) -> Double {
    var net: [(clearer: Int, standard: String, value: Double)] = []
    for venue in 0..<layout.venues {
      var value = 0.0
      for asset in 1..<max(1, layout.assets) where positions[i, venue, asset] != 0 {
        value += positions[i, venue, asset] * price(layout.zoneOfVenue[venue], asset)
      }
      guard value != 0 else { continue }
      let clearer = layout.clearerOfVenue[venue]
      let standard = rulebook(ofVenue: venue).contractStandard
      if let found = net.firstIndex(where: { $0.clearer == clearer && $0.standard == standard }) {
        net[found].value += value
      } else {
        net.append((clearer, standard, value))
      }
    }
    return net.reduce(0) { $0 + max(0, $1.value) }
  }

  /// Share of what was agreed off venues that novation took to a venue, by value; nil without any.
  func clearedShareOfContracts() -> Double? {
    var agreed = 0.0
    var cleared = 0.0
    for each in specification.bilateralPositions {
      let zone = layout.homeZone[min(each.holder, each.counterparty)]
      let value = abs(each.quantity) * price(zone, each.asset)
      agreed += value
      if isCleared(each) { cleared += value }
    }
    return agreed > 0 ? cleared / agreed : nil
  }

  /// Value of contracts off venues, each counted once.
  func bilateralNotional() -> Double {
    bilateral.sides.reduce(0) { $0 + grossValue(of: $1) } / 2
  }

  /// Gross value of what a node holds off venues.
  func bilateralValue(of node: Int) -> Double {
    bilateral.sides(of: node).reduce(0) { $0 + grossValue(of: bilateral[$1]) }
  }

  private func grossValue(of side: BilateralSide) -> Double {
    side.quantity.indices.reduce(0) { $0 + abs(side.quantity[$1]) * price(side.zone, $1) }
  }
}
