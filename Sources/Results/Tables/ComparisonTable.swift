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
  package var evidence = Evidence()

  /// What is known about a difference beside its mean and Student's interval; all missing where it was not
  /// looked for.
  package struct Evidence: Sendable, Equatable {
    package var bootstrapLow: Double?
    package var bootstrapHigh: Double?
    /// Two-sided, of a mean difference of zero.
    package var p: Double?
    /// Adjusted for the headline metrics of the pair.
    package var adjustedP: Double?
    /// Share of the pairs in which the regime has the lower value.
    package var probabilityLower: Double?
    /// Which of the two is preferred, and in which order.
    package var dominance: String?
    package var varianceRatio: Double?
    package var replicatesSaved: Double?

    package init() {}
  }

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
      Column(
        "bootstrap_low", .number,
        "Lower end of the 95 % bootstrap interval (bias-corrected and accelerated)."),
      Column("bootstrap_high", .number, "Upper end of the same."),
      Column("p_value", .number, "Student's test of a mean difference of zero, two-sided."),
      Column(
        "p_value_holm", .number,
        "The same adjusted for all headline metrics of this pair and mode (Holm); empty for other metrics."
      ),
      Column(
        "probability_lower", .number,
        "Share of the pairs in which the regime has the lower value, ties by half."),
      Column(
        "dominance", .string,
        "regime or baseline where its distribution is preferred by all who dislike bad values (first order) or "
          + "by all who also dislike risk (second order); none; empty for a neutral metric."),
      Column(
        "variance_ratio", .number,
        "Variance of a difference of independent replicates over that of a pair; above 1 pairing helped."
      ),
      Column(
        "replicates_saved", .number,
        "How many more replicates of each regime independent luck would have needed."),
    ], key: ["contrast", "mode", "metric", "baseline", "regime"])

  package var cells: [CSVWriter.Cell] {
    [
      .string(contrast.rawValue), .string(mode), .string(metric), .string(unit),
      .string(baseline), .string(regime), .int(pairs), .init(optional: baselineMean),
      .init(optional: regimeMean), .double(difference), .init(optional: standardDeviation),
      .init(optional: intervalLow), .init(optional: intervalHigh), .init(optional: correlation),
      .string(verdict), .init(optional: evidence.bootstrapLow),
      .init(optional: evidence.bootstrapHigh), .init(optional: evidence.p),
      .init(optional: evidence.adjustedP), .init(optional: evidence.probabilityLower),
      evidence.dominance.map { .string($0) } ?? .missing, .init(optional: evidence.varianceRatio),
      .init(optional: evidence.replicatesSaved),
    ]
  }
}
