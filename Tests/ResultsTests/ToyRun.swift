import Formats
import Testing

@testable import Results

/// A run of two regimes whose rows are invented: `value` = 100·regime + replicate.
struct ToyRun {
  static let runs = Table(
    "runs", "One row per unit.",
    columns: [
      Column("regime", .string, "the regime", isRequired: true),
      Column("mode", .string, "the mode", isRequired: true),
      Column("replicate", .integer, "the replicate", isRequired: true),
      Column("value", .number, unit: "USD", "an invented number"),
    ], key: ["regime", "mode", "replicate"])
  static let events = Table(
    "events", "Some rows per unit.",
    columns: [
      Column("regime", .string, "the regime", isRequired: true),
      Column("mode", .string, "the mode", isRequired: true),
      Column("replicate", .integer, "the replicate", isRequired: true),
      Column("kind", .string, "what happened"),
    ], key: ["regime", "mode", "replicate", "kind"])

  var target: String
  var replicates: Int
  var seed: UInt64 = 1
  var regimes = ["walls, high", "one"]
  var making = FinishedUnit.Making(isChecked: false, numericFingerprint: "kernel-1")
  var overwrites = false
  var failing: Set<Unit> = []

  var identity: RunIdentity {
    RunIdentity(
      scenarioName: "Toy run", scenario: ["shock": 0.1],
      inputs: [RunIdentity.Input(path: "a.csv", sha256: "00")], seed: seed, regimes: regimes,
      program: Program(version: "0", executableSHA256: "11"))
  }

  var plan: UnitPlan { UnitPlan(regimes: regimes, modes: ["impact"], replicates: replicates) }

  func open() throws -> RunWorkspace.Opening {
    try RunWorkspace.open(
      RunRequest(
        target: target, identity: identity, plan: plan, making: making,
        unitTables: [Self.runs, Self.events], overwrites: overwrites))
  }

  func workspace() throws -> RunWorkspace {
    switch try open() {
    case .workspace(let workspace): return workspace
    case .finished(let run): throw Unexpected(path: run.path)
    }
  }

  struct Unexpected: Error { var path: String }

  func unit(_ unit: Unit) -> FinishedUnit {
    var rows = Self.runs.writer(writesHeader: false)
    var events = Self.events.writer(writesHeader: false)
    let key: [CSVWriter.Cell] = [
      .string(regimes[unit.regime]), .string("impact"), .int(unit.replicate),
    ]
    rows.row(key + [.double(Double(100 * unit.regime + unit.replicate))])
    for event in 0..<unit.replicate { events.row(key + [.string("a \"quoted\"\nkind \(event)")]) }
    return FinishedUnit(making: making, rows: [rows.bytes, events.bytes])
  }

  /// Makes what is missing and publishes; gives the units that had to be made.
  @discardableResult
  func make() throws -> [Unit] {
    let workspace = try workspace()
    var made: [Unit] = []
    for unit in plan.units where !failing.contains(unit) {
      if try workspace.spool.read(unit) == nil {
        try workspace.spool.write(self.unit(unit), for: unit)
        made.append(unit)
      }
    }
    var publication = try Publication(workspace)
    try publication.writeUnits()
    try publication.write("scenario.json", ["shock": 0.1])
    try publication.commit(title: "Toy", manifest: manifest())
    return made
  }

  func manifest(hits: Int = 0) -> RunManifest {
    RunManifest(
      program: identity.program, identity: identity.sha256, scenarioName: "Toy run",
      inputs: identity.inputs, seed: seed,
      regimes: regimes.map {
        RunManifest.Regime(name: $0, isHarmonised: $0 == "one", isStrict: nil)
      },
      modes: ["impact"], baseline: regimes[0], replicates: replicates, making: making,
      passLimitHits: hits,
      failures: failing.isEmpty
        ? []
        : [
          RunManifest.Failure(
            regime: "one", mode: "impact", replicate: 0, message: "the \"core\" did not converge")
        ],
      publishedValues: [
        RunManifest.PublishedValue(
          metric: "value", regime: "one", low: 3.5, high: 4, source: "somewhere")
      ],
      times: [JSONMember("seconds", 1.5)])
  }

  /// Every file of the published directory with its bytes.
  func contents() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in try Files.list(target) { contents[name] = try Files.read(target + "/" + name) }
    return contents
  }
}
