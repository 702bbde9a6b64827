internal import Formats
internal import Simulation

/// Leaves a stablecoin or wrapped token that it holds.
struct HeldCoinRunEntry: DescribedObject, Equatable {
  var asset = ""
  var signal = CoinRun.Signal.price
  var threshold = Distribution.constant(0.9)
  var exitShare = 1.0
  var reactionHours = Distribution.constant(0)
  var informationLagHours = 0.0
  var exit = CoinRun.Exit.redeem

  static let object = ObjectDescription(
    "HeldCoinRun",
    """
    Leaves a stablecoin or wrapped token that it holds once what it sees of the peg or of what stands \
    behind it is below a threshold.
    """, initial: HeldCoinRunEntry()
  ) {
    Field("asset", \.asset, .reference(.asset), "A stablecoin or a wrapped token.")
    Field("signal", \.signal, .choice, "What it watches; of a wrapped token, over its underlying.")
    Field(
      "threshold", \.threshold, .amount(.nonNegative, unit: "ratio"),
      "Value of the signal below which it leaves; each member of a population draws its own.")
    Field(
      optional: "exit_share", \.exitShare, .fraction,
      "Share of what it holds that goes in an hour once it runs.")
    Field(
      optional: "reaction_hours", \.reactionHours, .amount(unit: "h"),
      """
      Time for which it must have seen distress before it leaves; each member of a population draws its \
      own.
      """)
    Field(
      optional: "information_lag_hours", \.informationLagHours, .hours(),
      "Age of what it sees; zero is public information.")
    Field(
      "exit", \.exit, .choice,
      "How it leaves; what is redeemed waits in the issuer's queue, or is unwrapped at the bridge.")
  }

  /// Nobody who waits a thousand years is ever seen to react.
  private static let longestHours = 1e7

  func run(of id: String, _ roster: Roster, _ draws: Draws) -> HeldCoinRun {
    var run = HeldCoinRun(
      asset: roster.asset(asset), signal: signal,
      threshold: draws.value(threshold, "\(id) coin_runs \(asset) threshold"), exit: exit)
    run.exitShare = exitShare
    run.reactionHours = min(
      Self.longestHours, draws.value(reactionHours, "\(id) coin_runs \(asset) reaction_hours"))
    run.informationLagHours = informationLagHours
    return run
  }
}
