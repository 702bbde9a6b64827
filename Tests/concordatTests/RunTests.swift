import Formats
import Testing

@testable import Results

@Suite("concordat run")
struct RunTests {
  private let place: TemporaryDirectory
  private let small = fixture("small.json")
  private var command: Command { Command(directory: place.path) }

  init() throws { place = try TemporaryDirectory() }

  private func lines(_ path: String) throws -> [Substring] {
    String(decoding: try Files.read(place.path(path)), as: UTF8.self).split(separator: "\n")
  }

  @Test("a scenario gives its scorecard and a run directory, and asking again returns at once")
  func firstRun() throws {
    let ended = try command("run", small)
    #expect(ended.status == 0)
    #expect(ended.errors.isEmpty)
    #expect(ended.output.hasPrefix("small-shock: 4 regimes, 3 replicates, seed 7\n"))
    let names = try Files.list(place.path("Results"))
    #expect(names.count == 1)
    #expect(ended.output.hasSuffix("The tables are in Results/\(names[0]).\n"))
    let expected = [
      "comparison.csv", "datapackage.json", "events.csv", "institutions.csv", "manifest.json",
      "runs.csv", "scenario.json", "summary.csv", "timeseries.csv",
    ]
    #expect(try Files.list(place.path("Results/\(names[0])")) == expected)
    let before = try place.tables("Results/\(names[0])")
    let again = try command("run", small)
    #expect(again.status == 0)
    #expect(again.output == ended.output)
    #expect(again.errors == "Results/\(names[0]) is finished already; nothing was run.\n")
    #expect(try place.tables("Results/\(names[0])") == before)
  }

  @Test("the tables have the rows that the scenario records")
  func rows() throws {
    _ = try command("run", small, "--out", "run")
    let run = try PublishedRun(place.path("run"))
    #expect(try run.table("runs").rowCount == 4 * 2 * 3)
    #expect(try run.table("timeseries").rowCount == 4 * 2 * 2 * 18)
    #expect(try run.table("timeseries").doubles("hours")[2] == 0.5)
    #expect(try run.table("institutions").rowCount == 4 * 2 * 3 * 10)
    #expect(try Set(run.table("events").integers("replicate")) == [0, 1])
    #expect(run.manifest.baseline == "fragmented")
    #expect(run.manifest.regimes.map(\.isStrict) == [false, true, false, true])
  }

  @Test("the bytes do not depend on the number of jobs")
  func jobs() throws {
    _ = try command("run", small, "--jobs", "1", "--out", "one")
    _ = try command("run", small, "--jobs", "2", "--out", "two")
    #expect(try place.tables("one") == place.tables("two"))
    let manifests = try ["one", "two"].map { name in
      var manifest = try PublishedRun(place.path(name)).manifest
      manifest.times = []
      return manifest
    }
    #expect(manifests[0] == manifests[1])
  }

  @Test("regimes give the same rows together and alone")
  func together() throws {
    _ = try command("run", small, "--out", "all")
    let alone = try command(
      "run", small, "--regime", "harmonised", "--regime", "fragmented", "--out", "two")
    #expect(alone.status == 0)
    for table in ["runs.csv", "timeseries.csv", "institutions.csv", "events.csv"] {
      let chosen = try lines("all/\(table)").filter {
        $0.hasPrefix("regime,") || $0.hasPrefix("harmonised,") || $0.hasPrefix("fragmented,")
      }
      #expect(try lines("two/\(table)") == chosen)
    }
  }

