import Formats
import Results
import Simulation

/// Writes the tables of an experiment from its log, one piece in memory at a time.
struct SweepPublication {
  let order: SweepOrder
  let study: Study
  let failures: [SweepExperiment.Failure]

  /// Writes every file; returns the one-line readings of the analysis, if the design has one.
  func write() throws -> [String] {
    let values = try writeRows()
    try writeCells()
    try study.write(
      SweepTables.failures,
      failures.map { [.int($0.cell), .int($0.replicate), .string($0.message)] })
    try writeSummary(values)
    var readings: [String] = []
    if let analysis = SensitivityAnalysis(order, values) {
      try study.write(SensitivityAnalysis.table, analysis.rows)
      readings += analysis.readings
    }
    if let table = order.twoWay.map({ TwoWayTable(order, values, $0) }) {
      try study.write(table.table, table.rows)
      readings += table.readings
    }
    if !readings.isEmpty {
      try study.write("readings.md", Array(Self.markdown(order.name, readings).utf8))
    }
    try study.write("experiment.json", Array(JSONText.pretty(order.document).utf8))
    try study.write("scenario.json", Array(JSONText.pretty(order.scenario).utf8))
    return readings
  }

  private static func markdown(_ name: String, _ readings: [String]) -> String {
    "# \(name)\n\n" + readings.map { "- \($0)\n" }.joined()
  }

  private func writeRows() throws -> SweepValues {
    var values = SweepValues(order)
    let output = try study.begin(order.tables.rows)
    let header = order.tables.rows.writer(writesHeader: true).bytes
    for place in 0..<order.pieces {
      let (cell, replicate) = place.quotientAndRemainder(dividingBy: order.replicates)
      guard let bytes = try study.log.read(order.piece(cell: cell, replicate: replicate)) else {
        continue
      }
      output.append(bytes)
      let table = try CSVTable.read(header + bytes, file: order.tables.rows.fileName)
      for (metric, place) in order.tables.chosen.enumerated() {
        let column = try table.optionalDoubles(order.tables.metrics[place].name)
        for (row, value) in column.enumerated() {
          guard let value else { continue }
          values.set(
            value, metric: metric, regime: row / order.modes.count, mode: row % order.modes.count,
            cell: cell, replicate: replicate)
        }
      }
    }
    try study.end(order.tables.rows, output)
    return values
  }

  private func writeCells() throws {
    let table = order.tables.cells
    let output = try study.begin(table)
    var failed: [Int: Int] = [:]
    for failure in failures { failed[failure.cell, default: 0] += 1 }
    for cell in 0..<order.design.count {
      var writer = table.writer(writesHeader: false)
      writer.row(
        [.int(cell)] + order.design.levels(of: cell).map { $0?.cell ?? .missing }
          + [.int(failed[cell] ?? 0)])
      output.append(writer.bytes)
    }
    try study.end(table, output)
  }

  private func writeSummary(_ values: SweepValues) throws {
    let table = SweepTables.summary
    let output = try study.begin(table)
    for cell in 0..<order.design.count {
      var writer = table.writer(writesHeader: false)
      for (regime, name) in order.regimes.enumerated() {
        for (mode, word) in order.modes.enumerated() {
          for (index, metric) in order.tables.chosen.enumerated() {
            let present = values.values(metric: index, regime: regime, mode: mode, cell: cell)
              .compactMap { $0 }
            guard let estimate = Estimate(present) else { continue }
            writer.row(
              [.int(cell)] + order.tables.context(name, word.rawValue, metric) + [
                .int(estimate.count), .double(estimate.mean),
                .init(optional: estimate.standardDeviation),
                .init(optional: estimate.interval?.low), .init(optional: estimate.interval?.high),
              ])
          }
        }
      }
      output.append(writer.bytes)
    }
    try study.end(table, output)
  }

  /// What the manifest says beside versions, digests and times.
  func members(_ fingerprint: String) -> [JSONMember] {
    [
      JSONMember(
        "status", .string(failures.isEmpty ? "complete" : "complete with failed pieces")),
      JSONMember("name", .string(order.name)),
      JSONMember("inputs", .array(order.inputs.map(\.json))),
      JSONMember("seed", .integer(Int(order.seed))),
      JSONMember("regimes", .array(order.regimes.map { .string($0) })),
      JSONMember("modes", .array(order.modes.map { .string($0.rawValue) })),
      JSONMember("replicates", .integer(order.replicates)),
      JSONMember("numeric_fingerprint", .string(fingerprint)),
      JSONMember(
        "counts",
        [
          "cells": .integer(order.design.count), "runs": .integer(order.runs),
          "failed_pieces": .integer(failures.count),
        ]),
    ]
  }
}
