/// Reports, inspections and measures of authorities, and what they did to others.
let supervisionMetrics: [ReplicateMetric] = [
  .init(
    "stress_picture_error", unit: "fraction",
    "mean absolute error of the equity ratios that authorities see under stress", .riskDiscovery,
    .lowerIsBetter
  ) { world, _ in
    world.supervision.stressPictures > 0
      ? world.supervision.stressError / Double(world.supervision.stressPictures) : nil
  },
  .init(
    "misreports", unit: "institutions", "institutions that overstated their equity",
    .riskDiscovery, .lowerIsBetter
  ) { world, _ in Double(world.supervision.misreports.firstTick.count { $0 != nil }) },
  .init(
    "misreports_found", unit: "institutions", "those of them that were found out", .riskDiscovery
  ) { world, _ in Double(world.supervision.misreports.foundTick.count { $0 != nil }) },
  .init(
    "misreport_delay_hours", unit: "hours",
    "mean time from the first false report to its discovery; one not found counts to the end",
    .riskDiscovery, .lowerIsBetter
  ) { world, _ in world.meanMisreportDelay() },
  .init(
    "attestations", unit: "commitments", "commitments of venues to what they owe", .riskDiscovery
  ) { world, _ in Double(world.supervision.attestation.attestations) },
  .init(
    "attestation_leaves", unit: "leaves", "leaves that were new in them or had changed",
    .riskDiscovery
  ) { world, _ in Double(world.supervision.attestation.leavesUpdated) },
  .init(
    "attestation_hashes", unit: "hashes", "hashes that they took", .riskDiscovery
  ) { world, _ in Double(world.supervision.attestation.hashes) },
  .init(
    "proofs_failed", unit: "proofs", "clients who did not find all that they have", .riskDiscovery
  ) { world, _ in Double(world.supervision.attestation.failedProofs) },
  .init(
    "forborne", unit: "institutions", "breaches that were found and let rest", .riskDiscovery
  ) { world, _ in Double(world.supervision.isForborne.count { $0 }) },
  .init(
    "liquidity_support", unit: "money", "lent by lenders of last resort", .stability
  ) { world, _ in world.supervision.measures.supportDrawn },
  .init(
    "clients_shut_out", unit: "money",
    "notional of clients whom a geofence or the end of their venue sent away", .arbitrage
  ) { world, _ in world.supervision.measures.departedNotional },
  .init(
    "losses_kept_out", unit: "money",
    "what creditors behind walls have more than their share of one estate", .externality
  ) { world, _ in world.lossesKeptOut() },
  .init(
    "measure_loss_abroad", unit: "ratio",
    "loss after the first measure outside the acting zone over that inside; empty without one",
    .externality, .lowerIsBetter
  ) { world, _ in world.lossAbroadOfFirstMeasure() },
]

extension World {
  fileprivate func meanMisreportDelay() -> Double? {
    let state = supervision.misreports
    var total = 0.0
    var count = 0
    for i in 0..<layout.institutions {
      guard let first = state.firstTick[i] else { continue }
      total += Double((state.foundTick[i] ?? specification.clock.ticks) - first)
      count += 1
    }
    return count > 0 ? total / Double(count) * specification.clock.tickHours : nil
  }

  fileprivate func lossAbroadOfFirstMeasure() -> Double? {
    guard let first = supervision.firstMeasure else { return nil }
    let equity = equities()
    var inside = 0.0
    var outside = 0.0
    for i in 0..<layout.institutions {
      let loss = first.equity[i] - equity[i]
      if layout.homeZone[i] == first.zone { inside += loss } else { outside += loss }
    }
    return inside > 0 ? outside / inside : nil
  }
}
