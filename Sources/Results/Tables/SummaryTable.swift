package import Formats

/// One row of `summary.csv`: what is known about a metric under one regime.
package struct SummaryRow: Sendable, Equatable {
  package var regime: String
  package var mode: String
  package var metric: String
  package var unit: String
  package var level: String
  package var replicates: Int
  package var mean: Double
  package var standardDeviation: Double?
  /// Minimum, 5 %, 25 %, median, 75 %, 95 %, maximum; none for a metric of the regime.
  package var quantiles: [Double?]
  package var intervalLow: Double?
  package var intervalHigh: Double?
  package var method: String

  package init(
    regime: String, mode: String, metric: String, unit: String, level: String, replicates: Int,
    mean: Double, standardDeviation: Double?, quantiles: [Double?], intervalLow: Double?,
    intervalHigh: Double?, method: String
  ) {
    precondition(quantiles.count == 7, "\(quantiles.count) quantiles")
    self.regime = regime
    self.mode = mode
    self.metric = metric
    self.unit = unit
    self.level = level
    self.replicates = replicates
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.quantiles = quantiles
    self.intervalLow = intervalLow
    self.intervalHigh = intervalHigh
    self.method = method
  }

  package static let table = Table(
    "summary", "One row per regime, mode and metric.",
    columns: [
      Column("regime", .string, "Name of the regime.", isRequired: true),
      Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
      Column("metric", .string, "Name of the metric, a column of runs.csv.", isRequired: true),
      Column("unit", .string, "Unit of the numbers of this row.", isRequired: true),
      Column(
        "level", .string,
        "replicate: one value per replicate, summarised here; regime: one value for all of them.",
        isRequired: true),
      Column(
        "replicates", .integer, "Replicates that have a value; the others are left out.",
        isRequired: true),
      Column(
        "mean", .number, "Mean over replicates; for the level regime, the value.", isRequired: true),
      Column("standard_deviation", .number, "Sample standard deviation over replicates."),
      Column("minimum", .number, "Least value."),
      Column("quantile_05", .number, "5 % quantile (type 7)."),
      Column("quantile_25", .number, "25 % quantile (type 7)."),
      Column("median", .number, "Median."),
      Column("quantile_75", .number, "75 % quantile (type 7)."),
      Column("quantile_95", .number, "95 % quantile (type 7)."),
      Column("maximum", .number, "Greatest value."),
      Column("interval_low", .number, "Lower end of the 95 % confidence interval of the mean."),
      Column("interval_high", .number, "Upper end of the 95 % confidence interval of the mean."),
      Column("interval_method", .string, "How the interval was found.", isRequired: true),
    ], key: ["regime", "mode", "metric"])

  package var cells: [CSVWriter.Cell] {
    [
      .string(regime), .string(mode), .string(metric), .string(unit), .string(level),
      .int(replicates), .double(mean), .init(optional: standardDeviation),
    ] + quantiles.map(CSVWriter.Cell.init(optional:)) + [
      .init(optional: intervalLow), .init(optional: intervalHigh), .string(method),
    ]
  }
}
