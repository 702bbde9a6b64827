import Testing

@testable import Experiments
@testable import Results
@testable import Simulation

@Suite("What is known about a difference")
struct EvidenceTests {
  private func rows(_ experiment: ToyExperiment) async throws -> [ComparisonRow] {
    let place = try TemporaryDirectory()
    guard
      case .published(let run, _) = try await RunExperiment(
        experiment.order, target: place.path("run"), jobs: 2
      ).perform()
    else { return [] }
    return RegimeComparison(
      try MetricTable(run), regimes: run.manifest.regimes, seed: run.manifest.seed
    ).rows(baseline: 0)
  }

  @Test("a loss that is lower by one in every pair is dominated, and pairing saves everything")
  func constantDifference() async throws {
    let row = try #require(
      try await rows(ToyExperiment()).first { $0.metric == "system_loss" && $0.regime == "one" })
    let evidence = row.evidence
    #expect(evidence.probabilityLower == 1)
    #expect(evidence.dominance == "regime, first order")
    // Sums of luck and one differ from one by rounding only.
    #expect(abs(try #require(evidence.bootstrapLow) + 1) < 1e-12)
    #expect(abs(try #require(evidence.bootstrapHigh) + 1) < 1e-12)
    #expect(try #require(evidence.p) < 1e-12)
  }

  @Test("p-values are adjusted within the headline metrics of a pair, and there only")
  func adjusted() async throws {
    let rows = try await rows(ToyExperiment()).filter { $0.regime == "one" && $0.mode == "impact" }
    let loss = try #require(rows.first { $0.metric == "system_loss" }).evidence
    let frozen = try #require(rows.first { $0.metric == "frozen" }).evidence
    let detail = try #require(rows.first { $0.metric == "detail" }).evidence
    #expect(
      [loss.adjustedP, frozen.adjustedP] == holmAdjusted([loss.p, frozen.p]))
    #expect(detail.p != nil && detail.adjustedP == nil)
    // The frozen metric is neither good nor bad, and does not differ.
    #expect(frozen.dominance == nil && frozen.probabilityLower == 0.5 && frozen.p == 1)
  }
}
