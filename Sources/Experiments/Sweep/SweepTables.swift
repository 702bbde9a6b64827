import Formats
import Results
import Simulation

/// The tables of an experiment.
package struct SweepTables: Sendable {
  let rows: Table
  let cells: Table
  /// The metrics that are columns of `rows`.
  let metrics: [MetricDescription]
  /// The places among them of those that are summarised and analysed.
  let chosen: [Int]

  /// Columns of `rows` that a factor cannot be named like.
  static let reserved = ["cell", "regime", "mode", "replicate", "seed"]

  init(
    factors: [(factor: FactorEntry, isNumber: Bool)], metrics: [MetricDescription], chosen: [Int]
  ) {
    self.metrics = metrics
    self.chosen = chosen
    let levels = factors.map { factor, isNumber in
      Column(
        factor.name, isNumber ? .number : .string,
        "Factor: \(factor.operation.rawValue) \(factor.paths.joined(separator: ", ")); empty where it "
          + "is as the scenario says.")
    }
    let cell = Column("cell", .integer, "Number of the cell, counted from 0.", isRequired: true)
    rows = Table(
      "rows", "One row per cell, replicate, regime and mode: levels of factors and metrics.",
      columns: [cell] + levels + [
        Column("regime", .string, "Name of the regime.", isRequired: true),
        Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
        Column(
          "replicate", .integer,
          "Replicate, counted from 0; the same luck in every cell, regime and mode.",
          isRequired: true),
        Column(
          "seed", .integer, "Seed; with the replicate it decides every draw.", isRequired: true),
      ] + metrics.map(Column.init(metric:)), key: ["cell", "regime", "mode", "replicate"])
    cells = Table(
      "cells", "One row per cell of the design.",
      columns: [cell] + levels + [
        Column(
          "failed_replicates", .integer, "Replicates that came to no result.", isRequired: true)
      ], key: ["cell"])
  }

  static let failures = Table(
    "failures", "One row per cell and replicate that came to no result.",
    columns: [
      Column("cell", .integer, "Number of the cell.", isRequired: true),
      Column("replicate", .integer, "Replicate.", isRequired: true),
      Column("message", .string, "Why.", isRequired: true),
    ], key: ["cell", "replicate"])

  static let summary = Table(
    "summary", "One row per cell, regime, mode and metric.",
    columns: [
      Column("cell", .integer, "Number of the cell.", isRequired: true)
    ] + contextColumns + [
      Column("replicates", .integer, "Replicates that have a value.", isRequired: true),
      Column("mean", .number, "Mean over replicates.", isRequired: true),
      Column("standard_deviation", .number, "Sample standard deviation over replicates."),
      Column("interval_low", .number, "Lower end of Student's 95 % interval of the mean."),
      Column("interval_high", .number, "Upper end of Student's 95 % interval of the mean."),
    ], key: ["cell", "regime", "mode", "metric"])

  /// Regime, mode, metric and unit.
  static let contextColumns = [
    Column("regime", .string, "Name of the regime.", isRequired: true),
    Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
    Column("metric", .string, "Name of the metric, a column of rows.csv.", isRequired: true),
    Column("unit", .string, "Unit of the numbers of this row.", isRequired: true),
  ]

  func context(_ regime: String, _ mode: String, _ metric: Int) -> [CSVWriter.Cell] {
    [
      .string(regime), .string(mode), .string(metrics[metric].name), .string(metrics[metric].unit),
    ]
  }
}
