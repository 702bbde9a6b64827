package import Formats
package import Simulation

/// An oracle that several venues may use, as written.
struct OracleEntry: DescribedObject, Equatable {
  var id = ""
  var feeds: [FeedEntry] = []
  var aggregation = OracleAggregation.mean
  var latencyHours = 0.0
  var heartbeatHours = Double.infinity
  var deviationThreshold = 0.0
  var operatorInstitution: String?
  var standard: String?

  static let object = ObjectDescription(
    "Oracle",
    """
    An oracle that venues share. Assets that none of its feeds quotes are read by each venue in its \
    own zone.
    """, initial: OracleEntry()
  ) {
    Field("id", \.id, .identifier(.oracle), "The name by which venues use it.")
    Field("feeds", \.feeds, .array(of: .object, count: 1...Int.max), "The markets that it reads.")
    Field(
      optional: "aggregation", \.aggregation, .choice, "How it makes one price of its feeds.")
    Field(
      optional: "latency_hours", \.latencyHours, .hours(), "Age of the prices that it publishes.")
    Field(
      optional: "heartbeat_hours", \.heartbeatHours, .orInfinite(.positive, unit: "h"),
      "Longest time between two publications; null is no limit.")
    Field(
      optional: "deviation_threshold", \.deviationThreshold, .fraction,
      "Relative move since it last published above which it publishes again.")
    Field(
      optional: "operator", \.operatorInstitution, .orNull(.reference(.institution)),
      """
      Who operates it: in default it publishes no more, and the audits of its home scale the hazard; \
      null is nobody in the model.
      """)
    Field(
      optional: "standard", \.standard, .orNull(.string),
      """
      What it runs on: oracles of one standard share the part of the hazard that is in common \
      (`commonality` of the regime). Null: the standard of its operator's home.
      """)
  }
}

/// A market that an oracle reads, and its weight.
struct FeedEntry: DescribedObject, Equatable {
  enum Market: Equatable {
    case jurisdiction(String)
    case venue(String)
    case pool(String)
  }

  private struct Name<Kind: FeedKind>: DescribedObject {
    var id = ""

    static var object: ObjectDescription<Name> {
      ObjectDescription(Kind.title, Kind.summary, initial: Name()) {
        Field("id", \.id, .reference(Kind.kind), "Which one.")
      }
    }
  }

  var market = Market.jurisdiction("")
  var weight = 1.0

  static let object = ObjectDescription(
    "Feed", "A market that an oracle reads.", initial: FeedEntry()
  ) {
    Variants("market", \.market, "What it reads.") {
      Variant("jurisdiction", Name<ZoneFeed>.object) {
        .jurisdiction($0.id)
      } unwrap: {
        if case .jurisdiction(let id) = $0 { Name(id: id) } else { nil }
      }
      Variant("venue", Name<VenueFeed>.object) {
        .venue($0.id)
      } unwrap: {
        if case .venue(let id) = $0 { Name(id: id) } else { nil }
      }
      Variant("pool", Name<PoolFeed>.object) {
        .pool($0.id)
      } unwrap: {
        if case .pool(let id) = $0 { Name(id: id) } else { nil }
      }
    }
    Field(
      optional: "weight", \.weight, .number(.positive), "Weight in the mean or median.")
  }
}

private protocol FeedKind: Sendable {
  static var title: String { get }
  static var summary: String { get }
  static var kind: EntityKind { get }
}

private enum ZoneFeed: FeedKind {
  static let title = "ZoneFeed"
  static let summary = "The price of a jurisdiction's zone."
  static let kind = EntityKind.jurisdiction
}

private enum VenueFeed: FeedKind {
  static let title = "VenueFeed"
  static let summary = "The settlement mark of a venue, as of the pass before."
  static let kind = EntityKind.venue
}

private enum PoolFeed: FeedKind {
  static let title = "PoolFeed"
  static let summary = "The spot price of a pool, for its token alone."
  static let kind = EntityKind.pool
}

extension OracleHazard: DescribedObject {
  package static let object = ObjectDescription(
    "OracleHazard",
    """
    Random failures: each oracle, shared or a venue's own, repeats its last price for a while. A \
    shared one takes all its users along; the probability of each is the same.
    """, initial: OracleHazard(ratePerYear: 0, durationHours: 1)
  ) {
    Field(
      "rate_per_year", \.ratePerYear, .number(.nonNegative, unit: "per year"),
      "Expected number for one oracle under an audit scale of one.")
    Field(
      optional: "duration_hours", \.durationHours, .hours(.positive), "How long a failure takes.")
  }
}