  @Test("regimes that are equal but for their names give equal bytes after the name")
  func twins() throws {
    let ended = try command(
      "run", small, "--set", "regimes.twin={}", "--regime", "fragmented", "--regime", "twin",
      "--out", "run")
    #expect(ended.status == 0)
    for table in ["runs.csv", "timeseries.csv", "institutions.csv", "events.csv"] {
      let rows = try lines("run/\(table)")
      func rest(_ regime: String) -> [Substring] {
        rows.filter { $0.hasPrefix("\(regime),") }.map { $0.dropFirst(regime.count) }
      }
      #expect(!rest("twin").isEmpty)
      #expect(rest("twin") == rest("fragmented"))
    }
    let comparison = try PublishedRun(place.path("run")).table("comparison")
    #expect(try comparison.doubles("difference").allSatisfy { $0 == 0 })
    #expect(
      try comparison.strings("verdict").allSatisfy { ["no difference shown", ""].contains($0) })
  }

  @Test("the checks of the conservation laws change no byte")
  func check() throws {
    _ = try command("run", small, "--out", "plain")
    let checked = try command("run", small, "--check", "--out", "checked")
    #expect(checked.status == 0)
    #expect(try place.tables("plain") == place.tables("checked"))
    #expect(try PublishedRun(place.path("checked")).manifest.making.isChecked)
  }

  @Test("measuring the phases changes nothing but the manifest's times, with checks and without")
  func phaseTimes() throws {
    _ = try command("run", small, "--out", "plain")
    let plain = try PublishedRun(place.path("plain")).manifest
    #expect(PhaseTimes(plain.times) == nil)
    for options in [[], ["--check"]] {
      let timed = try command.run(
        ["run", small, "--set", "record.phase_times=true", "--out", "timed", "--overwrite", "-v"]
          + options)
      #expect(timed.status == 0)
      #expect(timed.errors.contains("\nprocessor time by phase, 24 units:\n"))
      #expect(timed.errors.contains("\nmargining "))
      #expect(try place.tables("timed") == place.tables("plain"))
      var manifest = try PublishedRun(place.path("timed")).manifest
      let times = try #require(PhaseTimes(manifest.times))
      #expect(times.phases.count == 11)
      #expect(times.phases.allSatisfy { $0.seconds >= 0 } && times.total > 0)
      manifest.times = plain.times
      manifest.making.isChecked = false
      #expect(manifest == plain)
    }
    // Units that are taken over from a run directory bring no times along.
    _ = try command(
      "run", small, "--set", "record.phase_times=true", "--out", "plain", "--replicates", "5")
    let grown = try PublishedRun(place.path("plain")).manifest
    #expect(PhaseTimes(grown.times)?.units == 16)
  }

  @Test("a larger number of replicates adds to a finished run")
  func moreReplicates() throws {
    _ = try command("run", small, "--out", "grown")
    let grown = try command("run", small, "--out", "grown", "--replicates", "5", "--verbose")
    #expect(grown.status == 0)
    #expect(grown.errors == "writing grown\n16 units made, 24 taken over\n")
    _ = try command("run", small, "--out", "straight", "--replicates", "5")
    #expect(try place.tables("grown") == place.tables("straight"))
    let fewer = try command("run", small, "--out", "grown", "--quiet")
    #expect(fewer.output == "grown\n")
    #expect(fewer.errors.isEmpty)
  }

  @Test("what the command line changes stands in the resolved scenario, and nothing else differs")
  func overrides() throws {
    _ = try command("run", small, "--out", "plain")
    _ = try command(
      "run", small, "--out", "changed", "--seed", "99", "--replicates", "2", "--set",
      "accounts.longs-west.leverage=12")
    let scenario = try JSONReader.read(
      try Files.read(place.path("changed/scenario.json")), file: "scenario.json"
    ).plain
    #expect(scenario["seed"] == 99)
    #expect(scenario["replicates"] == 2)
    #expect(scenario["accounts"]?.elements { $0 }?[1]["leverage"] == 12)
    #expect(try PublishedRun(place.path("changed")).table("runs").strings("seed")[0] == "99")
  }

  @Test("the resolved scenario of a run gives the same rows as the scenario")
  func resolved() throws {
    _ = try command("run", small, "--out", "first")
    let ended = try command("run", "first/scenario.json", "--out", "second")
    #expect(ended.status == 0)
    #expect(try place.tables("first") == place.tables("second"))
  }
}

@Suite("concordat run, cut short")
struct InterruptionTests {
  private let place: TemporaryDirectory
  private let small = fixture("small.json")
  private var command: Command { Command(directory: place.path) }

  init() throws { place = try TemporaryDirectory() }

  @Test(
    "ends with the code of the signal, keeps its units, and goes on from there",
    arguments: [130, 143])
  func interrupt(status: Int32) throws {
    let arguments = ["run", small, "--replicates", "60", "--jobs", "1", "--out", "run"]
    let running = try command.start(arguments)
    let units = place.path(".run.partial/units")
    running.wait { ((try? Files.list(units)) ?? []).count >= 10 }
    running.send(status - 128)
    let ended = try running.wait()
    #expect(ended.status == status)
    #expect(ended.errors.contains("interrupted; finished units are kept"))
    #expect(Files.kind(place.path("run")) == nil)
    let resumed = try command.run(arguments + ["--verbose"])
    #expect(resumed.status == 0)
    #expect(!resumed.errors.contains(" 0 taken over"))
    _ = try command("run", small, "--replicates", "60", "--out", "straight")
    for name in try Files.list(place.path("straight")) where name != RunManifest.fileName {
      #expect(
        try Files.read(place.path("run/\(name)")) == Files.read(place.path("straight/\(name)")))
    }
    #expect(try Files.list(place.path) == ["run", "straight"])
  }
}
