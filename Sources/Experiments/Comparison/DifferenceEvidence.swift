import Results
import Simulation

/// What else is known about a paired difference than its mean and Student's interval.
extension ComparisonRow.Evidence {
  /// `values` and `baseline` by replicate; places where one is missing are left out.
  init(
    _ values: [Double?], over baseline: [Double?], direction: MetricDirection,
    resamples: (Int) -> Resamples
  ) {
    var own: [Double] = []
    var other: [Double] = []
    for case (let x?, let y?) in zip(values, baseline) {
      // What differs by rounding is no preference.
      own.append(contrast(x - y, of: [x, y]) == 0 ? y : x)
      other.append(y)
    }
    self.init()
    let differences = zip(own, other).map { contrast($0 - $1, of: [$0, $1]) }
    guard differences.count >= 2 else { return }
    let interval = resamples(differences.count).meanInterval(differences)
    bootstrapLow = interval?.low
    bootstrapHigh = interval?.high
    p = meanIsZeroProbability(differences)
    probabilityLower = Superiority.paired(own, below: other)
    dominance = Self.dominance(own, other, direction)
    let gain = PairingGain(own, other)
    varianceRatio = gain.flatMap { $0.varianceRatio.isFinite ? $0.varianceRatio : nil }
    replicatesSaved = gain?.replicatesSaved
  }

  /// Who is preferred by everybody of a kind; a metric that is neither good nor bad has no preference.
  private static func dominance(
    _ own: [Double], _ other: [Double], _ direction: MetricDirection
  ) -> String? {
    guard direction != .neutral else { return nil }
    func losses(_ values: [Double]) -> [Double] {
      direction == .lowerIsBetter ? values : values.map { -$0 }
    }
    let forOwn = StochasticDominance(of: losses(own), over: losses(other))
    if forOwn != .none { return "regime, \(forOwn.rawValue)" }
    let forOther = StochasticDominance(of: losses(other), over: losses(own))
    return forOther == .none ? "none" : "baseline, \(forOther.rawValue)"
  }
}
