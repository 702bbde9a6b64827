/// Metrics of keepers and auctions; each only where the world has what it measures.
func lendingMetrics(of specification: WorldSpecification) -> [ReplicateMetric] {
  let terms = specification.institutions.compactMap { $0.venue?.lending }
  var metrics: [ReplicateMetric] = []
  if specification.institutions.contains(where: { $0.behaviour.keeping != nil }) {
    metrics.append(
      .init(
        "keeper_gain", unit: "money", "what named keepers gained, at the prices of the seizure",
        .market
      ) { world, _ in world.lending.keeperGain })
  }
  if terms.contains(where: { $0.auctionBidders != nil }) {
    metrics.append(
      .init(
        "zero_bid_loss", unit: "money", "debt that bids of nothing left unpaid in auctions",
        .stability, .lowerIsBetter
      ) { world, _ in world.lending.zeroBidLoss })
  }
  if terms.contains(where: { $0.interestPerYear > 0 }) {
    metrics.append(
      .init("interest", unit: "money", "interest added to debt", .market) { world, _ in
        world.lending.interest
      })
  }
  return metrics + coinDebtMetrics(of: specification)
}
