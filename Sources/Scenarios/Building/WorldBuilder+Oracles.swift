internal import Formats
internal import Simulation

extension WorldBuilder {
  func oracles() -> [OracleSpecification] {
    document.oracles.map { entry in
      var oracle = OracleSpecification(
        id: entry.id,
        feeds: entry.feeds.map { WeightedFeed(feed: feed($0.market), weight: $0.weight) })
      oracle.aggregation = entry.aggregation
      oracle.latencyHours = entry.latencyHours
      oracle.heartbeatHours = entry.heartbeatHours
      oracle.deviationThreshold = entry.deviationThreshold
      oracle.operatorInstitution = entry.operatorInstitution.map(roster.institution)
      oracle.standard = entry.standard
      return oracle
    }
  }

  private func feed(_ market: FeedEntry.Market) -> OracleFeed {
    switch market {
    case .jurisdiction(let id): .jurisdiction(roster.jurisdiction(id))
    case .venue(let id): .venue(roster.institution(id))
    case .pool(let id): .pool(poolIndex(id))
    }
  }

  // References were checked when the scenario was read.

  func poolIndex(_ id: String) -> Int {
    guard let index = document.pools.firstIndex(where: { $0.id == id }) else {
      preconditionFailure("the pool \(id) was not declared")
    }
    return index
  }

  /// The oracle or venue that an event names; exactly one is there.
  func target(oracle: String?, venue: String?) -> OracleTarget {
    if let index = document.oracles.firstIndex(where: { $0.id == oracle }) { return .oracle(index) }
    return .venue(roster.institution(venue ?? ""))
  }

  func oracleFailure(_ failure: EventEntry.SilentOracle) -> ScheduledEvent.Kind {
    switch target(oracle: failure.oracle, venue: failure.venue) {
    case .oracle(let oracle):
      .namedOracleFailure(oracle: oracle, durationHours: failure.durationHours)
    case .venue(let venue): .oracleFailure(venue: venue, durationHours: failure.durationHours)
    }
  }
}
