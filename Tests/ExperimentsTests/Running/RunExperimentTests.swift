import Formats
import Simulation
import Testing

@testable import Experiments
@testable import Results

@Suite("A run from its order to its directory")
struct RunExperimentTests {
  private struct Refusal: Error {}

  @Test("the bytes do not depend on the number of jobs")
  func jobs() async throws {
    let place = try TemporaryDirectory()
    for jobs in [1, 2, 5] {
      _ = try await RunExperiment(
        ToyExperiment().order, target: place.path("\(jobs)"), jobs: jobs
      ).perform()
    }
    let one = try ToyExperiment.contents(place.path("1"))
    #expect(one.count == 8)
    #expect(try ToyExperiment.contents(place.path("2")) == one)
    #expect(try ToyExperiment.contents(place.path("5")) == one)
  }

  @Test("regimes give the same rows together and alone")
  func together() async throws {
    let place = try TemporaryDirectory()
    _ = try await RunExperiment(ToyExperiment().order, target: place.path("all"), jobs: 2).perform()
    for regime in ToyExperiment.regimes {
      let path = place.path(regime.name)
      _ = try await RunExperiment(
        ToyExperiment(regimes: [regime]).order, target: path, jobs: 2
      ).perform()
      for table in ["runs", "timeseries", "institutions", "events"] {
        let all = lines(try Files.read(place.path("all/\(table).csv")))
        let alone = lines(try Files.read("\(path)/\(table).csv"))
        #expect(all.filter { $0.hasPrefix("\(regime.name),") } == Array(alone.dropFirst()))
      }
    }
  }

  private func lines(_ bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  @Test("a run that was cut short goes on and gives the same bytes")
  func resume() async throws {
    let place = try TemporaryDirectory()
    _ = try await RunExperiment(ToyExperiment().order, target: place.path("straight"), jobs: 1)
      .perform()
    // Half of the units fail in a first attempt that breaks a law, so that nothing is published.
    var cut = ToyExperiment()
    cut.trouble = { $0.replicate < 4 ? nil : "cash: 1 USD is missing" }
    let first = try await RunExperiment(cut.order, target: place.path("cut"), jobs: 2).perform()
    guard case .brokenLaws(let outcome) = first else {
      Issue.record("a broken law was published")
      return
    }
    #expect(outcome.violations.count == 32)
    #expect(outcome.violations.first?.message == "cash: 1 USD is missing")
    #expect(Files.kind(place.path("cut")) == nil)
    let second = try await RunExperiment(
      ToyExperiment().order, target: place.path("cut"), jobs: 2
    ).perform()
    guard case .published(_, let resumed) = second else {
      Issue.record("nothing was published")
      return
    }
    #expect(resumed.reused == 32)
    #expect(
      try ToyExperiment.contents(place.path("cut"))
        == ToyExperiment.contents(place.path("straight")))
  }

  @Test("more replicates add to a finished run and give the bytes of a run of that size")
  func extend() async throws {
    let place = try TemporaryDirectory()
    func run(_ replicates: Int, _ name: String) async throws -> RunExperiment.Conclusion {
      try await RunExperiment(
        ToyExperiment(replicates: replicates).order, target: place.path(name), jobs: 2
      ).perform()
    }
    _ = try await run(3, "grown")
    guard case .published(let grown, let outcome) = try await run(21, "grown") else {
      Issue.record("nothing was published")
      return
    }
    #expect(outcome.reused == 3 * 8)
    #expect(grown.manifest.replicates == 21)
    _ = try await run(21, "straight")
    #expect(
      try ToyExperiment.contents(place.path("grown"))
        == ToyExperiment.contents(place.path("straight")))
    guard case .wasFinished = try await run(5, "grown") else {
      Issue.record("a smaller run was made again")
      return
    }
  }

  @Test("a unit that fails is named and the others go on")
  func failedUnit() async throws {
    let place = try TemporaryDirectory()
    var experiment = ToyExperiment()
    experiment.trouble = { unit in
      if unit == Unit(regime: 2, mode: 1, replicate: 5) { throw Refusal() }
      return nil
    }
    let conclusion = try await RunExperiment(
      experiment.order, target: place.path("run"), jobs: 2
    ).perform()
    guard case .published(let run, _) = conclusion else {
      Issue.record("nothing was published")
      return
    }
    #expect(
      run.manifest.failures == [
        RunManifest.Failure(regime: "one", mode: "equilibrium", replicate: 5, message: "Refusal()")
      ])
    #expect(try run.table("runs").rowCount == 63)
    let table = try MetricTable(run)
    #expect(table.values(metric: 0, regime: 2, mode: 1)[5] == nil)
    #expect(table.values(metric: 0, regime: 2, mode: 0)[5] != nil)
  }

  @Test("tables that are not recorded have no file, and the others keep their bytes")
  func recording() async throws {
    let place = try TemporaryDirectory()
    _ = try await RunExperiment(ToyExperiment().order, target: place.path("all"), jobs: 1).perform()
    var experiment = ToyExperiment()
    experiment.recording.keepsSeries = false
    experiment.recording.keepsEvents = false
    _ = try await RunExperiment(experiment.order, target: place.path("few"), jobs: 1).perform()
    var expected = try ToyExperiment.contents(place.path("all"))
    var found = try ToyExperiment.contents(place.path("few"))
    expected["timeseries.csv"] = nil
    expected["events.csv"] = nil
    expected["datapackage.json"] = nil
    found["datapackage.json"] = nil
    #expect(found == expected)
  }

  @Test("progress counts every unit once, those found in the spool first")
  func progress() async throws {
    let place = try TemporaryDirectory()
    let log = Log()
    _ = try await RunExperiment(
      ToyExperiment(replicates: 1).order, target: place.path("run"), jobs: 1
    )
    .perform(progress: { done, total in log.note(done, total) })
    #expect(log.notes == (0...8).map { "\($0)/8" })
  }

  private final class Log: @unchecked Sendable {
    /// One job calls from one task after the other.
    private(set) var notes: [String] = []
    func note(_ done: Int, _ total: Int) { notes.append("\(done)/\(total)") }
  }
}
