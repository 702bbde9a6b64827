import Formats
import Randomness
import Simulation
import Testing

@testable import Experiments
@testable import Results

@Suite("The verdict of a night")
struct RegressionTests {
  private let place: TemporaryDirectory

  init() throws { place = try TemporaryDirectory() }

  private func run(
    _ name: String, _ experiment: ToyExperiment = ToyExperiment(),
    changing change: @escaping @Sendable (Unit, inout ReplicateRecord) -> Void = { _, _ in }
  ) async throws -> PublishedRun {
    var order = experiment.order
    let simulate = order.simulate
    order.simulate = { unit in
      var record = try simulate(unit)
      change(unit, &record)
      return record
    }
    guard
      case .published(let run, _) = try await RunExperiment(
        order, target: place.path(name), jobs: 2
      ).perform()
    else { throw RunDirectoryError.notARun(path: name) }
    return run
  }

  /// A baseline as if another processor had made it.
  private func elsewhere(_ run: PublishedRun) throws -> Baseline {
    var baseline = try Baseline(run)
    baseline.numericFingerprint = "another-core"
    return baseline
  }

  @Test("the same run is the same in every metric, also read back from its directory")
  func same() async throws {
    let run = try await run("run")
    try Baseline(run).write(place.path("baseline"))
    let baseline = try #require(try Baseline.read(place.path("baseline")))
    let regression = try Regression(run, against: baseline)
    #expect(regression.metrics.count == 4 * 2 * 3)
    #expect(regression.metrics.allSatisfy { $0.verdict == .same })
    #expect(regression.drifts.isEmpty)
    #expect(try Baseline.read(place.path("nothing")) == nil)
  }

  @Test("with the same arithmetic a last bit in one replicate is a move")
  func lastBit() async throws {
    let baseline = try Baseline(try await run("old"))
    let moved = try await run("new") { unit, record in
      guard unit == Unit(regime: 1, mode: 0, replicate: 3) else { return }
      record.metrics[0] = record.metrics[0]?.nextUp
    }
    let regression = try Regression(moved, against: baseline)
    #expect(regression.failures.map(\.metric) == ["system_loss"])
    let drift = try #require(regression.failures.first)
    #expect(drift.regime == "walls-strict")
    #expect(drift.movedValues == 1)
    #expect(drift.method == .exact)
  }

  @Test("under other arithmetic last bits are equivalent and a real change is a move")
  func otherArithmetic() async throws {
    let baseline = try elsewhere(try await run("old"))
    let rounded = try await run("rounded") { _, record in
      record.metrics = record.metrics.map { $0.map { $0 * (1 + 1e-13) } }
    }
    let harmless = try Regression(rounded, against: baseline)
    #expect(harmless.failures.isEmpty)
    #expect(harmless.metrics.contains { $0.verdict == .equivalent })
    let changed = try await run("changed") { unit, record in
      if unit.regime == 2 { record.metrics[0] = record.metrics[0].map { $0 + 3 } }
    }
    let found = try Regression(changed, against: baseline)
    #expect(Set(found.failures.map(\.metric)) == ["system_loss"])
    #expect(Set(found.failures.map(\.regime)) == ["one"])
    #expect(try #require(found.drifts.first).difference.map { abs($0 - 3) < 1e-9 } == true)
  }

  @Test("a margin of a metric's own decides for it")
  func margins() async throws {
    var baseline = try elsewhere(try await run("old"))
    let changed = try await run("changed") { _, record in
      record.metrics[0] = record.metrics[0].map { $0 + 3 }
    }
    #expect(try !Regression(changed, against: baseline).failures.isEmpty)
    baseline.margins.metrics["system_loss"] = 4
    #expect(try Regression(changed, against: baseline).failures.isEmpty)
  }

  @Test("another seed is compared as independent luck")
  func otherSeed() async throws {
    var old = ToyExperiment(replicates: 200)
    let baseline = try elsewhere(try await run("old", old))
    old.seed = 43
    let other = try await run("other", old)
    let regression = try Regression(other, against: baseline)
    // 24 tests of two samples of 200 at a margin of half a deviation: power above 0.99 each.
    #expect(regression.failures.count <= 1)
    #expect(regression.metrics.contains { $0.verdict == .equivalent })
  }

  @Test("what is gone fails, what is new does not")
  func goneAndNew() async throws {
    let baseline = try Baseline(
      try await run("two", ToyExperiment(regimes: Array(ToyExperiment.regimes[0...1]))))
    let other = try await run(
      "other", ToyExperiment(regimes: Array(ToyExperiment.regimes[1...2])))
    let regression = try Regression(other, against: baseline)
    #expect(Set(regression.failures.map(\.regime)) == ["walls"])
    #expect(regression.failures.allSatisfy { $0.verdict == .gone })
    #expect(regression.metrics.count { $0.verdict == .new } == 6)
  }

  @Test("a baseline whose table was changed by hand is refused")
  func tampered() async throws {
    try Baseline(try await run("run")).write(place.path("baseline"))
    let path = place.path("baseline/runs.csv")
    try Files.replace(path, with: try Files.read(path) + [10])
    #expect(throws: InputProblems.self) { try Baseline.read(place.path("baseline")) }
  }

  @Test("a history grows by a row a night and shows a change of level where it happened")
  func history() async throws {
    let path = place.path("history.csv")
    let run = try await run("run")
    let regression = try Regression(run, against: try Baseline(run))
    for night in 0..<3 {
      var history = try NightHistory(path)
      #expect(history.count == night)
      try history.add(run, regression, time: "night \(night)")
      try history.write(path)
      #expect(history.changes().isEmpty)
    }
    let moved = try await self.run("moved") { _, record in
      record.metrics[0] = record.metrics[0].map { $0 + 1 }
    }
    var history = try NightHistory(path)
    for night in 3..<20 {
      try history.add(night < 10 ? run : moved, regression, time: "night \(night)")
    }
    let changes = history.changes()
    #expect(changes.count == 8)
    #expect(changes.allSatisfy { $0.column.hasSuffix(".system_loss") && $0.time == "night 10" })
    // A metric that is constant but for one level: the levels are its means.
    #expect(changes.allSatisfy { abs($0.point.after - $0.point.before - 1) < 1e-9 })
  }
}
