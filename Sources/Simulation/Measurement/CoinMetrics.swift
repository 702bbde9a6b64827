/// Metrics of stablecoins with holders who run, or with shares; absent where there are none.
func coinMetrics(of specification: WorldSpecification) -> [ReplicateMetric] {
  specification.assets.enumerated().flatMap { asset, each -> [ReplicateMetric] in
    guard case .stablecoin(_, let face) = each.kind else { return [] }
    let name = each.id.replacingDashes
    var metrics: [ReplicateMetric] = []
    let isHeldByRunners = specification.institutions.contains {
      $0.behaviour.coinRuns.contains { $0.asset == asset && $0.exit == .redeem }
    }
    if !each.coin.runs.isEmpty || isHeldByRunners {
      metrics += [
        ReplicateMetric(
          "queue_\(name)", unit: "money", "face that waits for redemption", .market,
          .lowerIsBetter
        ) { world, _ in world.coins.queued(asset) * face },
        ReplicateMetric(
          "peak_queue_\(name)", unit: "money", "most face that waited for redemption", .market,
          .lowerIsBetter, cadence: "every tick"
        ) { world, _ in world.coins.peakQueue[asset] },
      ]
    }
    if case .shares(let minting) = each.coin.backing {
      metrics.append(
        ReplicateMetric(
          "share_supply_\(name)", unit: "ratio", "units of the share over those at the start",
          .market,
          .lowerIsBetter
        ) { world, _ in world.shareSupply(minting) / minting.supply })
    }
    return metrics
  }
}
