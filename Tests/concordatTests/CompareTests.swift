import Formats
import Testing

@testable import Experiments
@testable import Results
@testable import Simulation

@Suite("concordat compare")
struct CompareTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  init() throws { place = try TemporaryDirectory() }

  /// A run whose losses are 10, 11, … and one less under the second regime.
  private func makeRun(_ name: String, seed: UInt64 = 1) async throws {
    let metrics = [
      MetricDescription(
        "loss", unit: "USD", "Loss.", group: .stability, level: .replicate, cadence: "at the end",
        direction: .lowerIsBetter, headlineQuestion: "Who fails?")
    ]
    let tables = RunTables(
      replicateMetrics: metrics, tickMetrics: [], channels: [], institutionColumns: [],
      money: "USD", tickHours: 1, recording: RecordingPlan())
    let order = RunOrder(
      scenarioName: "toy", scenario: [:], scenarioWithoutReplicates: [:], inputs: [], seed: seed,
      regimes: ["walls", "one"].map {
        RunManifest.Regime(name: $0, isHarmonised: nil, isStrict: nil)
      },
      modes: ["impact"], baseline: "walls", replicates: 3, isChecked: false, publishedValues: [],
      tables: tables
    ) { unit in
      var record = ReplicateRecord()
      record.metrics = [Double(10 + unit.replicate - unit.regime)]
      return record
    }
    _ = try await RunExperiment(order, target: place.path(name), jobs: 1).perform()
  }

  @Test("prints the scorecard of a run and leaves the run as it is")
  func scorecard() async throws {
    try await makeRun("run")
    let before = try Files.list(place.path("run")).map { try Files.read(place.path("run/\($0)")) }
    let ended = try command("compare", "run")
    #expect(ended.status == 0)
    #expect(ended.errors.isEmpty)
    #expect(ended.output.contains("  ↓ loss  -1 ± 0 better\n"))
    let after = try Files.list(place.path("run")).map { try Files.read(place.path("run/\($0)")) }
    #expect(before == after)
  }

  @Test("another baseline turns the differences round")
  func baseline() async throws {
    try await makeRun("run")
    let ended = try command("compare", "run", "--baseline", "one")
    #expect(ended.output.contains("Difference from one"))
    #expect(ended.output.contains("  ↓ loss  +1 ± 0 worse\n"))
  }

  @Test("a regime that the run does not have is a wrong command line, with the names it has")
  func unknownBaseline() async throws {
    try await makeRun("run")
    let ended = try command("compare", "run", "--baseline", "two")
    #expect(ended.status == 64)
    #expect(ended.errors == "concordat: the run has no regime two; it has walls, one\n")
    #expect(ended.output.isEmpty)
  }

  @Test("CSV and JSON can be read back, Markdown has tables")
  func formats() async throws {
    try await makeRun("run")
    let csv = try command("compare", "run", "--format", "csv").output
    #expect(try CSVTable.read(csv, file: "out").doubles("difference") == [-1])
    let json = try command("compare", "run", "--format", "json").output
    #expect(try JSONReader.read(json, file: "out").plain["baseline"] == "walls")
    #expect(try command("compare", "run", "--format", "markdown").output.contains("| --- |"))
  }

  @Test("the report goes to a new file, never over an old one and never into a run")
  func outFile() async throws {
    try await makeRun("run")
    let ended = try command("compare", "run", "--out", "card.txt")
    #expect(ended.status == 0)
    #expect(ended.output.isEmpty)
    let text = String(decoding: try Files.read(place.path("card.txt")), as: UTF8.self)
    #expect(try command("compare", "run").output == text)
    let again = try command("compare", "run", "--out", "card.txt")
    #expect(again.status == 74)
    #expect(again.errors == "concordat: card.txt is there already; give --out a new file\n")
    let inside = try command("compare", "run", "--out", "run/card.txt")
    #expect(inside.status == 74)
    #expect(Files.kind(place.path("run/card.txt")) == nil)
    let nowhere = try command("compare", "run", "--out", "no/card.txt")
    #expect(nowhere.status == 74)
  }

  @Test("what is no run, or an altered one, is bad input")
  func badInput() async throws {
    let missing = try command("compare", "nothing")
    #expect(missing.status == 65)
    #expect(
      missing.errors
        == "concordat: nothing is not a finished run directory: it has no manifest.json of this "
        + "version\n")
    try await makeRun("run")
    try Files.replace(place.path("run/runs.csv"), with: Array("regime,mode\n".utf8))
    let altered = try command("compare", "run")
    #expect(altered.status == 65)
    #expect(altered.errors.contains("run/runs.csv is not the file that the run wrote"))
  }

  @Test("two runs are set side by side")
  func twoRuns() async throws {
    try await makeRun("first")
    try await makeRun("second", seed: 2)
    let ended = try command("compare", "first", "second")
    #expect(ended.status == 0)
    #expect(ended.output.contains("no difference shown"))
    #expect(try command("compare", "first", "second", "--baseline", "one").status == 64)
    #expect(try command("compare").status == 64)
  }
}
