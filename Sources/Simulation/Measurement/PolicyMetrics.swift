internal import Contagion
internal import Glibc
internal import Regimes

/// Capital efficiency.
let efficiencyMetrics: [ReplicateMetric] = [
  .init(
    "collateral_locked", unit: "money", "margin, funds and clients' collateral at the start",
    .capitalEfficiency, .lowerIsBetter, cadence: "at the start"
  ) { _, start in start.start.collateral },
  .init(
    "notional_over_collateral", unit: "ratio", "open notional over collateral locked at the start",
    .capitalEfficiency, .higherIsBetter, cadence: "at the start",
    asks: "how efficient capital is"
  ) { _, start in
    start.start.collateral > 0 ? start.start.notional / start.start.collateral : nil
  },
  .init(
    "margin_over_full_netting", unit: "ratio",
    "initial margin over that with everything in one netting set, both by the mean rules",
    .capitalEfficiency, .lowerIsBetter, cadence: "at the start",
    asks: "how efficient capital is: margin that walls add, whatever the rules"
  ) { _, start in start.start.marginOverFullNetting },
  .init(
    "netting_efficiency", unit: "fraction", "one less net over gross positions, by clearer",
    .capitalEfficiency, .higherIsBetter, cadence: "at the start"
  ) { _, start in start.start.nettingEfficiency },
  .init(
    "collateral_trapped", unit: "money", "excess at some clearers of those short at others",
    .capitalEfficiency, .lowerIsBetter
  ) { world, _ in world.efficiency().trapped },
  .init(
    "transfers_blocked", unit: "money", "cash that a ring-fence kept from leaving", .externality
  ) { world, _ in world.tally.wallBlocked },
]

/// How soon and how well risk is seen.
let discoveryMetrics: [ReplicateMetric] = [
  .init(
    "detection_delay_hours", unit: "hours",
    "mean time from breach to detection; a breach not seen counts to the end", .riskDiscovery,
    .lowerIsBetter, asks: "how soon risk is seen"
  ) { world, _ in world.meanDetectionDelay() },
  .init(
    "breaches", unit: "institutions", "institutions truly in breach", .riskDiscovery,
    .lowerIsBetter
  ) { world, _ in Double(world.supervision.breachTick.count { $0 != nil }) },
  .init(
    "breaches_undetected", unit: "institutions", "breaches that no authority saw", .riskDiscovery,
    .lowerIsBetter
  ) { world, _ in
    Double(
      world.standing.indices.count {
        world.supervision.breachTick[$0] != nil && world.supervision.detectionTick[$0] == nil
      })
  },
  .init(
    "picture_error", unit: "fraction", "mean absolute error of the equity ratios that are seen",
    .riskDiscovery, .lowerIsBetter
  ) { world, _ in
    world.supervision.pictures > 0
      ? world.supervision.pictureError / Double(world.supervision.pictures) : nil
  },
  .init(
    "false_alarms", unit: "actions", "measures against institutions that were sound",
    .riskDiscovery, .lowerIsBetter
  ) { world, _ in Double(world.supervision.falseAlarms) },
  .init(
    "price_dispersion", unit: "log points", "widest gap between zones over all assets",
    .riskDiscovery, .lowerIsBetter, cadence: "every tick"
  ) { _, start in start.widestGap.max() },
  .init(
    "dispersion_half_life_hours", unit: "hours", "from the widest gap until half of it is left",
    .riskDiscovery, .lowerIsBetter, cadence: "every tick"
  ) { world, start in
    start.gapHalfLifeTicks.map { Double($0) * world.specification.clock.tickHours }
  },
]

