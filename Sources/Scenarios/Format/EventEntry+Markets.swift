internal import Formats

// Events of oracles and pools.

extension EventEntry {
  struct SilentOracle: Equatable {
    var venue: String?
    var oracle: String?
    var durationHours = 1.0

    static let object = ObjectDescription(
      "OracleFailure", "An oracle repeats its last price.", initial: SilentOracle()
    ) {
      Field(
        optional: "venue", \.venue, .orNull(.reference(.venue)),
        "The venue whose reading fails, or null with `oracle`.")
      Field(
        optional: "oracle", \.oracle, .orNull(.reference(.oracle)),
        "The named oracle that fails for all its users, or null with `venue`.")
      Field("duration_hours", \.durationHours, .hours(.positive), "For how long.")
    }
  }

  struct FalsePrice: Equatable {
    var venue: String?
    var oracle: String?
    var asset = ""
    var fraction = 0.0
    var durationHours = 1.0

    static let object = ObjectDescription(
      "OracleManipulation", "Published prices of an asset are moved.", initial: FalsePrice()
    ) {
      Field(
        optional: "venue", \.venue, .orNull(.reference(.venue)),
        "The venue that reads a false price, or null with `oracle`.")
      Field(
        optional: "oracle", \.oracle, .orNull(.reference(.oracle)),
        "The named oracle that publishes it, or null with `venue`.")
      Field("asset", \.asset, .reference(.asset), "Which asset.")
      Field("fraction", \.fraction, .number(.above(-1)), "By how much: −0.1 is a tenth too low.")
      Field("duration_hours", \.durationHours, .hours(.positive), "For how long.")
    }
  }

  struct PoolAttackEntry: Equatable {
    var pool = ""
    var fraction = 0.0
    var durationHours = 1.0
    var attacker: PoolAttackerEntry?

    static let object = ObjectDescription(
      "PoolManipulation",
      """
      Somebody trades against a pool so that its price stands moved, again in every tick, and trades \
      back at the end.
      """, initial: PoolAttackEntry()
    ) {
      Field("pool", \.pool, .reference(.pool), "Which pool.")
      Field(
        "fraction", \.fraction, .number(.strictlyBetween(-1, 1e3)),
        "By how much: 0.5 is half as much again.")
      Field(
        optional: "duration_hours", \.durationHours, .hours(.positive), "How long it is held.")
      Field(
        optional: "attacker", \.attacker, .orNull(.object),
        "Who does it out of its own balance sheet; null is outside, with money without end.")
    }
  }

  /// Events of oracles name a venue or an oracle, not both.
  static let oracleChoice: @Sendable (EventEntry) -> [ObjectDescription<EventEntry>.Complaint] = {
    event in
    let (venue, oracle): (String?, String?)
    switch event.kind {
    case .oracleFailure(let failure): (venue, oracle) = (failure.venue, failure.oracle)
    case .oracleManipulation(let push): (venue, oracle) = (push.venue, push.oracle)
    default: return []
    }
    if (venue == nil) != (oracle == nil) { return [] }
    return [
      .init(
        "venue", found: venue == nil ? "neither venue nor oracle" : "both venue and oracle",
        expected: "one of them")
    ]
  }
}
