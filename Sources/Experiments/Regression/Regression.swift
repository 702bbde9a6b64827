import Formats
package import Results
import Simulation

/// The verdict of a night: every metric of a run against its baseline.
///
/// With the baseline's numeric fingerprint every value must be the baseline's. Under another fingerprint last bits
/// differ, so what is asked for is equivalence within a margin (two one-sided tests), of pairs where the seed is
/// the baseline's and of independent samples where it is not.
package struct Regression: Sendable {
  package var scenarioName: String
  package var isSameArithmetic: Bool
  package var isSameScenario: Bool
  /// In the order of the run, then what is gone.
  package var metrics: [MetricDrift] = []

  /// The level of the equivalence tests.
  package static let level = 0.05
  /// A larger share of replicates that have a value on one side only is a move.
  static let missingShare = 0.05

  package var failures: [MetricDrift] { metrics.filter { $0.verdict.isFailure } }

  /// What is not as in the baseline, the worst first.
  package var drifts: [MetricDrift] {
    metrics.enumerated().filter { $0.element.verdict != .same }.sorted {
      let (first, second) = ($0.element, $1.element)
      if first.verdict.isFailure != second.verdict.isFailure { return first.verdict.isFailure }
      return first.size == second.size ? $0.offset < $1.offset : first.size > second.size
    }.map(\.element)
  }

  package init(_ run: PublishedRun, against baseline: Baseline) throws {
    let table = try MetricTable(run)
    let file = "the baseline of \(baseline.scenarioName)"
    let runs = try CSVTable.read(baseline.runs, file: file)
    let known = table.metrics.filter { runs.column($0.name) != nil }
    let old = try MetricTable(runs, metrics: known, plan: baseline.plan)
    scenarioName = run.manifest.scenarioName
    isSameArithmetic = run.manifest.making.numericFingerprint == baseline.numericFingerprint
    isSameScenario = run.manifest.file("scenario.json")?.sha256 == baseline.scenario
    let isPaired = run.manifest.seed == baseline.seed
    for (regime, name) in table.plan.regimes.enumerated() {
      for (mode, word) in table.plan.modes.enumerated() {
        let places = Self.places(name, word, in: baseline.plan)
        for (index, metric) in table.metrics.enumerated() {
          let place = places.flatMap { places in
            known.firstIndex { $0.name == metric.name }.map { ($0, places.regime, places.mode) }
          }
          metrics.append(
            compare(
              table.values(metric: index, regime: regime, mode: mode),
              with: place.map { old.values(metric: $0, regime: $1, mode: $2) },
              context: (name, word, metric.name, metric.unit), margins: baseline.margins,
              isPaired: isPaired))
        }
      }
    }
    addGone(runs, table, baseline.plan)
  }

  private static func places(_ regime: String, _ mode: String, in plan: UnitPlan)
    -> (regime: Int, mode: Int)?
  {
    guard let regime = plan.regimes.firstIndex(of: regime),
      let mode = plan.modes.firstIndex(of: mode)
    else { return nil }
    return (regime, mode)
  }

  /// Metrics of the baseline that the run lacks, and everything of regimes and modes that it lacks.
  private mutating func addGone(_ runs: CSVTable, _ table: MetricTable, _ plan: UnitPlan) {
    let keys = ["regime", "mode", "replicate", "seed"]
    let names = runs.header.filter { !keys.contains($0) }
    let present = table.metrics.map(\.name)
    for regime in plan.regimes {
      for mode in plan.modes {
        let isThere = Self.places(regime, mode, in: table.plan) != nil
        for name in names where !isThere || !present.contains(name) {
          metrics.append(
            MetricDrift(
              regime: regime, mode: mode, metric: name, unit: "", movedValues: plan.replicates,
              replicates: plan.replicates, method: .none, verdict: .gone))
        }
      }
    }
  }

  private func compare(
    _ values: [Double?], with old: [Double?]?,
    context: (regime: String, mode: String, metric: String, unit: String),
    margins: Baseline.Margins, isPaired: Bool
  ) -> MetricDrift {
    let present = values.compactMap { $0 }
    var drift = MetricDrift(
      regime: context.regime, mode: context.mode, metric: context.metric, unit: context.unit,
      mean: present.isEmpty ? nil : mean(present), movedValues: values.count,
      replicates: values.count, method: .none, verdict: .new)
    guard let old else { return drift }
    let oldPresent = old.compactMap { $0 }
    drift.baselineMean = oldPresent.isEmpty ? nil : mean(oldPresent)
    drift.standardDeviation = sampleStandardDeviation(oldPresent)
    let count = max(values.count, old.count)
    let common = min(values.count, old.count)
    drift.replicates = count
    drift.movedValues =
      zip(values, old).count { !Self.isSame($0, $1) } + count - common
    if drift.movedValues == 0 {
      drift.verdict = .same
      drift.method = .exact
    } else if isSameArithmetic {
      drift.verdict = .moved
      drift.method = .exact
    } else {
      test(&drift, values, old, margins, isPaired: isPaired)
    }
    return drift
  }

  private static func isSame(_ first: Double?, _ second: Double?) -> Bool {
    switch (first, second) {
    case (let first?, let second?): first == second
    case (nil, nil): true
    default: false
    }
  }

  private func test(
    _ drift: inout MetricDrift, _ values: [Double?], _ old: [Double?],
    _ margins: Baseline.Margins, isPaired: Bool
  ) {
    let deviation = drift.standardDeviation ?? 0
    // A metric that does not vary may still differ in its last bits.
    let rounding = 1e-9 * abs(drift.baselineMean ?? 0)
    let margin =
      margins.metrics[drift.metric]
      ?? max(margins.standardDeviations * deviation, rounding)
    drift.margin = margin
    drift.method = .equivalence
    let oneSided = zip(values, old).count { ($0 == nil) != ($1 == nil) }
    let pairs = zip(values, old).compactMap { value, old in
      value.flatMap { value in old.map { (value, $0) } }
    }
    let test =
      isPaired
      ? EquivalenceTest(
        differences: pairs.map { contrast($0.0 - $0.1, of: [$0.0, $0.1]) }, margin: margin)
      : EquivalenceTest(
        values.compactMap { $0 }, minus: old.compactMap { $0 }, margin: margin)
    drift.p = test?.p
    let isMissing = Double(oneSided) > Self.missingShare * Double(max(1, values.count))
    drift.verdict =
      !isMissing
        && (test?.isEquivalent(level: Self.level) ?? (margin >= abs(drift.difference ?? 0)))
      ? .equivalent : .moved
  }
}
