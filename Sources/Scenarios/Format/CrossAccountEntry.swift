internal import Formats
internal import Regimes
internal import Simulation

/// A group of cross-margin accounts, drawn one by one.
struct CrossAccountGroupEntry: DescribedObject, Equatable {
  var id = ""
  var venue = ""
  var count = 1
  var positions: [CrossPositionEntry] = []
  var correlation = 0.0
  var size = Distribution.constant(1)
  var leverage = Distribution.constant(1)
  var collateral: CollateralEntry?
  var closing = ClosingRule.worstFirst
  var offset = 0.0
  var jurisdiction: String?
  var client = ClientClass.retail

  static let object = ObjectDescription(
    "CrossAccountGroup",
    """
    Small margin accounts at a venue with a position in each of several contracts, which share what \
    is posted: cross margin.
    """, initial: CrossAccountGroupEntry()
  ) {
    Field("id", \.id, .identifier(.accountGroup), "The name of the group; it keys its draws.")
    Field("venue", \.venue, .reference(.venue), "Where they trade.")
    Field("count", \.count, .integer(.between(1, 10_000_000)), "How many there are.")
    Field(
      "positions", \.positions, .array(of: .object, count: 1...64),
      "What they trade: every account has a position in each.")
    Field(
      optional: "correlation", \.correlation, .number(.between(-1, 1)),
      """
      Correlation of the scores that decide an account's direction in each further contract with \
      the score in the first: 1 is the same side wherever sides are as large, −1 the other.
      """)
    Field(
      optional: "size", \.size, .amount(.positive, unit: "relative"),
      "Relative sizes, one an account, scaled to the notional of its side in each contract.")
    Field(
      "leverage", \.leverage, .amount(.positive, unit: "×"),
      "Notional of all positions over the value of what is posted.")
    Field(
      optional: "collateral", \.collateral, .orNull(.object),
      "What of the margin is posted in a token, for all positions together; null is none.")
    Field(
      optional: "closing", \.closing, .choice,
      "Which positions of an account under maintenance are closed.")
    Field(
      optional: "offset", \.offset, .fraction,
      """
      Share of their maintenance margins that long and short positions of an account are let off against \
      each other; 0 is none, 1 leaves the difference.
      """)
    Field(
      optional: "jurisdiction", \.jurisdiction, .orNull(.reference(.jurisdiction)),
      "Home of the clients; null is the venue's.")
    Field(optional: "client", \.client, .choice, "Which gates let them pass.")
  }
  .checking { group in
    var complaints: [ObjectDescription<CrossAccountGroupEntry>.Complaint] = []
    let assets = group.positions.map(\.asset)
    if Set(assets).count < assets.count {
      complaints.append(
        .init(
          "positions", found: "two positions in the same contract",
          expected: "each contract once"))
    }
    if group.count < 2, group.positions.contains(where: { $0.long > 0 && $0.short > 0 }) {
      complaints.append(
        .init("count", found: "1", expected: "at least 2, because both sides are held"))
    }
    return complaints
  }
}

/// What cross-margin accounts hold of one contract.
struct CrossPositionEntry: DescribedObject, Equatable {
  var asset = ""
  var long = 0.0
  var short = 0.0

  static let object = ObjectDescription(
    "CrossPosition", "What cross-margin accounts hold of one contract, all together.",
    initial: CrossPositionEntry()
  ) {
    Field("asset", \.asset, .reference(.asset), "What they trade.")
    Field(
      optional: "long", \.long, .money(),
      """
      Of all long positions, at the asset's price; its share of both sides is the probability that an \
      account is long.
      """)
    Field(optional: "short", \.short, .money(), "Of all short positions, at the asset's price.")
  }
  .checking {
    $0.long + $0.short > 0
      ? [] : [.init("long", found: "no notional on either side", expected: "a positive one")]
  }
}

extension ClosingRule: Choice {
  package var meaning: String {
    switch self {
    case .worstFirst:
      "the position with the largest loss, and the next only while the rest is under maintenance"
    case .proRata: "all positions alike"
    }
  }
}
