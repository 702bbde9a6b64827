internal import Formats
internal import Simulation

/// Who manipulates a pool, as written.
struct PoolAttackerEntry: DescribedObject, Equatable {
  var institution = ""
  var borrowsAt: String?
  var loanToValue = 0.75
  var liquidationThreshold = 0.8

  static let object = ObjectDescription(
    "PoolAttacker",
    """
    An institution that trades against a pool with its own cash and tokens, and may borrow on the token \
    at the price that it has made, and leave the loan behind (as at Inverse Finance in April 2022).
    """, initial: PoolAttackerEntry()
  ) {
    Field(
      "institution", \.institution, .reference(.institution),
      "Whose cash and tokens in the pool's zone are used.")
    Field(
      optional: "borrows_at", \.borrowsAt, .orNull(.reference(.venue)),
      "The lending protocol in the same zone that lends on the token; null: it only trades.")
    Field(
      optional: "loan_to_value", \.loanToValue, .number(.share),
      "Share of the token's value at the protocol's oracle that is borrowed.")
    Field(
      optional: "liquidation_threshold", \.liquidationThreshold, .number(.share),
      "Share of the collateral's value up to which that loan is healthy.")
  }
  .checking {
    $0.loanToValue <= $0.liquidationThreshold
      ? []
      : [
        .init(
          "loan_to_value", found: JSONText.number($0.loanToValue),
          expected:
            "at most the liquidation threshold (\(JSONText.number($0.liquidationThreshold)))")
      ]
  }
}

extension WorldBuilder {
  func attacker(_ entry: PoolAttackerEntry) -> PoolAttacker {
    var attacker = PoolAttacker(
      institution: roster.institution(entry.institution),
      borrowsAt: entry.borrowsAt.map(roster.institution))
    attacker.loanToValue = entry.loanToValue
    attacker.liquidationThreshold = entry.liquidationThreshold
    return attacker
  }
}
