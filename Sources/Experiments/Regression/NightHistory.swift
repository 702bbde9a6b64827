package import Formats
package import Results
import Simulation

/// A CSV that grows by a row a night: when, which program, the verdict, and the mean of every headline metric.
///
/// A metric that is new gets a column that is empty in earlier rows.
package struct NightHistory: Sendable {
  private var columns: [String]
  private var rows: [[String]]

  private static let fixed = [
    "time", "version", "executable", "numeric_fingerprint", "verdict", "moved",
  ]

  /// A change of level that the history shows.
  package struct Change: Sendable, Equatable {
    package var column: String
    /// The first night of the new level.
    package var time: String
    package var point: ChangePoint
  }

  /// Reads a history; an empty one where there is no file.
  package init(_ path: String) throws(InputProblems) {
    columns = Self.fixed
    rows = []
    guard Files.kind(path) != nil else { return }
    let table = try CSVTable.read(try InputFile.read(path), file: path)
    for name in Self.fixed { _ = try table.requiredColumn(name) }
    columns = table.header
    rows = (0..<table.rowCount).map { row in
      table.header.indices.map { table.text(row: row, column: $0) }
    }
  }

  package var count: Int { rows.count }

  /// Adds the night of a run and its verdict.
  package mutating func add(_ run: PublishedRun, _ regression: Regression, time: String) throws {
    let table = try MetricTable(run)
    var cells: [(String, String)] = [
      ("time", time), ("version", run.manifest.program.version),
      ("executable", String(run.manifest.program.executableSHA256.prefix(12))),
      ("numeric_fingerprint", run.manifest.making.numericFingerprint),
      ("verdict", regression.failures.isEmpty ? "as the baseline" : "moved"),
      ("moved", String(regression.failures.count)),
    ]
    for (regime, name) in table.plan.regimes.enumerated() {
      for (mode, word) in table.plan.modes.enumerated() {
        for (metric, _) in Scorecard.headlines(table.metrics) {
          let present = table.values(metric: metric, regime: regime, mode: mode).compactMap { $0 }
          guard !present.isEmpty else { continue }
          cells.append(
            ("\(name).\(word).\(table.metrics[metric].name)", JSONText.number(mean(present))))
        }
      }
    }
    for (name, _) in cells where !columns.contains(name) {
      columns.append(name)
      for row in rows.indices { rows[row].append("") }
    }
    rows.append(columns.map { column in cells.first { $0.0 == column }?.1 ?? "" })
  }

  package func write(_ path: String) throws(FileFailure) {
    var writer = CSVWriter(columns: columns)
    for row in rows { writer.row(row.map { $0.isEmpty ? .missing : .string($0) }) }
    try Files.createDirectory(Files.parent(of: path))
    try Files.replace(path, with: writer.bytes)
  }

  /// The changes of level of every metric (Pettitt's test, binary segmentation), in the order of columns.
  package func changes(level: Double = 0.01) -> [Change] {
    var changes: [Change] = []
    for (place, column) in columns.enumerated() where !Self.fixed.contains(column) {
      let nights = rows.indices.filter { CSVTable.number(rows[$0][place]) != nil }
      let values = nights.compactMap { CSVTable.number(rows[$0][place]) }
      for point in ChangePoint.find(in: values, level: level) {
        changes.append(
          Change(column: column, time: rows[nights[point.index]][0], point: point))
      }
    }
    return changes
  }
}
