/// An institution that leaves a stablecoin or wrapped token which it holds, as confidence in it falls.
package struct HeldCoinRun: Sendable, Equatable {
  package var asset: Int
  package var signal: CoinRun.Signal
  /// Value of the signal below which it leaves.
  package var threshold: Double
  /// Share of what it holds that goes in an hour once it runs.
  package var exitShare = 1.0
  /// Time from what it sees to its first exit, if what it sees is still so bad then.
  package var reactionHours = 0.0
  /// Age of what it sees; zero is public information.
  package var informationLagHours = 0.0
  package var exit: CoinRun.Exit

  package init(asset: Int, signal: CoinRun.Signal, threshold: Double, exit: CoinRun.Exit) {
    self.asset = asset
    self.signal = signal
    self.threshold = threshold
    self.exit = exit
  }
}
