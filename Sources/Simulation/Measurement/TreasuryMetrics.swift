/// Metrics of treasuries, bridges and transfers; those of mechanisms that a world does not have are absent.
func treasuryMetrics(of specification: WorldSpecification) -> [ReplicateMetric] {
  var metrics: [ReplicateMetric] = [
    ReplicateMetric(
      "transfers_failed", unit: "money", "value of transfers between zones whose message failed",
      .externality, .lowerIsBetter
    ) { world, _ in world.tally.transfersFailed },
    ReplicateMetric(
      "transfers_undone", unit: "money",
      "value of transfers undone by a default before they were final", .externality
    ) { world, _ in world.tally.transfersUndone },
  ]
  if specification.institutions.contains(where: { $0.behaviour.support != nil }) {
    metrics.append(
      ReplicateMetric(
        "supported", unit: "money", "ordered by treasuries below their floors", .market
      ) { world, _ in world.tally.supported })
  }
  if specification.institutions.contains(where: { !$0.behaviour.backstops.isEmpty }) {
    metrics.append(
      ReplicateMetric(
        "backstopped", unit: "money", "paid by treasuries into the protocols that they protect",
        .stability
      ) { world, _ in world.tally.backstopped })
  }
  let hasWrapped = specification.assets.contains {
    if case .wrapped = $0.kind { true } else { false }
  }
  if hasWrapped {
    metrics.append(
      ReplicateMetric(
        "bridged", unit: "money", "wrapped and unwrapped by arbitrage at bridges", .arbitrage
      ) { world, _ in world.tally.bridged })
  }
  if specification.institutions.contains(where: { !$0.rehypothecation.isEmpty }) {
    metrics.append(
      ReplicateMetric(
        "collateral_velocity", unit: "ratio",
        "claims on tokens in custody and on their borrowers over units that clients gave",
        .capitalEfficiency, cadence: "at the end"
      ) { world, _ in world.collateralVelocity() })
  }
  return metrics
}

extension World {
  /// How many claims stand on a unit that clients do not have segregated, at current prices.
  fileprivate func collateralVelocity() -> Double? {
    var given = 0.0
    var claimed = 0.0
    for each in custody {
      let value = each.units * price(layout.homeZone[each.custodian], each.asset)
      claimed += value
      let isFirst = specification.institutions[each.client].custody.contains {
        $0.custodian == each.custodian && $0.asset == each.asset
      }
      if isFirst { given += value }
    }
    return given > 0 ? claimed / given : nil
  }
}
