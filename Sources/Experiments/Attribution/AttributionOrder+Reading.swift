import Formats
import Regimes
import Results
import Scenarios
package import Simulation

/// What the command line decides about an attribution.
package struct AttributionOptions: Sendable {
  /// Nil for the scenario's fragmented cell at the mean, or else its baseline.
  package var from: String?
  /// Nil for its harmonised cell at the mean, or a regime called `harmonised`, or the only other one.
  package var to: String?
  /// Nil for the scenario's.
  package var modes: [ComparisonMode]?
  /// Empty for the headline metrics.
  package var metrics: [String] = []
  /// Nil for exact values where they take few enough runs, and else sixteen orders.
  package var method: AttributionDesign.Method?
  package var maximumRuns = 100_000
  /// Changes of the scenario, as `path.to.key=value`.
  package var changes: [String] = []

  package init() {}

  /// Sets the modes to those with these names, none for the scenario's; false for a name that no mode has.
  package mutating func choose(modes names: [String]) -> Bool {
    modes = names.isEmpty ? nil : ComparisonMode.allCases.filter { names.contains($0.rawValue) }
    return names.allSatisfy { ComparisonMode(rawValue: $0) != nil }
  }

  /// Exact values that take no more runs than this are not sampled instead.
  static let affordableRuns = 10_000
  static let standardOrders = 16
}

extension AttributionOrder {
  /// Reads, checks and resolves a scenario, and chooses what is run.
  package init(scenario path: String, options: AttributionOptions) throws {
    var overrides: [Override] = []
    // Nothing of these decides a metric, and a changed number no longer has the source that it had.
    for text in options.changes + ["record.tables=[]", "published=[]", "provenance={}"] {
      overrides.append(try Override(parsing: text))
    }
    let scenario = try Scenario.load(path, overrides: overrides)
    let (first, second) = try Self.ends(scenario, path, options)
    let metrics = RunTables(scenario).replicateMetrics
    let modes = options.modes ?? scenario.comparison.modes
    let levers = Lever.allCases.filter {
      scenario.mixedRegime(from: first, to: second, levers: [$0])
        != scenario.mixedRegime(from: first, to: second, levers: [])
    }
    let exactRuns = (1 << levers.count) * scenario.replicates * modes.count
    let method =
      options.method
      ?? (exactRuns <= AttributionOptions.affordableRuns
        ? .exact : .sampled(orders: AttributionOptions.standardOrders))
    let design = AttributionDesign(
      levers: levers, method: method, replicates: scenario.replicates, seed: scenario.seed)
    self.init(
      name: scenario.name, scenario: scenario.resolved,
      inputs: scenario.inputs.dropFirst().map {
        RunIdentity.Input(path: Files.name(of: $0.path), sha256: SHA256.hexadecimal(of: $0.bytes))
      },
      from: first.name, to: second.name, modes: modes, replicates: scenario.replicates,
      seed: scenario.seed, money: scenario.unitOfAccount, design: design, metrics: metrics,
      chosen: try Self.chosen(options.metrics, among: metrics)
    ) { levers, mode, replicate in
      let regime = scenario.mixedRegime(from: first, to: second, levers: levers)
      return scenario.simulate(regime: regime, mode: mode, replicate: replicate).metrics
    }
    guard runs <= options.maximumRuns else {
      throw InputProblems([
        Problem(
          file: path, found: "\(runs) runs", expected: "at most \(options.maximumRuns) runs",
          hint: "take fewer replicates or --permutations, or allow more with --max-runs")
      ])
    }
  }

  /// The two regimes between which levers are moved.
  private static func ends(
    _ scenario: Scenario, _ path: String, _ options: AttributionOptions
  ) throws -> (Regime, Regime) {
    let known = scenario.regimes.map(\.name)
    let cells = scenario.comparison.twoByTwo
    let from = options.from ?? cells?.fragmentedMean ?? scenario.baseline
    let others = known.filter { $0 != from }
    let to =
      options.to ?? cells?.harmonisedMean
      ?? (known.contains("harmonised") ? "harmonised" : others.count == 1 ? others[0] : nil)
    guard let to, to != from else {
      throw InputProblems([
        Problem(
          file: path,
          found: to.map { "\($0) at both ends" } ?? "the regimes \(known.joined(separator: ", "))",
          expected: "two regimes between which levers are moved, by --from and --to")
      ])
    }
    guard let first = scenario.regime(named: from) else {
      throw UnknownRegime(name: from, known: known)
    }
    guard let second = scenario.regime(named: to) else {
      throw UnknownRegime(name: to, known: known)
    }
    for regime in [first, second] where regime.introduction != .atOnce {
      throw InputProblems([
        Problem(
          file: path, found: "\(regime.name), which changes in the course of a run",
          expected: "two regimes that are in force from the start")
      ])
    }
    return (first, second)
  }

  private static func chosen(
    _ names: [String], among metrics: [MetricDescription]
  ) throws(InputProblems) -> [Int] {
    guard !names.isEmpty else {
      return metrics.indices.filter { metrics[$0].headlineQuestion != nil }
    }
    let known = metrics.map(\.name)
    let unknown = names.filter { !known.contains($0) }
    guard unknown.isEmpty else {
      throw InputProblems(
        unknown.map {
          Problem(
            file: "--metric", found: JSONText.quoted($0),
            expected: "a metric of the scenario, a column of its runs.csv",
            hint: Spelling.hint(for: $0, among: known))
        })
    }
    return metrics.indices.filter { names.contains(known[$0]) }
  }
}
