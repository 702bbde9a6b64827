/// Metrics of consolidation; only where some institution may merge.
func mergerMetrics(of specification: WorldSpecification) -> [ReplicateMetric] {
  guard specification.institutions.contains(where: { $0.behaviour.consolidation != nil }) else {
    return []
  }
  return [
    .init("mergers", unit: "mergers", "institutions that others took over", .compliance) {
      world, _ in Double(world.standing.count { $0.mergedInto != nil })
    }
  ]
}
