/// A market that an oracle reads.
package enum OracleFeed: Sendable, Equatable {
  /// The price of a jurisdiction's zone.
  case jurisdiction(Int)
  /// The settlement mark of a venue, by institution.
  case venue(Int)
  /// The spot price of a pool, for its token alone.
  case pool(Int)
}

/// A feed, and what it counts in a mean.
package struct WeightedFeed: Sendable, Equatable {
  package var feed: OracleFeed
  package var weight: Double

  package init(feed: OracleFeed, weight: Double) {
    self.feed = feed
    self.weight = weight
  }
}

/// How an oracle makes one price of its feeds.
package enum OracleAggregation: String, Sendable, CaseIterable {
  /// The mean, by weight.
  case mean
  /// The weighted median: half of the weight is on either side of it.
  case median
}

/// An oracle that several venues may use.
package struct OracleSpecification: Sendable, Equatable {
  package var id: String
  package var feeds: [WeightedFeed]
  package var aggregation = OracleAggregation.mean
  package var latencyHours = 0.0
  /// Longest time between two publications.
  package var heartbeatHours = Double.infinity
  /// Relative move since the last publication above which it publishes again.
  package var deviationThreshold = 0.0
  /// Who operates it: in default it publishes no more, and its home's audits scale the hazard.
  package var operatorInstitution: Int?
  /// What it runs on: oracles of one standard may fail together; nil is that of its operator's home.
  package var standard: String?

  package init(id: String, feeds: [WeightedFeed]) {
    self.id = id
    self.feeds = feeds
  }
}

/// Random failures of oracles, shared and own alike: each repeats its last price for a while.
package struct OracleHazard: Sendable, Equatable {
  /// Expected number a year of one oracle under an audit scale of one.
  package var ratePerYear: Double
  package var durationHours: Double

  package init(ratePerYear: Double, durationHours: Double) {
    self.ratePerYear = ratePerYear
    self.durationHours = durationHours
  }
}

/// Whose published prices an event touches.
package enum OracleTarget: Sendable, Equatable {
  /// A named oracle: all its users together.
  case oracle(Int)
  /// What one venue reads, by institution.
  case venue(Int)
}
