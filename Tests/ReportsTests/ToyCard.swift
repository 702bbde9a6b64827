import Formats
import Testing

@testable import Experiments
@testable import Results
@testable import Simulation

/// A run of four regimes and eight replicates whose numbers are written down by rule: with the common luck
/// `u = replicate − 3.5`, defaults are `12 + u − 3·harmonised − 2·strict`, cost is
/// `200 (1 + harmonised) + u·(1 + strict)` in millions, and detection is missing in the first regime.
enum ToyCard {
  static let regimes = [
    RunManifest.Regime(name: "fragmented-mean", isHarmonised: false, isStrict: false),
    RunManifest.Regime(name: "fragmented-strict", isHarmonised: false, isStrict: true),
    RunManifest.Regime(name: "harmonised-mean", isHarmonised: true, isStrict: false),
    RunManifest.Regime(name: "harmonised-strict", isHarmonised: true, isStrict: true),
  ]

  static let metrics = [
    MetricDescription(
      "defaults", unit: "count", "Institutions in default.", group: .stability, level: .replicate,
      cadence: "at the end", direction: .lowerIsBetter, headlineQuestion: "who fails: institutions"),
    MetricDescription(
      "compliance_cost", unit: "USD", "What compliance costs.", group: .compliance,
      level: .replicate, cadence: "at the end", direction: .lowerIsBetter,
      headlineQuestion: "what prevention costs"),
    MetricDescription(
      "detection_share", unit: "fraction", "Breaches detected.", group: .riskDiscovery,
      level: .replicate, cadence: "at the end", direction: .higherIsBetter,
      headlineQuestion: "how soon risk is seen"),
    MetricDescription(
      "detail", unit: "count", "Not a headline.", group: .market, level: .replicate,
      cadence: "at the end"),
  ]

  static func manifest(_ regimes: [RunManifest.Regime], replicates: Int) -> RunManifest {
    RunManifest(
      program: Program(version: "0", executableSHA256: "0"), identity: "0",
      scenarioName: "toy-cascade", inputs: [], seed: 42, regimes: regimes, modes: ["impact"],
      baseline: regimes[0].name, replicates: replicates,
      making: FinishedUnit.Making(isChecked: false, numericFingerprint: "k"),
      publishedValues: [
        RunManifest.PublishedValue(
          metric: "defaults", regime: regimes[0].name, low: 10, high: 13, source: "A ledger, 2025"),
        RunManifest.PublishedValue(
          metric: "compliance_cost", regime: regimes[0].name, low: 9e6, high: 9e6,
          source: "A survey"),
        RunManifest.PublishedValue(
          metric: "unknown", regime: regimes[0].name, low: 1, high: 2, source: "Elsewhere"),
      ])
  }

  static func table(_ regimes: [RunManifest.Regime], replicates: Int) throws -> MetricTable {
    var writer = CSVWriter(
      columns: ["regime", "mode", "replicate"] + metrics.map(\.name))
    for regime in regimes {
      for replicate in 0..<replicates {
        let luck = Double(replicate) - 3.5
        let harmonised: Double = regime.isHarmonised == true ? 1 : 0
        let strict: Double = regime.isStrict == true ? 1 : 0
        writer.row([
          .string(regime.name), "impact", .int(replicate),
          .double(12 + luck - 3 * harmonised - 2 * strict),
          .double(200e6 * (1 + harmonised) + 1e6 * luck * (1 + strict)),
          harmonised + strict == 0 ? .missing : .double(0.5 + luck / 100), .int(0),
        ])
      }
    }
    return try MetricTable(
      try CSVTable.read(writer.bytes, file: "runs.csv"), metrics: metrics,
      plan: UnitPlan(regimes: regimes.map(\.name), modes: ["impact"], replicates: replicates))
  }

  static func card(_ regimes: [RunManifest.Regime] = regimes, replicates: Int = 8) throws
    -> Scorecard
  {
    Scorecard(
      manifest(regimes, replicates: replicates), try table(regimes, replicates: replicates),
      baseline: 0)
  }
}
