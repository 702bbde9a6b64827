import Results
import Simulation

/// A metric that has one value for all replicates of a regime: a tail of the loss of the system.
package enum RegimeMetric: String, Sendable, CaseIterable {
  case valueAtRisk = "value_at_risk_95"
  case expectedShortfall = "expected_shortfall_95"

  /// The replicate metric whose tail is taken; a positive number is a loss.
  package static let lossMetric = "system_loss"
  static let probability = 0.95
  /// With fewer replicates not one of them lies in the tail.
  static let leastReplicates = 20

  package var name: String { "\(Self.lossMetric)_\(rawValue)" }

  func value(_ losses: [Double]) -> Double {
    switch self {
    case .valueAtRisk: quantile(Self.probability, ofSorted: losses.sorted())
    case .expectedShortfall:
      Experiments.expectedShortfall(Self.probability, ofSorted: losses.sorted())
    }
  }

  private var method: String {
    switch self {
    case .valueAtRisk: "bootstrap percentile"
    case .expectedShortfall: "bootstrap accelerated"
    }
  }

  /// The interval of a statistic of resampled places, in the way that suits this metric.
  private func interval(
    of count: Int, seed: UInt64, statistic: ([Int]) -> Double
  ) -> Interval? {
    let stream = Bootstrap.stream(seed: seed)
    return switch self {
    case .valueAtRisk:
      Bootstrap.percentileInterval(of: count, stream: stream, statistic: statistic)
    case .expectedShortfall:
      Bootstrap.acceleratedInterval(of: count, stream: stream, statistic: statistic)
    }
  }

  /// The rows of `summary.csv` for one regime and mode; none for too few replicates.
  static func rows(_ table: MetricTable, regime: Int, mode: Int, seed: UInt64) -> [SummaryRow] {
    guard let index = table.metrics.firstIndex(where: { $0.name == lossMetric }) else { return [] }
    let losses = table.values(metric: index, regime: regime, mode: mode).compactMap { $0 }
    guard losses.count >= leastReplicates else { return [] }
    return allCases.map { metric in
      let interval = metric.interval(of: losses.count, seed: seed) { places in
        metric.value(places.map { losses[$0] })
      }
      return SummaryRow(
        regime: table.plan.regimes[regime], mode: table.plan.modes[mode], metric: metric.name,
        unit: table.metrics[index].unit, level: MetricLevel.regime.rawValue,
        replicates: losses.count, mean: metric.value(losses), standardDeviation: nil,
        quantiles: [Double?](repeating: nil, count: MetricSummary.probabilities.count),
        intervalLow: interval?.low, intervalHigh: interval?.high, method: metric.method)
    }
  }

  /// The rows of `comparison.csv` for one pair: replicates are resampled in pairs.
  static func rows(
    _ table: MetricTable, mode: Int, baseline: Int, regime: Int, seed: UInt64
  ) -> [ComparisonRow] {
    guard let index = table.metrics.firstIndex(where: { $0.name == lossMetric }) else { return [] }
    var first: [Double] = []
    var second: [Double] = []
    for case (let x?, let y?) in zip(
      table.values(metric: index, regime: baseline, mode: mode),
      table.values(metric: index, regime: regime, mode: mode))
    {
      first.append(x)
      second.append(y)
    }
    guard first.count >= leastReplicates else { return [] }
    return allCases.map { metric in
      let interval = metric.interval(of: first.count, seed: seed) { places in
        metric.value(places.map { second[$0] }) - metric.value(places.map { first[$0] })
      }
      return ComparisonRow(
        contrast: .difference, mode: table.plan.modes[mode], metric: metric.name,
        unit: table.metrics[index].unit, baseline: table.plan.regimes[baseline],
        regime: table.plan.regimes[regime], pairs: first.count,
        baselineMean: metric.value(first), regimeMean: metric.value(second),
        difference: metric.value(second) - metric.value(first), standardDeviation: nil,
        intervalLow: interval?.low, intervalHigh: interval?.high, correlation: nil,
        verdict: Verdict(interval, direction: .lowerIsBetter).rawValue)
    }
  }
}
