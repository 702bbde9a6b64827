import Contagion
import Results
import Simulation

/// A metric that has one value for all replicates of a regime.
package enum RegimeMetric: String, Sendable, CaseIterable {
  case valueAtRisk = "system_loss_value_at_risk_95"
  case expectedShortfall = "system_loss_expected_shortfall_95"
  /// The share of replicates in which a tenth of system equity or more is lost.
  case systemicEvent = "systemic_event_probability"

  static let tail = 0.95
  static let systemicShare = 0.1
  /// With fewer replicates not one of them lies in the tail.
  static let leastReplicates = 20

  /// The replicate metric that it is made from; a positive number is a loss.
  package var source: String {
    switch self {
    case .valueAtRisk, .expectedShortfall: "system_loss"
    case .systemicEvent: "system_loss_share"
    }
  }

  func value(_ losses: [Double]) -> Double {
    switch self {
    case .valueAtRisk: Contagion.valueAtRisk(losses, level: Self.tail)
    case .expectedShortfall: Contagion.expectedShortfall(losses, level: Self.tail)
    case .systemicEvent:
      Double(losses.count { $0 >= Self.systemicShare }) / Double(losses.count)
    }
  }

  private func unit(_ source: MetricDescription) -> String {
    self == .systemicEvent ? "fraction" : source.unit
  }

  /// The rows of `summary.csv` for one regime and mode; none for too few replicates.
  static func rows(_ table: MetricTable, regime: Int, mode: Int, seed: UInt64) -> [SummaryRow] {
    allCases.compactMap { metric in
      guard let index = table.metrics.firstIndex(where: { $0.name == metric.source }) else {
        return nil
      }
      let losses = table.values(metric: index, regime: regime, mode: mode).compactMap { $0 }
      guard losses.count >= leastReplicates else { return nil }
      let (interval, method) = metric.interval(losses, seed: seed)
      return SummaryRow(
        regime: table.plan.regimes[regime], mode: table.plan.modes[mode], metric: metric.rawValue,
        unit: metric.unit(table.metrics[index]), level: MetricLevel.regime.rawValue,
        replicates: losses.count, mean: metric.value(losses), standardDeviation: nil,
        quantiles: [Double?](repeating: nil, count: MetricSummary.probabilities.count),
        intervalLow: interval?.low, intervalHigh: interval?.high, method: method)
    }
  }

  private func interval(_ losses: [Double], seed: UInt64) -> (Interval?, method: String) {
    let stream = Bootstrap.stream(seed: seed)
    func statistic(_ places: [Int]) -> Double { value(places.map { losses[$0] }) }
    switch self {
    case .valueAtRisk:
      return (
        Bootstrap.percentileInterval(of: losses.count, stream: stream, statistic: statistic),
        "bootstrap percentile"
      )
    case .expectedShortfall:
      return (
        Bootstrap.acceleratedInterval(of: losses.count, stream: stream, statistic: statistic),
        "bootstrap accelerated"
      )
    case .systemicEvent:
      return (wilsonInterval(share: value(losses), count: losses.count), "Wilson")
    }
  }

  /// The rows of `comparison.csv` for one pair: replicates are resampled in pairs.
  static func rows(
    _ table: MetricTable, mode: Int, baseline: Int, regime: Int, seed: UInt64
  ) -> [ComparisonRow] {
    allCases.compactMap { metric in
      guard let index = table.metrics.firstIndex(where: { $0.name == metric.source }) else {
        return nil
      }
      var first: [Double] = []
      var second: [Double] = []
      for case (let x?, let y?) in zip(
        table.values(metric: index, regime: baseline, mode: mode),
        table.values(metric: index, regime: regime, mode: mode))
      {
        first.append(x)
        second.append(y)
      }
      guard first.count >= leastReplicates else { return nil }
      let stream = Bootstrap.stream(seed: seed)
      let interval = Bootstrap.percentileInterval(of: first.count, stream: stream) { places in
        metric.value(places.map { second[$0] }) - metric.value(places.map { first[$0] })
      }
      return ComparisonRow(
        contrast: .difference, mode: table.plan.modes[mode], metric: metric.rawValue,
        unit: metric.unit(table.metrics[index]), baseline: table.plan.regimes[baseline],
        regime: table.plan.regimes[regime], pairs: first.count,
        baselineMean: metric.value(first), regimeMean: metric.value(second),
        difference: metric.value(second) - metric.value(first), standardDeviation: nil,
        intervalLow: interval?.low, intervalHigh: interval?.high, correlation: nil,
        verdict: Verdict(interval, direction: .lowerIsBetter).rawValue)
    }
  }
}
