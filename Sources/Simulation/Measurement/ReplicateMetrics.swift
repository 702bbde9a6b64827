internal import Contagion

/// A metric with one value for each regime and replicate.
package struct ReplicateMetric: Sendable {
  package let description: MetricDescription
  let value: @Sendable (World, Observations) -> Double?

  init(
    _ name: String, unit: String, _ meaning: String, _ group: MetricGroup,
    _ direction: MetricDirection = .neutral, cadence: String = "at the end",
    asks question: String? = nil,
    _ value: @escaping @Sendable (World, Observations) -> Double?
  ) {
    description = MetricDescription(
      name, unit: unit, meaning, group: group, level: .replicate, cadence: cadence,
      direction: direction, headlineQuestion: question)
    self.value = value
  }
}

/// The metrics of a world, in the order of the columns of `runs.csv`.
package func replicateMetrics(of specification: WorldSpecification) -> [ReplicateMetric] {
  stabilityMetrics + defaultMetrics(of: specification) + channelMetrics + marketMetrics
    + specification.assets.enumerated().dropFirst().flatMap {
      assetMetrics($0.offset, $0.element)
    }
    + coinMetrics(of: specification) + treasuryMetrics(of: specification)
    + poolMetrics(of: specification) + lendingMetrics(of: specification)
    + creditMetrics(of: specification) + mergerMetrics(of: specification)
    + efficiencyMetrics + clearingMetrics(of: specification)
    + procyclicalityMetrics + discoveryMetrics + costMetrics + supervisionMetrics
    + activityMetrics(of: specification)
}

/// The metrics of clearing that a world can have anything of.
private func clearingMetrics(of specification: WorldSpecification) -> [ReplicateMetric] {
  let hasAuctions = specification.institutions.contains { $0.venue?.closeOut == .auction }
  return (specification.bilateralPositions.isEmpty ? [] : bilateralMetrics)
    + (hasAuctions ? auctionMetrics : [])
    + (specification.margin.stressScenarios.isEmpty ? [] : defaultFundMetrics)
}

