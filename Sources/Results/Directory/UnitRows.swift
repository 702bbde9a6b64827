import Formats

/// Takes the rows of published tables apart into units again, so that a larger number of replicates
/// only adds.
///
/// Rows are taken verbatim, one unit in memory at a time.
struct UnitRows: ~Copyable {
  private let files: [RowReader]
  private let plan: UnitPlan

  init(files paths: [String], plan: UnitPlan) throws(FileFailure) {
    var files: [RowReader] = []
    for path in paths { files.append(try RowReader(path)) }
    self.files = files
    self.plan = plan
  }

  /// The rows of the next unit of the tables' order, table by table.
  func take(_ unit: Unit) throws(FileFailure) -> [[UInt8]] {
    let prefix = Self.prefix(of: unit, in: plan)
    var rows: [[UInt8]] = []
    for file in files { rows.append(try file.takeRows(startingWith: prefix)) }
    return rows
  }

  /// The first cells of every row of a unit.
  static func prefix(of unit: Unit, in plan: UnitPlan) -> [UInt8] {
    var writer = CSVWriter(columns: ["regime", "mode", "replicate"], writesHeader: false)
    writer.row([
      .string(plan.regimes[unit.regime]), .string(plan.modes[unit.mode]), .int(unit.replicate),
    ])
    return writer.bytes.dropLast() + [UInt8(ascii: ",")]
  }
}
