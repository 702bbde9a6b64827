import Foundation
import Formats
import Testing

@testable import Experiments
@testable import Results

@Suite("concordat sweep")
struct SweepTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  init() throws {
    place = try TemporaryDirectory()
    try Files.replace(place.path("small.json"), with: try Files.read(fixture("small.json")))
  }

  private static let shock = """
    {"name": "shock", "paths": ["events[0].fraction"], "operation": "scale", "values": [0.5, 1, 1.5]}
    """

  /// Writes an experiment over the small scenario.
  private func write(
    _ factors: [String] = [Self.shock], design: String = #"{"design": "full_factorial"}"#,
    more: String = #""regimes": ["fragmented", "harmonised"], "replicates": 2"#
  ) throws {
    let text = """
      {"format": 1, "name": "toy", "scenario": "small.json", \(more),
       "factors": [\(factors.joined(separator: ", "))], "design": \(design)}
      """
    try Files.replace(place.path("toy.json"), with: Array(text.utf8))
  }

  @Test("every cell is run under every regime, mode and replicate, with its seed in the row")
  func rows() throws {
    try write()
    let ended = try command("sweep", "toy.json", "--out", "out")
    #expect(ended.status == 0, "\(ended.errors)")
    let rows = try place.table("out/rows.csv")
    #expect(rows.rowCount == 3 * 2 * 2 * 2)
    #expect(try Set(rows.doubles("shock")) == [0.5, 1, 1.5])
    #expect(try Set(rows.integers("seed")) == [7])
    #expect(try rows.integers("cell").prefix(9) == [0, 0, 0, 0, 0, 0, 0, 0, 1])
    #expect(try place.table("out/cells.csv").doubles("shock") == [0.5, 1, 1.5])
    #expect(try place.table("out/failures.csv").rowCount == 0)
    let page = try command("report", "out")
    #expect(page.status == 65)
    #expect(
      page.errors
        == "concordat: out holds the results of concordat sweep, not of a run; what they say is in its "
        + "tables and in readings.md\n")
    let again = try command("sweep", "toy.json", "--out", "out")
    #expect(again.status == 0)
    #expect(again.errors.hasSuffix("out is finished already; nothing was run.\n"))
  }

  @Test("the cell that changes nothing has the metrics of a run, replicate by replicate")
  func agreesWithRun() throws {
    try write()
    _ = try command("sweep", "toy.json", "--out", "out")
    _ = try command("run", "small.json", "--replicates", "2", "--out", "run")
    let rows = try place.table("out/rows.csv")
    let runs = try place.table("run/runs.csv")
    func losses(_ table: CSVTable, _ isWanted: (Int) throws -> Bool) throws -> [String: String] {
      var found: [String: String] = [:]
      for row in 0..<table.rowCount where try isWanted(row) {
        func text(_ name: String) throws -> String {
          table.text(row: row, column: try table.requiredColumn(name))
        }
        let key = try [text("regime"), text("mode"), text("replicate")].joined(separator: " ")
        found[key] = try text("system_loss")
      }
      return found
    }
    let cells = try rows.integers("cell")
    let base = try losses(rows) { cells[$0] == 1 }
    let regimes = try runs.strings("regime")
    #expect(try base == losses(runs) { ["fragmented", "harmonised"].contains(regimes[$0]) })
    #expect(base["fragmented impact 0"] != base["fragmented impact 1"])
  }

  @Test("the bytes do not depend on the number of jobs")
  func jobs() throws {
    try write()
    for jobs in ["1", "2", "5"] {
      _ = try command("sweep", "toy.json", "--jobs", jobs, "--out", jobs)
    }
    let one = try place.tables("1")
    #expect(one.count == 7)
    #expect(try place.tables("2") == one)
    #expect(try place.tables("5") == one)
  }

  @Test("an experiment killed at ten random points and resumed has the bytes of one that was not")
  func killed() throws {
    try write(
      [
        #"{"name": "shock", "paths": ["events[0].fraction"], "operation": "scale", "range": {"minimum": 0.2, "maximum": 1.8}}"#
      ],
      design: #"{"design": "latin_hypercube", "cells": 60}"#)
    _ = try command("sweep", "toy.json", "--jobs", "2", "--out", "straight")
    let full = try Files.read(place.path("straight/rows.csv")).count
    var random = SystemRandomNumberGenerator()
    for point in 0..<10 {
      // Points spread over the run, so that each kill finds something left to do.
      let share = (Double(point) + Double.random(in: 0..<1, using: &random)) / 11
      let run = try command.start(["sweep", "toy.json", "--jobs", "2", "--out", "cut"])
      run.wait { place.length(".cut.partial/pieces") > Int(share * Double(full)) }
      run.send(SIGKILL)
      #expect(try run.wait().status == SIGKILL)
      #expect(Files.kind(place.path("cut")) == nil)
    }
    #expect(try command("sweep", "toy.json", "--jobs", "2", "--out", "cut").status == 0)
    #expect(try place.tables("cut") == place.tables("straight"))
    #expect(Files.kind(place.path(".cut.partial")) == nil)
  }

  @Test("a cell that fails is named and the others go on; or it stops the experiment")
  func failedCell() throws {
    // The third cell is neither first nor last nor extreme, so only running finds it out.
    let factors = [
      #"{"name": "label", "paths": ["description"]}"#,
      #"{"name": "count", "paths": ["institutions.fund.count"]}"#,
    ]
    try Files.replace(
      place.path("cells.csv"), with: Array("label,count\na,1\na,2\na,2.5\na,3\n".utf8))
    try write(factors, design: #"{"design": "table", "file": "cells.csv"}"#)
    let ended = try command("sweep", "toy.json", "--out", "out")
    #expect(ended.status == 2, "\(ended.errors)")
    #expect(ended.errors.contains("failed: cell 2 (label = a, count = 2.5), replicate 0: "))
    #expect(try place.table("out/cells.csv").integers("failed_replicates") == [0, 0, 2, 0])
    #expect(try place.table("out/failures.csv").integers("replicate") == [0, 1])
    #expect(try Set(place.table("out/rows.csv").integers("cell")) == [0, 1, 3])
    let stopped = try command("sweep", "toy.json", "--out", "stop", "--on-error", "stop")
    #expect(stopped.status == 2)
    #expect(Files.kind(place.path("stop")) == nil)
  }

  @Test(
    "a bad experiment is one clear error before anything runs",
    arguments: [
      (#"{"name": "a", "paths": ["events[0].fracton"], "values": [1]}"#, "fracton"),
      (#"{"name": "a", "paths": ["switches.nothing"], "values": [true]}"#, "unknown key"),
      (
        #"{"name": "a", "paths": ["seed"], "range": {"minimum": 2, "maximum": 1, "levels": 3}}"#,
        "an empty range: 1, expected more than the minimum, 2"
      ),
      (#"{"name": "a", "paths": ["events[0].fraction"], "values": ["x"]}"#, "found \"x\""),
      (#"{"name": "regime", "paths": ["seed"], "values": [1]}"#, "a name that no other column"),
      (#"{"name": "a", "paths": ["name"], "operation": "scale", "values": [2]}"#, "to scale"),
      (#"{"name": "a", "path": ["seed"], "values": [1]}"#, "did you mean \"paths\"?"),
      (#"{"name": "a", "paths": ["seed"]}"#, "a factor without values"),
    ])
  func badFactor(factor: String, message: String) throws {
    try write([factor])
    let ended = try command("sweep", "toy.json")
    #expect(ended.status == 65)
    #expect(ended.errors.contains(message), "\(ended.errors)")
    #expect(Files.kind(place.path("Results")) == nil)
  }

  @Test("a scenario is not taken for an experiment, nor an experiment for a scenario")
  func mistaken() throws {
    try write()
    let scenario = try command("sweep", "small.json")
    #expect(scenario.status == 65)
    #expect(
      scenario.errors
        == "concordat: 1 problem in the input:\n  small.json: found a scenario, with a world of its own, "
        + "expected an experiment; concordat run runs scenarios; an experiment names one and what is "
        + "varied in it\n")
    let experiment = try command("run", "toy.json")
    #expect(experiment.status == 65)
    #expect(
      experiment.errors
        == "concordat: 1 problem in the input:\n  toy.json: found an experiment, with a design and "
        + "factors, expected a scenario; concordat sweep runs experiments\n")
  }

  @Test("unknown regimes and metrics, and too many runs, are refused before anything runs")
  func badOrder() throws {
    try write(more: #""regimes": ["fragmentd"]"#)
    let regime = try command("sweep", "toy.json")
    #expect(regime.status == 65)
    #expect(regime.errors.contains("did you mean \"fragmented\"?"))
    try write(more: #""metrics": ["system_los"]"#)
    #expect(try command("sweep", "toy.json").errors.contains("did you mean \"system_loss\"?"))
    try write()
    let large = try command("sweep", "toy.json", "--max-runs", "23")
    #expect(large.status == 65)
    #expect(
      large.errors.contains(
        "found 3 cells of 8 runs each, 24 runs in all, expected at most 23 runs; make the design "
          + "smaller, or allow more with --max-runs"))
    #expect(Files.kind(place.path("Results")) == nil)
    let plan = try command("sweep", "toy.json", "--plan")
    #expect(plan.output == "toy: 3 cells, 2 regimes, 2 modes, 2 replicates: 24 runs in all\n")
    #expect(Files.kind(place.path("Results")) == nil)
  }

  @Test(
    "designs for sensitivity write a table and a line for each metric, regime and mode",
    arguments: [
      (
        #"{"design": "morris", "trajectories": 3}"#,
        ["mean_effect", "mean_effect_size", "effect_spread"]
      ),
      (#"{"design": "sobol_indices", "base": 4}"#, ["first_order", "total"]),
    ])
  func sensitivity(design: String, measures: [String]) throws {
    try write(
      [
        #"{"name": "shock", "paths": ["events[0].fraction"], "operation": "scale", "range": {"minimum": 0.5, "maximum": 1.5}}"#,
        #"{"name": "label", "paths": ["description"], "values": ["a", "b"]}"#,
      ], design: design,
      more:
        #""regimes": ["fragmented"], "modes": ["impact"], "replicates": 1, "metrics": ["system_loss"]"#
    )
    let ended = try command("sweep", "toy.json", "--out", "out")
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(ended.output.hasPrefix("system_loss (fragmented, impact): shock "))
    if measures.contains("mean_effect") { #expect(ended.output.contains(" USD million over its")) }
    let found = try place.table("out/sensitivity.csv")
    #expect(try Set(found.strings("measure")) == Set(measures))
    // What nothing depends on has no effect, exactly.
    let factors = try found.strings("factor")
    let values = try found.doubles("value")
    for (factor, value) in zip(factors, values) where factor == "label" { #expect(value == 0) }
  }

  @Test("a two-way table has the interaction that its means say")
  func twoWay() throws {
    try write(
      more:
        #""two_way": {"rows": "shock", "columns": "regime"}, "modes": ["impact"], "metrics": ["system_loss"]"#
    )
    let ended = try command("sweep", "toy.json", "--out", "out")
    #expect(ended.status == 0, "\(ended.errors)")
    let found = try place.table("out/two_way.csv")
    let means = try found.doubles("mean")
    let interactions = try found.optionalDoubles("interaction")
    // Levels that are numbers are told as numbers, names as texts.
    let package = try JSONReader.read(
      try Files.read(place.path("out/datapackage.json")), file: "datapackage.json"
    ).plain
    let tables = try #require(package["resources"]?.elements { $0 })
    let twoWay = try #require(tables.first { $0["name"]?.text == "two_way" })
    let fields = try #require(twoWay["schema"]?["fields"]?.elements { $0 })
    for (name, type) in [("row_level", "number"), ("column_level", "string")] {
      #expect(fields.first { $0["name"]?.text == name }?["type"]?.text == type)
    }
    // Rows by shock, then four regimes: the first row and column are the reference.
    #expect(found.rowCount == 12)
    for row in 0..<3 {
      for column in 0..<4 {
        let interaction = interactions[row * 4 + column]
        guard row > 0, column > 0 else {
          #expect(interaction == nil)
          continue
        }
        let expected = means[row * 4 + column] - means[row * 4] - means[column] + means[0]
        // The mean of differences against the difference of means: rounding.
        #expect(abs(try #require(interaction) - expected) < 1e-9 * abs(means[0]))
      }
    }
  }

  @Test("the greatest interaction is one that stands after Holm's correction, over every metric")
  func twoWayCorrection() throws {
    try write(
      more:
        #""two_way": {"rows": "shock", "columns": "regime"}, "modes": ["impact"], "replicates": 6, "metrics": ["system_loss", "liquidated", "defaults"]"#
    )
    let ended = try command("sweep", "toy.json", "--out", "out")
    #expect(ended.status == 0, "\(ended.errors)")
    let found = try place.table("out/two_way.csv")
    let metrics = try found.strings("metric")
    let raw = try found.optionalDoubles("p_value")
    let corrected = try found.optionalDoubles("p_value_holm")
    let interactions = try found.optionalDoubles("interaction")
    // Holm's step-down by its definition: the k-th least of m times m − k + 1, never falling.
    let tests = raw.indices.filter { raw[$0] != nil }
      .sorted { (raw[$0] ?? 1, $0) < (raw[$1] ?? 1, $1) }
    #expect(tests.count == 3 * 2 * 3)
    var least = 0.0
    for (place, row) in tests.enumerated() {
      least = max(least, min(1, try #require(raw[row]) * Double(tests.count - place)))
      #expect(corrected[row] == least)
    }
    let lines = ended.output.split(separator: "\n")
    for metric in Set(metrics) {
      let line = try #require(lines.first { $0.hasPrefix("\(metric) (all, impact): ") })
      let shown = metrics.indices.filter { metrics[$0] == metric && corrected[$0] ?? 1 <= 0.05 }
      let greatest = shown.max { abs(interactions[$0] ?? 0) < abs(interactions[$1] ?? 0) }
      if let greatest {
        let level = found.text(
          row: greatest, column: try found.requiredColumn("column_level"))
        #expect(line.contains(" with regime \(level) does "), "\(line)")
        #expect(
          line.hasSuffix("greatest interaction shown after Holm's correction for 18 of them."))
      } else {
        #expect(line.hasSuffix("no interaction of shock and regime is shown."))
      }
    }
    #expect(corrected.contains { $0 ?? 1 <= 0.05 })
  }
}

@Suite("Shipped experiments")
struct ShippedExperimentTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Scenarios").path

  @Test(
    "each can be run",
    arguments: ["fragmentation-by-strictness", "size-of-an-account", "what-matters"])
  func plans(name: String) throws {
    let place = try TemporaryDirectory()
    let ended = try Command(directory: place.path)(
      "sweep", "\(Self.folder)/experiments/\(name).json", "--plan")
    #expect(ended.status == 0, "\(ended.errors)")
  }

  @Test("the schema and the documentation that are shipped are those of the program")
  func format() throws {
    let schema = try Files.read("\(Self.folder)/experiment.schema.json")
    #expect(String(decoding: schema, as: UTF8.self) == JSONText.pretty(ExperimentDocument.schema))
    let documentation = try Files.read("\(Self.folder)/experiment.md")
    #expect(String(decoding: documentation, as: UTF8.self) == ExperimentDocument.documentation)
  }
}