private let stabilityMetrics: [ReplicateMetric] = [
  .init(
    "system_loss", unit: "money", "fall of the equity of institutions and accounts", .stability,
    .lowerIsBetter, asks: "who pays: what is lost in all"
  ) { world, start in start.startEquity - world.systemEquity() },
  .init(
    "system_loss_share", unit: "fraction", "system loss over system equity at the start",
    .stability, .lowerIsBetter
  ) { world, start in
    start.startEquity > 0 ? 1 - world.systemEquity() / start.startEquity : nil
  },
  .init(
    "institution_loss", unit: "money", "fall of the equity of institutions", .stability,
    .lowerIsBetter
  ) { world, start in
    start.startEquities.reduce(0, +) - world.equities().reduce(0, +)
  },
  .init(
    "client_loss", unit: "money", "fall of the equity of accounts and loans", .stability,
    .lowerIsBetter, asks: "who pays: clients"
  ) { world, start in start.startClientEquity - world.clientEquity() },
  .init(
    "greatest_loss", unit: "money", "greatest fall of system equity on the way", .stability,
    .lowerIsBetter
  ) { _, start in start.startEquity - start.leastEquity },
  .init(
    "defaults", unit: "institutions", "institutions in default", .stability, .lowerIsBetter,
    asks: "who fails"
  ) { world, _ in Double(world.standing.count { $0.isInDefault }) },
  .init(
    "defaults_insolvent", unit: "institutions", "defaults by insolvency", .stability,
    .lowerIsBetter
  ) { world, _ in Double(world.standing.count { $0.cause == .insolvent }) },
  .init(
    "defaults_illiquid", unit: "institutions", "defaults by illiquidity", .stability,
    .lowerIsBetter
  ) { world, _ in Double(world.standing.count { $0.cause == .illiquid }) },
  .init(
    "bad_debt", unit: "money", "deficits of accounts and loans beyond their collateral",
    .stability, .lowerIsBetter, asks: "who pays: losses that collateral did not cover"
  ) { world, _ in world.tally.badDebt },
  .init(
    "funds_used", unit: "money", "paid by insurance funds, skin in the game and reserves",
    .stability, .lowerIsBetter
  ) { world, _ in world.tally.fundsUsed },
  .init("funds_exhausted", unit: "funds", "funds used to the end", .stability, .lowerIsBetter) {
    world, _ in Double(world.tally.fundsExhausted)
  },
  .init(
    "mutualised", unit: "money", "paid by surviving members of clearing houses", .stability,
    .lowerIsBetter
  ) { world, _ in world.tally.mutualised },
  .init(
    "unallocated", unit: "money", "holes of clearers that no layer covered", .stability,
    .lowerIsBetter
  ) { world, _ in world.tally.unallocated },
  .init(
    "runs", unit: "institutions", "institutions on which creditors ran", .stability,
    .lowerIsBetter
  ) { world, _ in Double(world.standing.count { $0.isRunUpon }) },
  .init("withdrawn", unit: "money", "called by creditors in fear", .stability) { world, _ in
    world.tally.withdrawn
  },
  .init("credit_drawn", unit: "money", "lent on committed credit lines", .stability) { world, _ in
    world.tally.creditDrawn
  },
  .init("passes", unit: "passes", "passes of the cascade in all ticks", .stability) { world, _ in
    Double(world.tally.passes)
  },
  .init("deepest_cascade", unit: "passes", "most passes in a tick", .stability, .lowerIsBetter) {
    world, _ in Double(world.tally.deepestPass)
  },
  .init(
    "time_to_recovery_hours", unit: "hours",
    "from the least system equity until half of the loss has come back; empty if it never does",
    .stability, .lowerIsBetter
  ) { world, start in
    start.recoveryTick.map {
      Double($0 - start.leastEquityTick) * world.specification.clock.tickHours
    }
  },
  .init(
    "spectral_radius_start", unit: "1", "spectral radius of claims over equity at the start",
    .stability, .lowerIsBetter, cadence: "at the start"
  ) { _, start in start.spectral.first?.spectralRadius },
  .init(
    "spectral_radius_greatest", unit: "1", "its greatest value", .stability, .lowerIsBetter,
    cadence: "at start, end and the spectral interval"
  ) { _, start in start.spectral.compactMap(\.spectralRadius).max() },
  .init(
    "debtrank_start", unit: "fraction", "mean DebtRank impact of one default at the start",
    .stability, .lowerIsBetter, cadence: "at the start"
  ) { _, start in start.spectral.first?.debtRank },
  .init(
    "debtrank_end", unit: "fraction", "mean DebtRank impact of one default at the end",
    .stability, .lowerIsBetter
  ) { _, start in start.spectral.last?.debtRank },
  .init(
    "valuation_gap", unit: "money", "face of claims between institutions less their value",
    .stability, .lowerIsBetter
  ) { world, _ in world.valuationGap() },
  .init("pass_limit_hits", unit: "ticks", "ticks whose cascade was cut off", .stability) {
    world, _ in Double(world.tally.passLimitHits)
  },
  .init(
    "unconverged_solves", unit: "solves", "answers of the exposure core that did not converge",
    .stability
  ) { world, _ in Double(world.coreStatus.unconverged) },
]

private func defaultMetrics(of specification: WorldSpecification) -> [ReplicateMetric] {
  InstitutionKind.allCases.filter { kind in
    specification.institutions.contains { $0.kind == kind }
  }.map { kind in
    ReplicateMetric(
      "defaults_\(kind.rawValue)", unit: "institutions", "defaults of this kind", .stability,
      .lowerIsBetter
    ) { world, _ in
      Double(
        world.standing.indices.count {
          world.standing[$0].isInDefault && world.specification.institutions[$0].kind == kind
        })
    }
  }
}

private let channelMetrics: [ReplicateMetric] = Channel.allCases.map { channel in
  ReplicateMetric(
    "channel_\(channel.name)", unit: "money", "change of system equity through this channel",
    .channels
  ) { world, _ in world.channels.system(channel) }
}
