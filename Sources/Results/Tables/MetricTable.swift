package import Formats
package import Simulation

/// The metrics of all units of a run, read from `runs.csv`.
package struct MetricTable: Sendable {
  package let plan: UnitPlan
  package let metrics: [MetricDescription]
  /// By metric, then unit in the order of the plan; NaN where a cell is empty or a unit failed.
  private var values: [[Double]]

  /// The values of one metric under one regime and mode, by replicate; nil where there is none.
  package func values(metric: Int, regime: Int, mode: Int) -> [Double?] {
    let start = (regime * plan.modes.count + mode) * plan.replicates
    return values[metric][start..<start + plan.replicates].map { $0.isNaN ? nil : $0 }
  }

  /// The sum of a count over all units; 0 where there is no such metric.
  package func total(_ metric: String) -> Int {
    guard let index = metrics.firstIndex(where: { $0.name == metric }) else { return 0 }
    return Int(values[index].reduce(0) { $0 + ($1.isNaN ? 0 : $1) })
  }

  /// A table without values yet.
  private init(metrics: [MetricDescription], plan: UnitPlan) {
    self.metrics = metrics
    self.plan = plan
    values = metrics.map { _ in [Double](repeating: .nan, count: plan.count) }
  }

  /// Reads the table of these metrics; rows that the plan does not know are a problem of the file.
  package init(_ table: CSVTable, metrics: [MetricDescription], plan: UnitPlan)
    throws(InputProblems)
  {
    self.init(metrics: metrics, plan: plan)
    try add(table)
  }

  /// Reads a file a piece at a time: what stays in memory is one number per metric and unit.
  package init(file path: String, metrics: [MetricDescription], plan: UnitPlan) throws {
    self.init(metrics: metrics, plan: plan)
    let reader = try RowReader(path)
    while let rows = try reader.takeRows(ofBytes: 1 << 18) {
      try add(try CSVTable.read(reader.header + rows, file: path))
    }
  }

  /// Reads the metrics of a finished run from its files alone.
  package init(_ run: PublishedRun) throws(RunDirectoryError) {
    guard
      let package = try? JSONReader.read(
        try run.read(DataPackage.fileName), file: DataPackage.fileName
      ).plain,
      let resources = package["resources"]?.elements({ $0 }),
      let runs = resources.first(where: { $0["name"]?.text == "runs" }),
      let fields = runs["schema"]?["fields"]?.elements({ $0 })
    else { throw .altered(path: run.path + "/" + DataPackage.fileName) }
    let path = run.path + "/runs.csv"
    guard let digest = try? SHA256.hexadecimal(ofFile: path),
      digest == run.manifest.file("runs.csv")?.sha256,
      let table = try? MetricTable(
        file: path, metrics: fields.compactMap(MetricDescription.init(field:)),
        plan: run.manifest.plan)
    else { throw .altered(path: path) }
    self = table
  }

  private mutating func add(_ table: CSVTable) throws(InputProblems) {
    let regimes = try table.strings("regime")
    let modes = try table.strings("mode")
    let replicates = try table.integers("replicate")
    var places: [Int] = []
    for row in 0..<table.rowCount {
      guard let regime = plan.regimes.firstIndex(of: regimes[row]),
        let mode = plan.modes.firstIndex(of: modes[row]),
        (0..<plan.replicates).contains(replicates[row])
      else {
        throw InputProblems([
          table.problem(
            row: row, column: "regime",
            found: "\(regimes[row]), \(modes[row]), replicate \(replicates[row])",
            expected: "a unit that the manifest names")
        ])
      }
      places.append((regime * plan.modes.count + mode) * plan.replicates + replicates[row])
    }
    for (index, metric) in metrics.enumerated() {
      for (row, value) in try table.optionalDoubles(metric.name).enumerated() {
        values[index][places[row]] = value ?? .nan
      }
    }
  }
}
