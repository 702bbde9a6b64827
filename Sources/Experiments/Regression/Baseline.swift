package import Formats
package import Results

/// What a scenario gave when somebody last said that it was right: `baseline.json` and `runs.csv` in a directory
/// of its own, kept under version control.
package struct Baseline: Sendable {
  /// How far a mean may move where equality cannot be asked for.
  package struct Margins: Sendable, Equatable {
    /// For metrics without a margin of their own, in standard deviations over replicates.
    package var standardDeviations = 0.5
    /// In the unit of the metric.
    package var metrics: KeyedValues<Double> = [:]

    package init() {}
  }

  package var scenarioName: String
  /// Digest of the resolved scenario.
  package var scenario: String
  package var seed: UInt64
  package var plan: UnitPlan
  package var numericFingerprint: String
  package var margins: Margins
  /// `runs.csv` as it was.
  package var runs: [UInt8]

  private static let format = "concordat-baseline"
  private static let description = "baseline.json"
  private static let table = "runs.csv"

  /// What a finished run gives.
  package init(_ run: PublishedRun, margins: Margins = Margins()) throws(RunDirectoryError) {
    scenarioName = run.manifest.scenarioName
    scenario = run.manifest.file("scenario.json")?.sha256 ?? ""
    seed = run.manifest.seed
    plan = run.manifest.plan
    numericFingerprint = run.manifest.making.numericFingerprint
    self.margins = margins
    runs = try run.read(Self.table)
  }

  /// Reads a baseline; nil where there is none.
  package static func read(_ directory: String) throws(InputProblems) -> Baseline? {
    let path = directory + "/" + description
    guard Files.kind(path) != nil else { return nil }
    let json = try JSONReader.read(try InputFile.read(path), file: path).plain
    let runs = try InputFile.read(directory + "/" + table)
    guard let baseline = Baseline(json, runs: runs) else {
      throw InputProblems([
        Problem(
          file: path, found: "something else",
          expected: "a baseline of this version, as concordat regress --update writes it")
      ])
    }
    guard json["runs_sha256"]?.text == SHA256.hexadecimal(of: runs) else {
      throw InputProblems([
        Problem(
          file: directory + "/" + table, found: "other bytes than \(path) says",
          expected: "the file that concordat regress --update wrote")
      ])
    }
    return baseline
  }

  private init?(_ json: JSONValue, runs: [UInt8]) {
    guard json["format"]?.text == Self.format, let name = json["scenario"]?.text,
      let digest = json["scenario_sha256"]?.text,
      let seed = json["seed"]?.whole.flatMap({ UInt64(exactly: $0) }),
      let regimes = json["regimes"]?.elements({ $0.text }),
      let modes = json["modes"]?.elements({ $0.text }),
      let replicates = json["replicates"]?.whole,
      let fingerprint = json["numeric_fingerprint"]?.text,
      let deviations = json["margins"]?["standard_deviations"]?.real, deviations >= 0,
      case .object(let own)? = json["margins"]?["metrics"]
    else { return nil }
    scenarioName = name
    scenario = digest
    self.seed = seed
    plan = UnitPlan(regimes: regimes, modes: modes, replicates: replicates)
    numericFingerprint = fingerprint
    margins = Margins()
    margins.standardDeviations = deviations
    for member in own {
      guard let margin = member.value.real, margin >= 0 else { return nil }
      margins.metrics[member.key] = margin
    }
    self.runs = runs
  }

  package func write(_ directory: String) throws(FileFailure) {
    try Files.createDirectory(directory)
    try Files.replace(directory + "/" + Self.table, with: runs)
    try Files.replace(
      directory + "/" + Self.description, with: Array(JSONText.pretty(json).utf8))
  }

  private var json: JSONValue {
    [
      "format": .string(Self.format), "scenario": .string(scenarioName),
      "scenario_sha256": .string(scenario), "seed": .integer(Int(seed)),
      "regimes": .array(plan.regimes.map { .string($0) }),
      "modes": .array(plan.modes.map { .string($0) }), "replicates": .integer(plan.replicates),
      "numeric_fingerprint": .string(numericFingerprint),
      "margins": [
        "standard_deviations": .number(margins.standardDeviations),
        "metrics": .object(
          margins.metrics.entries.map { JSONMember($0.key, .number($0.value)) }),
      ],
      "runs_sha256": .string(SHA256.hexadecimal(of: runs)),
    ]
  }
}
