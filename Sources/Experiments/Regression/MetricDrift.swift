package import Formats
package import Results

/// How one metric of one regime and mode stands against its baseline.
package struct MetricDrift: Sendable, Equatable {
  package enum Verdict: String, Sendable {
    /// Every value is the baseline's, to the last bit.
    case same
    /// Shown to differ by less than the margin.
    case equivalent
    case moved
    /// The baseline has it, the run has not.
    case gone
    /// The run has it, the baseline has not.
    case new

    package var isFailure: Bool { self == .moved || self == .gone }
  }

  /// How the two were compared.
  package enum Method: String, Sendable {
    case exact
    case equivalence = "equivalence test"
    case none = ""
  }

  package var regime: String
  package var mode: String
  package var metric: String
  package var unit: String
  package var baselineMean: Double?
  package var mean: Double?
  /// Replicates whose value is another one.
  package var movedValues: Int
  package var replicates: Int
  /// Standard deviation over the replicates of the baseline.
  package var standardDeviation: Double?
  package var method: Method
  package var margin: Double?
  package var p: Double?
  package var verdict: Verdict

  package var difference: Double? {
    mean.flatMap { mean in baselineMean.map { mean - $0 } }
  }

  /// The difference in standard deviations; none where the baseline does not vary but for rounding.
  package var standardisedDifference: Double? {
    guard let difference, let standardDeviation, standardDeviation > rounding else { return nil }
    return abs(difference) / standardDeviation
  }

  /// By which drifts are ranked: a metric that never varied and now is another one stands before all others, one
  /// that differs by rounding behind them.
  package var size: Double {
    guard verdict != .gone else { return .infinity }
    guard let difference, difference != 0 else { return 0 }
    return abs(difference) / max(standardDeviation ?? 0, rounding)
  }

  /// What sums of numbers of this size may differ by.
  private var rounding: Double { 1e-9 * max(abs(mean ?? 0), abs(baselineMean ?? 0)) }

  package static let table = Table(
    "drifts", "One row per regime, mode and metric that is not as in the baseline.",
    columns: [
      Column("regime", .string, "Name of the regime.", isRequired: true),
      Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
      Column("metric", .string, "Name of the metric.", isRequired: true),
      Column("unit", .string, "Unit of the numbers of this row.", isRequired: true),
      Column(
        "verdict", .string,
        "moved or gone fail the night; equivalent and new do not.", isRequired: true),
      Column("baseline_mean", .number, "Mean over replicates in the baseline."),
      Column("mean", .number, "Mean over replicates in the run."),
      Column("difference", .number, "Run minus baseline."),
      Column("standard_deviations", .number, "Its size in standard deviations of the baseline."),
      Column("moved_values", .integer, "Replicates whose value is another one.", isRequired: true),
      Column("replicates", .integer, "Replicates compared.", isRequired: true),
      Column(
        "method", .string, "exact, or equivalence test; empty where one side has no such metric."),
      Column("margin", .number, "How far the mean may move in the equivalence test."),
      Column("p", .number, "P-value of the equivalence test."),
    ], key: ["regime", "mode", "metric"])

  package var cells: [CSVWriter.Cell] {
    [
      .string(regime), .string(mode), .string(metric), .string(unit), .string(verdict.rawValue),
      .init(optional: baselineMean), .init(optional: mean), .init(optional: difference),
      .init(optional: standardisedDifference), .int(movedValues), .int(replicates),
      .string(method.rawValue), .init(optional: margin), .init(optional: p),
    ]
  }
}
