package import Formats
package import Simulation

/// The metrics of all units of a run, read from `runs.csv`.
package struct MetricTable: Sendable {
  package let plan: UnitPlan
  package let metrics: [MetricDescription]
  /// By metric, then unit in the order of the plan; nil where a cell is empty or a unit failed.
  private let values: [[Double?]]

  /// The values of one metric under one regime and mode, by replicate.
  package func values(metric: Int, regime: Int, mode: Int) -> [Double?] {
    let start = (regime * plan.modes.count + mode) * plan.replicates
    return Array(values[metric][start..<start + plan.replicates])
  }

  /// The sum of a count over all units; 0 where there is no such metric.
  package func total(_ metric: String) -> Int {
    guard let index = metrics.firstIndex(where: { $0.name == metric }) else { return 0 }
    return Int(values[index].reduce(0) { $0 + ($1 ?? 0) })
  }

  /// Reads the table of these metrics; rows that the plan does not know are a problem of the file.
  package init(_ table: CSVTable, metrics: [MetricDescription], plan: UnitPlan)
    throws(InputProblems)
  {
    self.plan = plan
    self.metrics = metrics
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
    var values: [[Double?]] = []
    for metric in metrics {
      var column = [Double?](repeating: nil, count: plan.count)
      for (row, value) in try table.optionalDoubles(metric.name).enumerated() {
        column[places[row]] = value
      }
      values.append(column)
    }
    self.values = values
  }

  /// Reads the metrics of a finished run from its files alone.
  package init(_ run: PublishedRun) throws(RunDirectoryError) {
    let path = run.path + "/" + DataPackage.fileName
    guard
      let package = try? JSONReader.read(
        try run.read(DataPackage.fileName), file: DataPackage.fileName
      ).plain,
      let resources = package["resources"]?.elements({ $0 }),
      let runs = resources.first(where: { $0["name"]?.text == "runs" }),
      let fields = runs["schema"]?["fields"]?.elements({ $0 })
    else { throw .altered(path: path) }
    let table = try run.table("runs")
    do {
      try self.init(
        table, metrics: fields.compactMap(MetricDescription.init(field:)), plan: run.manifest.plan)
    } catch {
      throw .altered(path: run.path + "/runs.csv")
    }
  }
}
