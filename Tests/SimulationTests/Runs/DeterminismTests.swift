import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Recording and luck")
struct DeterminismTests {
  private func record(
    _ specification: WorldSpecification, _ random: RandomWorld, seed: UInt64 = 9,
    replicate: Int = 0, plan: RecordingPlan = RecordingPlan()
  ) throws -> ReplicateRecord {
    let regime = try ResolvedRegime(
      random.regime, jurisdictions: specification.jurisdictions, assets: specification.assetIDs)
    return try simulate(
      specification, regime: regime, mode: .impact, seed: seed, replicate: replicate, plan: plan)
  }

  @Test("the same seed and replicate give the same record to the last bit", arguments: 0..<6)
  func sameSeed(number: Int) throws {
    let random = RandomWorld(number)
    #expect(
      try record(random.specification, random) == record(random.specification, random))
  }

  @Test("another replicate or another seed gives another record", arguments: 0..<6)
  func otherLuck(number: Int) throws {
    let random = RandomWorld(number)
    let first = try record(random.specification, random)
    #expect(try record(random.specification, random, replicate: 1) != first)
    #expect(try record(random.specification, random, seed: 10) != first)
  }

  /// The spectral metrics have the interval of the plan in their definition and are left out.
  @Test("what is recorded never changes a result", arguments: 0..<6)
  func recording(number: Int) throws {
    let random = RandomWorld(number)
    let full = try record(random.specification, random)
    var plan = RecordingPlan()
    plan.seriesInterval = 5
    plan.spectralInterval = 1
    let sparse = try record(random.specification, random, plan: plan)
    plan.keepsSeries = false
    plan.keepsEvents = false
    plan.keepsInstitutions = false
    let least = try record(random.specification, random, plan: plan)
    let names = replicateMetrics(of: random.specification).map(\.description.name)
    for (index, name) in names.enumerated() where name != "spectral_radius_greatest" {
      #expect(sparse.metrics[index] == full.metrics[index], "\(name)")
      #expect(least.metrics[index] == full.metrics[index], "\(name)")
    }
    #expect(sparse.institutions == full.institutions)
    #expect(sparse.events == full.events)
    let common = Set(sparse.series.map(\.tick))
    #expect(sparse.series == full.series.filter { common.contains($0.tick) })
    #expect(least.series.isEmpty && least.events.isEmpty && least.institutions.isEmpty)
  }

  @Test("checking the laws never changes a result")
  func checks() throws {
    let random = RandomWorld(3)
    let regime = try ResolvedRegime(
      random.regime, jurisdictions: random.specification.jurisdictions,
      assets: random.specification.assetIDs)
    let records = try [false, true].map {
      try simulate(
        random.specification, regime: regime, mode: .impact, seed: 9, replicate: 0, checks: $0)
    }
    #expect(records[0] == records[1])
  }

  /// Metrics that count institutions or pictures of them, or fit across institutions.
  private static let counting: Set<String> = [
    "debtrank_start", "debtrank_end", "compliance_cost_per_institution",
    "compliance_cost_per_market", "compliance_growth_exponent", "compliance_best_fit",
    "compliance_aic_quadratic", "compliance_aic_exponential", "picture_error", "false_alarms",
    "stress_picture_error",
  ]

  /// Equities agree to rounding: a larger matrix may be solved with other operations.
  @Test("one more institution that owns and owes nothing changes nobody else", arguments: 0..<12)
  func inert(number: Int) throws {
    let random = RandomWorld(number)
    var larger = random.specification
    larger.institutions.append(
      InstitutionSpecification(id: "inert", kind: .lender, home: 0, operatesIn: [0]))
    let without = try record(random.specification, random)
    let with = try record(larger, random)
    for (left, right) in zip(without.institutions, with.institutions) {
      #expect(left.id == right.id)
      #expect(left.defaultTick == right.defaultTick)
      #expect(isNear(left.equityEnd, right.equityEnd), "\(left.id)")
      #expect(areNear(left.channels, right.channels), "\(left.id)")
    }
    #expect(with.institutions.last?.equityEnd == 0)
    let names = replicateMetrics(of: random.specification).map(\.description.name)
    #expect(names == replicateMetrics(of: larger).map(\.description.name))
    for (index, name) in names.enumerated() where !Self.counting.contains(name) {
      let values = (without.metrics[index], with.metrics[index])
      #expect((values.0 == nil) == (values.1 == nil), "\(name)")
      #expect(isNear(values.0 ?? 0, values.1 ?? 0, within: 1e-8), "\(name)")
    }
  }
}