/// What rules cost, where business goes, and whom a loss hits elsewhere.
let costMetrics: [ReplicateMetric] = [
  .init(
    "compliance_cost", unit: "money", "compliance cost of the horizon, transition included",
    .compliance, .lowerIsBetter, asks: "what prevention costs"
  ) { world, _ in world.tally.complianceCost },
  .init(
    "compliance_cost_per_institution", unit: "money", "the same over institutions", .compliance,
    .lowerIsBetter
  ) { world, _ in
    world.layout.institutions > 0
      ? world.tally.complianceCost / Double(world.layout.institutions) : nil
  },
  .init(
    "compliance_cost_per_market", unit: "money",
    "the same over markets entered; places in one zone are one market", .compliance,
    .lowerIsBetter
  ) { world, _ in
    let markets = world.layout.homeZone.indices.reduce(0) {
      $0 + world.operatingZones(of: $1).count
    }
    return markets > 0 ? world.tally.complianceCost / Double(markets) : nil
  },
  .init(
    "compliance_growth_exponent", unit: "1",
    "least-squares slope of log yearly cost on log number of markets; empty if all have as many",
    .compliance
  ) { world, _ in world.complianceGrowthExponent() },
  .init(
    "compliance_best_fit", unit: "1 linear, 2 quadratic, 3 exponential",
    "law of growth of yearly cost in markets with the least information criterion", .compliance
  ) { world, _ in GrowthFits(world.complianceCosts()).map { Double($0.best) } },
  .init(
    "compliance_aic_quadratic", unit: "1",
    "information criterion of the quadratic law over that of the linear law", .compliance
  ) { world, _ in GrowthFits(world.complianceCosts()).map { $0.quadratic - $0.linear } },
  .init(
    "compliance_aic_exponential", unit: "1",
    "information criterion of the exponential law over that of the linear law", .compliance
  ) { world, _ in GrowthFits(world.complianceCosts()).map { $0.exponential - $0.linear } },
  .init(
    "activity_hhi", unit: "1", "Herfindahl index of equity by zone of activity", .arbitrage
  ) { world, _ in world.activityConcentration() },
  .init(
    "clients_abroad", unit: "fraction",
    "share of clients' open notional at venues outside their home's zone, at the end", .arbitrage
  ) { world, _ in world.clientsAbroad() },
  .init(
    "migrated", unit: "money", "cash and tokens that moved with migrants, burn-in included",
    .arbitrage
  ) {
    world, _ in world.tally.migratedActivity
  },
  .init("arbitraged", unit: "money", "money that crossed zones by arbitrage", .arbitrage) {
    world, _ in world.tally.arbitraged
  },
  .init(
    "loss_abroad", unit: "ratio",
    "loss of institutions outside the zone first hit over loss inside; empty without one",
    .externality, .lowerIsBetter
  ) { world, start in world.lossAbroad(start.startEquities) },
]

extension World {
  fileprivate func meanDetectionDelay() -> Double? {
    var total = 0.0
    var count = 0
    for i in 0..<layout.institutions {
      guard let breach = supervision.breachTick[i] else { continue }
      let seen = supervision.detectionTick[i] ?? specification.clock.ticks
      total += Double(max(0, seen - breach)) * specification.clock.tickHours
      count += 1
    }
    return count > 0 ? total / Double(count) : nil
  }

  /// Markets and yearly cost of each institution with a cost, after entry and exit.
  fileprivate func complianceCosts() -> [(markets: Double, cost: Double)] {
    (0..<layout.institutions).compactMap { i in
      let cost = yearlyComplianceCost(of: i)
      return cost > 0 ? (Double(operatingZones(of: i).count), cost) : nil
    }
  }

  /// OLS of log cost on log markets over institutions with a cost.
  fileprivate func complianceGrowthExponent() -> Double? {
    let points = complianceCosts().map { (x: log($0.markets), y: log($0.cost)) }
    guard points.count > 1 else { return nil }
    let count = Double(points.count)
    let meanX = points.reduce(0) { $0 + $1.x } / count
    let meanY = points.reduce(0) { $0 + $1.y } / count
    let spread = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    guard spread > 1e-12 else { return nil }
    return points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / spread
  }

  fileprivate func activityConcentration() -> Double {
    var shares = [Double](repeating: 0, count: layout.zones)
    let equity = equities()
    for i in 0..<layout.institutions { shares[standing[i].activeZone] += max(0, equity[i]) }
    return herfindahlIndex(shares)
  }

  fileprivate func clientsAbroad() -> Double? {
    var total = 0.0
    var abroad = 0.0
    for segment in accounts.segments {
      let zone = layout.zoneOfVenue[segment.venue]
      for m in segment.range {
        let notional = abs(accounts.quantity[m]) * price(zone, segment.asset)
        total += notional
        let home = regime.zones.zoneOfJurisdiction[Int(accounts.jurisdiction[m])]
        if home != zone { abroad += notional }
      }
    }
    return total > 0 ? abroad / total : nil
  }

  fileprivate func lossAbroad(_ start: [Double]) -> Double? {
    guard
      let first = journal.entries.first(where: {
        $0.kind == .shock || $0.kind == .supervisoryAction
      })
    else { return nil }
    let home = layout.homeZone[first.who]
    let equity = equities()
    var inside = 0.0
    var outside = 0.0
    for i in 0..<layout.institutions {
      let loss = start[i] - equity[i]
      if layout.homeZone[i] == home { inside += loss } else { outside += loss }
    }
    return inside > 0 ? outside / inside : nil
  }
}
