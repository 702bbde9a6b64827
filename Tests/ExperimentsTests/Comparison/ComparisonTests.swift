import Formats
import Testing

@testable import Experiments
@testable import Results
@testable import Simulation

@Suite("Summary and comparison")
struct ComparisonTests {
  /// Differences of numbers of size ten.
  private let rounding = 1e-12

  private func published(_ replicates: Int) async throws -> (PublishedRun, TemporaryDirectory) {
    let place = try TemporaryDirectory()
    let conclusion = try await RunExperiment(
      ToyExperiment(replicates: replicates).order, target: place.path("run"), jobs: 2
    ).perform()
    guard case .published(let run, _) = conclusion else { throw FileFailure(.write, "run") }
    return (run, place)
  }

  @Test("additive rules give their own differences, and the joint effect is the interaction")
  func differences() async throws {
    let (run, place) = try await published(8)
    let comparison = RegimeComparison(
      try MetricTable(run), regimes: run.manifest.regimes, seed: run.manifest.seed)
    let expected = [(1, -2.0), (2, -1.0), (3, -2.5)]
    for (regime, value) in expected {
      let found = try #require(
        comparison.difference(metric: 0, mode: 0, regime: regime, minus: 0))
      #expect(abs(found.estimate.mean - value) <= rounding)
      #expect(try #require(found.correlation) > 1 - rounding)
    }
    let interaction = try #require(comparison.interaction(metric: 0, mode: 1))
    #expect(abs(interaction.estimate.mean - 0.5) <= rounding)
    withExtendedLifetime(place) {}
  }

  @Test(
    "the files hold a row per regime, mode and metric, and one per pair and for the interaction")
  func files() async throws {
    let (run, place) = try await published(8)
    let summary = try run.table("summary")
    #expect(summary.rowCount == 4 * 2 * 3)
    #expect(summary.header == SummaryRow.table.columns.map(\.name))
    let comparison = try run.table("comparison")
    #expect(comparison.rowCount == 2 * 3 * (6 + 1))
    let verdicts = try zip(comparison.strings("metric"), comparison.strings("verdict"))
    #expect(verdicts.allSatisfy { $0.0 != "frozen" || $0.1 == "no difference shown" })
    #expect(try comparison.strings("verdict").prefix(1) == ["better"])
    #expect(try summary.integers("replicates").prefix(3) == [8, 6, 8])
    withExtendedLifetime(place) {}
  }

  @Test("tails of the loss stand in the files once there are enough replicates for one")
  func tails() async throws {
    let (run, place) = try await published(40)
    let summary = try run.table("summary")
    #expect(summary.rowCount == 4 * 2 * (3 + 2))
    let names = try summary.strings("metric")
    let row = try #require(names.firstIndex(of: "system_loss_expected_shortfall_95"))
    let table = try MetricTable(run)
    let losses = table.values(metric: 0, regime: 0, mode: 0).compactMap { $0 }.sorted()
    let value = try #require(try summary.optionalDoubles("mean")[row])
    #expect(abs(value - (losses[38] + losses[39]) / 2) <= rounding)
    #expect(try summary.strings("level")[row] == "regime")
    let low = try #require(try summary.optionalDoubles("interval_low")[row])
    let high = try #require(try summary.optionalDoubles("interval_high")[row])
    #expect(low <= value && value <= high)
    // The regimes differ by a constant, so every resample of pairs differs by that constant.
    let comparison = try run.table("comparison")
    let tail = try #require(
      try comparison.strings("metric").firstIndex(of: "system_loss_value_at_risk_95"))
    #expect(abs(try comparison.doubles("difference")[tail] + 2) <= rounding)
    #expect(try comparison.strings("verdict")[tail] == "better")
    withExtendedLifetime(place) {}
  }

  @Test("against one baseline there is one row per other regime")
  func oneBaseline() async throws {
    let (run, place) = try await published(2)
    let comparison = RegimeComparison(
      try MetricTable(run), regimes: run.manifest.regimes, seed: run.manifest.seed)
    let rows = comparison.rows(baseline: 2).filter { $0.contrast == .difference }
    #expect(rows.count == 2 * 3 * 3)
    #expect(rows.allSatisfy { $0.baseline == "one" && $0.regime != "one" })
    withExtendedLifetime(place) {}
  }

  @Test("the two-by-two needs each of its cells exactly once")
  func cells() {
    let regimes = ToyExperiment.regimes
    #expect(TwoByTwo(regimes.reversed())?.fragmentedMean == 3)
    #expect(TwoByTwo(Array(regimes.dropLast())) == nil)
    #expect(TwoByTwo(regimes + [regimes[0]]) == nil)
  }

  @Test("a verdict is given only where zero is outside the interval")
  func verdicts() {
    let above = Interval(low: 0.1, high: 1)
    #expect(Verdict(above, direction: .lowerIsBetter) == .worse)
    #expect(Verdict(above, direction: .higherIsBetter) == .better)
    #expect(Verdict(above, direction: .neutral) == .higher)
    #expect(Verdict(Interval(low: -1, high: 0), direction: .neutral) == .noDifferenceShown)
    #expect(Verdict(nil, direction: .neutral) == .undetermined)
  }
}

@Suite("Published values beside simulated ones")
struct PublishedValueTests {
  private func isHit(_ low: Double, _ high: Double, regime: String = "walls") throws -> Bool? {
    var manifest = RunManifest(
      program: Program(version: "0", executableSHA256: "0"), identity: "0", scenarioName: "x",
      inputs: [], seed: 1, regimes: [ToyExperiment.regimes[0]], modes: ["impact"],
      baseline: "walls", replicates: 11,
      making: FinishedUnit.Making(isChecked: false, numericFingerprint: "k"))
    manifest.publishedValues = [
      RunManifest.PublishedValue(
        metric: "detail", regime: regime, low: low, high: high, source: "s")
    ]
    var writer = CSVWriter(columns: ["regime", "mode", "replicate", "detail"])
    for replicate in 0...10 { writer.row(["walls", "impact", .int(replicate), .int(replicate)]) }
    let table = try MetricTable(
      try CSVTable.read(writer.bytes, file: "runs.csv"), metrics: [ToyExperiment.metrics[2]],
      plan: manifest.plan)
    return Scorecard(manifest, table, baseline: 0).published[0].isHit
  }

  @Test("a band is hit by the mean, one number by the middle 90 % of replicates")
  func hits() throws {
    // The values are 0 to 10: mean 5, quantiles 0.5 and 9.5.
    #expect(try isHit(5, 6) == true)
    #expect(try isHit(5.1, 9) == false)
    #expect(try isHit(9, 9) == true)
    #expect(try isHit(10, 10) == false)
    #expect(try isHit(5, 6, regime: "a regime that was not run") == nil)
  }
}

@Suite("Headlines")
struct HeadlineTests {
  @Test("questions stand in the fixed order, a gloss does not make a new one, others come last")
  func order() {
    let questions = [
      "how soon risk is seen", nil, "who pays: clients", "why", "who fails", "who pays",
    ]
    let metrics = questions.enumerated().map { index, question in
      MetricDescription(
        "m\(index)", unit: "1", "", group: .market, level: .replicate, cadence: "",
        headlineQuestion: question)
    }
    let headlines = Scorecard.headlines(metrics)
    #expect(headlines.map(\.metric) == [4, 2, 5, 0, 3])
    #expect(headlines.map(\.question).suffix(2) == ["how soon risk is seen", "why"])
  }
}
