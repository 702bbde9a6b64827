package import Results
import Simulation

/// The distribution of one metric over the replicates of one regime and mode.
package struct MetricSummary: Sendable, Equatable {
  package var estimate: Estimate
  /// Ascending.
  package var sorted: [Double]

  /// Summarises the values that are there; none where there are none.
  package init?(_ values: [Double?]) {
    let present = values.compactMap { $0 }
    guard let estimate = Estimate(present) else { return nil }
    self.estimate = estimate
    sorted = present.sorted()
  }

  package static let probabilities = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]

  /// The rows of `summary.csv`: by regime, mode and metric; a metric without any value has no row.
  package static func rows(_ table: MetricTable, seed: UInt64) -> [SummaryRow] {
    var rows: [SummaryRow] = []
    for (regime, regimeName) in table.plan.regimes.enumerated() {
      for (mode, modeName) in table.plan.modes.enumerated() {
        for (index, metric) in table.metrics.enumerated() {
          let values = table.values(metric: index, regime: regime, mode: mode)
          guard let summary = MetricSummary(values) else { continue }
          rows.append(
            SummaryRow(
              regime: regimeName, mode: modeName, metric: metric.name, unit: metric.unit,
              level: metric.level.rawValue, replicates: summary.estimate.count,
              mean: summary.estimate.mean,
              standardDeviation: summary.estimate.standardDeviation,
              quantiles: probabilities.map { quantile($0, ofSorted: summary.sorted) },
              intervalLow: summary.estimate.interval?.low,
              intervalHigh: summary.estimate.interval?.high,
              method: summary.estimate.interval == nil ? "none" : "Student"))
        }
        rows += RegimeMetric.rows(table, regime: regime, mode: mode, seed: seed)
      }
    }
    return rows
  }
}
