package import Formats

/// One row of `comparison.csv`: how a metric differs between two regimes, or how two changes of rules
/// interact.
package struct ComparisonRow: Sendable, Equatable {
  package enum Contrast: String, Sendable {
    case difference, interaction
  }

  package var contrast: Contrast
  package var mode: String
  package var metric: String
  package var unit: String
  package var baseline: String
  package var regime: String
  package var pairs: Int
  package var baselineMean: Double?
  package var regimeMean: Double?
  package var difference: Double
  package var standardDeviation: Double?
  package var intervalLow: Double?
  package var intervalHigh: Double?
  package var correlation: Double?
  package var verdict: String

  package init(
    contrast: Contrast, mode: String, metric: String, unit: String, baseline: String,
    regime: String, pairs: Int, baselineMean: Double?, regimeMean: Double?, difference: Double,
    standardDeviation: Double?, intervalLow: Double?, intervalHigh: Double?, correlation: Double?,
    verdict: String
  ) {
    self.contrast = contrast
    self.mode = mode
    self.metric = metric
    self.unit = unit
    self.baseline = baseline
    self.regime = regime
    self.pairs = pairs
    self.baselineMean = baselineMean
    self.regimeMean = regimeMean
    self.difference = difference
    self.standardDeviation = standardDeviation
    self.intervalLow = intervalLow
    self.intervalHigh = intervalHigh
    self.correlation = correlation
    self.verdict = verdict
  }

  package static let table = Table(
    "comparison",
    "One row per mode, metric and pair of regimes, and one for the interaction of the two-by-two.",
    columns: [
      Column(
        "contrast", .string,
        "difference: regime minus baseline; interaction: (harmonised minus fragmented) under strict "
          + "rules minus the same under mean rules.", isRequired: true),
      Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
      Column("metric", .string, "Name of the metric, a column of runs.csv.", isRequired: true),
      Column("unit", .string, "Unit of the numbers of this row.", isRequired: true),
      Column(
        "baseline", .string,
        "The regime that is subtracted; for the interaction, the cell fragmented and mean.",
        isRequired: true),
      Column(
        "regime", .string,
        "The regime that it is subtracted from; for the interaction, the cell harmonised and strict.",
        isRequired: true),
      Column(
        "pairs", .integer, "Replicates that have a value in every regime compared.",
        isRequired: true),
      Column("baseline_mean", .number, "Mean of the baseline over the pairs."),
      Column("regime_mean", .number, "Mean of the regime over the pairs."),
      Column("difference", .number, "Mean difference over the pairs.", isRequired: true),
      Column("standard_deviation", .number, "Sample standard deviation of the differences."),
      Column("interval_low", .number, "Lower end of the 95 % confidence interval."),
      Column("interval_high", .number, "Upper end of the 95 % confidence interval."),
      Column("correlation", .number, "Correlation of the two regimes over the pairs."),
      Column(
        "verdict", .string,
        "better, worse, higher or lower where the interval is clear of zero; no difference shown "
          + "where it holds zero; empty where there is no interval."),
    ], key: ["contrast", "mode", "metric", "baseline", "regime"])

  package var cells: [CSVWriter.Cell] {
    [
      .string(contrast.rawValue), .string(mode), .string(metric), .string(unit),
      .string(baseline), .string(regime), .int(pairs), .init(optional: baselineMean),
      .init(optional: regimeMean), .double(difference), .init(optional: standardDeviation),
      .init(optional: intervalLow), .init(optional: intervalHigh), .init(optional: correlation),
      .string(verdict),
    ]
  }
}
