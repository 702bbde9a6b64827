import Formats
import Glibc
import Testing

@testable import Results
@testable import concordat

@Suite("concordat refuses")
struct RefusalTests {
  private let place: TemporaryDirectory
  private let small = fixture("small.json")
  private var command: Command { Command(directory: place.path) }

  init() throws { place = try TemporaryDirectory() }

  /// The report and the exit code of a run; that nothing was written is checked.
  private func refusal(_ arguments: String...) throws -> Command.Ended {
    let before = try Files.list(place.path)
    let ended = try command.run(["run"] + arguments)
    #expect(ended.output.isEmpty)
    #expect(try Files.list(place.path) == before)
    return ended
  }

  @Test("a missing scenario, with its name")
  func missing() throws {
    let ended = try refusal("nothing.json")
    #expect(ended.status == 65)
    #expect(
      ended.errors == """
        concordat: 1 problem in the input:
          nothing.json: found no such file, expected a readable file

        """)
  }

  @Test("malformed JSON, with line and column")
  func malformed() throws {
    try Files.replace(place.path("bad.json"), with: Array("{\n  \"format\": 1,,\n}".utf8))
    let ended = try refusal("bad.json")
    #expect(ended.status == 65)
    #expect(ended.errors.contains("bad.json:2:15: found \",\", expected a key"))
  }

  @Test("all problems of a scenario together, each with its path and the nearest known key")
  func problems() throws {
    let ended = try refusal(
      small, "--set", "clock.tick_second=60", "--set", "seed=-1", "--set",
      "positions[0].venue=\"bourse\"")
    #expect(ended.status == 65)
    #expect(ended.errors.hasPrefix("concordat: 3 problems in the input:\n"))
    #expect(ended.errors.contains("did you mean \"tick_seconds\"?"))
    #expect(ended.errors.contains("/positions/0/venue"))
    #expect(ended.errors.contains("/seed"))
  }

  @Test("a wrong command line with 64")
  func commandLine() throws {
    let unknown = try refusal(small, "--regime", "utopia")
    #expect(unknown.status == 64)
    #expect(
      unknown.errors
        == "concordat: the scenario has no regime utopia to run; it has fragmented, "
        + "fragmented-strict, harmonised, harmonised-strict\n")
    #expect(try refusal(small, "--replicates", "0").status == 64)
    #expect(try refusal(small, "--jobs", "0").status == 64)
    #expect(try refusal(small, "--seed", "-4").status == 64)
    #expect(try refusal(small, "--quiet", "--verbose").status == 64)
    #expect(try refusal().status == 64)
    #expect(try refusal(small, "--no-such-option").status == 64)
  }

  @Test("a directory that holds something else, and replaces another run only when told")
  func occupied() throws {
    try Files.createDirectory(place.path("home"))
    try Files.replace(place.path("home/letter"), with: [1])
    let foreign = try refusal(small, "--out", "home", "--overwrite")
    #expect(foreign.status == 74)
    #expect(foreign.errors.contains("home is there already and is not a run directory"))
    _ = try command("run", small, "--out", "run")
    try Files.createDirectory(place.path("empty"))
    let dot = try Command(directory: place.path("empty")).run(["run", small, "--out", "."])
    #expect(dot.status == 74)
    #expect(try Files.list(place.path("empty")).isEmpty)
    let other = try refusal(small, "--out", "run", "--seed", "8")
    #expect(other.status == 74)
    #expect(other.errors.contains("run holds another run"))
    let replaced = try command("run", small, "--out", "run", "--seed", "8", "--overwrite")
    #expect(replaced.status == 0)
    #expect(try PublishedRun(place.path("run")).manifest.seed == 8)
  }

  @Test("a place in which nothing can be written")
  func unwritable() throws {
    try Files.replace(place.path("file"), with: [1])
    let ended = try refusal(small, "--out", "file/run")
    #expect(ended.status == 74)
    #expect(ended.errors == "concordat: cannot create file: File exists\n")
  }

  @Test("a broken law ends with 70 and names the unit")
  func brokenLaw() {
    let failures = (0..<12).map {
      RunManifest.Failure(regime: "a", mode: "impact", replicate: $0, message: "cash")
    }
    let complaint = Complaint(brokenLaws: failures)
    #expect(complaint.status == .internalError)
    #expect(complaint.text.hasPrefix("conservation laws broke in 12 units"))
    #expect(complaint.text.hasSuffix("a, impact, replicate 9: cash\n  and in 2 more"))
  }
}

@Suite("concordat validate and schema")
struct ValidateTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  init() throws { place = try TemporaryDirectory() }

  @Test("a scenario that is right is summed up, one that is wrong is reported, and both are read")
  func validate() throws {
    let good = try command("validate", fixture("small.json"))
    #expect(good.status == 0)
    #expect(good.output.hasPrefix("small-shock: valid\n"))
    try Files.replace(place.path("bad.json"), with: Array("[]".utf8))
    let both = try command("validate", "bad.json", fixture("small.json"))
    #expect(both.status == 65)
    #expect(both.output == good.output)
    #expect(both.errors.contains("bad.json"))
  }

  @Test("an experiment is checked with its scenario and its design, and its size is said")
  func validateExperiment() throws {
    let small = fixture("small.json")
    func experiment(_ design: String) -> [UInt8] {
      Array(
        """
        {"format": 1, "name": "two", "scenario": "\(small)", "design": {"design": "\(design)"},
         "factors": [{"name": "luck", "paths": ["seed"], "values": [1, 2]}]}
        """.utf8)
    }
    try Files.replace(place.path("good.json"), with: experiment("full_factorial"))
    try Files.replace(place.path("bad.json"), with: experiment("fractional"))
    let good = try command("validate", "good.json")
    #expect(good.status == 0, "\(good.errors)")
    #expect(good.output == "two: 2 cells, 4 regimes, 2 modes, 3 replicates: 48 runs in all\n")
    let bad = try command("validate", "bad.json")
    #expect(bad.status == 65)
    #expect(bad.errors.contains("bad.json") && bad.errors.contains("fractional"))
  }

  @Test("the schema is JSON Schema 2020-12, the documentation names every part")
  func schema() throws {
    let schema = try command("schema")
    #expect(schema.status == 0)
    let json = try JSONReader.read(schema.output, file: "schema").plain
    #expect(json["$schema"] == "https://json-schema.org/draft/2020-12/schema")
    #expect(try command("schema", "--format", "markdown").output.contains("tick_seconds"))
  }
}
