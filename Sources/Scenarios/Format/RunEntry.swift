internal import Formats
internal import Simulation

/// Withdraws claims on a debtor once its visible distress passes a threshold.
struct RunEntry: DescribedObject, Equatable {
  var distressThreshold = Distribution.constant(0.5)
  var callShare = 1.0
  var informationLagHours = 0.0
  var reactionHours = Distribution.constant(0)

  static let object = ObjectDescription(
    "Run", "Withdraws claims on a debtor once its visible distress passes a threshold.",
    initial: RunEntry()
  ) {
    Field(
      "distress_threshold", \.distressThreshold, .amount(.fraction, unit: "of equity"),
      """
      Share of the debtor's equity lost, on what can be seen, above which it withdraws; each member of a \
      population draws its own.
      """)
    Field(
      optional: "call_share", \.callShare, .fraction,
      "Share of the claim that is called in an hour once it runs.")
    Field(
      optional: "information_lag_hours", \.informationLagHours, .hours(),
      "Age of what it sees; zero is public information.")
    Field(
      optional: "reaction_hours", \.reactionHours, .amount(unit: "h"),
      """
      Time for which it must have seen distress before it first calls; each member of a population draws its \
      own.
      """)
  }

  /// Nobody who waits a thousand years is ever seen to react.
  private static let longestHours = 1e7

  func run(of id: String, _ draws: Draws) -> RunBehaviour {
    RunBehaviour(
      distressThreshold: draws.value(distressThreshold, "\(id) run distress_threshold"),
      callShare: callShare, informationLagHours: informationLagHours,
      reactionHours: min(Self.longestHours, draws.value(reactionHours, "\(id) run reaction_hours")))
  }
}
