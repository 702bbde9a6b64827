import Formats
import Foundation
import Testing

@testable import Results

/// The scripts that map where regimes differ, run as a user runs them, on the built program.
@Suite("scripts that map differences", .enabled(if: Script.interpreter != nil))
struct MapScriptTests {
  private let place: TemporaryDirectory
  private let small = fixture("small.json")

  init() throws { place = try TemporaryDirectory() }

  private func table(_ path: String) throws -> [[String: String]] {
    let file = place.path(path)
    let table = try CSVTable.read(try Files.read(file), file: file)
    return (0..<table.rowCount).map { row in
      Dictionary(
        uniqueKeysWithValues: table.header.enumerated().map { column, name in
          (name, table.text(row: row, column: column))
        })
    }
  }

  private func files(_ path: String) throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in try Files.list(place.path(path)) where name != ".cells" {
      contents[name] = try Files.read(place.path("\(path)/\(name)"))
    }
    return contents
  }

  @Test("the sign map says what comparison.csv says, and asking again runs nothing")
  func signMap() throws {
    let arguments = [
      small, "--shocks", "0.5", "1", "--correlations", "0.3", "--replicates", "4",
      "--out", place.path("map"),
    ]
    let ended = try Script.run("sign_map.py", arguments)
    #expect(ended.status == 0, "\(ended.errors)")
    let run = try Command(directory: place.path)(
      "run", small, "--quiet", "--out", "run", "--replicates", "4",
      "--set", "events.0.fraction=-0.045", "--set", "correlation.default=0.3")
    #expect(run.status == 0)
    let verdicts = try table("run/comparison.csv").filter {
      $0["contrast"] == "difference" && $0["mode"] == "impact" && $0["baseline"] == "fragmented"
        && $0["regime"] == "harmonised"
    }
    let cells = try table("map/sign-map.csv").filter { $0["shock_factor"] == "0.5" }
    #expect(cells.count == 9)
    var compared = 0
    for cell in cells {
      guard let row = verdicts.first(where: { $0["metric"] == cell["metric"] }) else { continue }
      // A difference that is rounding beside its levels has no verdict in the map.
      guard cell["difference"] != "0.0" else { continue }
      compared += 1
      #expect(cell["verdict"] == row["verdict"])
      #expect(cell["difference"].flatMap(Double.init) == row["difference"].flatMap(Double.init))
    }
    #expect(compared > 3)

    let before = try files("map")
    let again = try Script.run("sign_map.py", arguments)
    #expect(again.status == 0)
    let made = again.errors.split(separator: "\n").filter {
      !$0.hasSuffix("taken over") && !$0.hasPrefix("wrote")
    }
    #expect(made.isEmpty)
    #expect(try files("map") == before)
  }

  @Test("the lever named behind a harm, put back, leaves no harm in any cell")
  func levers() throws {
    let ended = try Script.run(
      "sign_map.py",
      [
        small, "--shocks", "1", "--correlations", "0", "--replicates", "4", "--out",
        place.path("map"),
      ])
    #expect(ended.status == 0, "\(ended.errors)")
    let rows = try table("map/sign-map-levers.csv")
    let checked = rows.filter { $0["stage"] == "check" }
    #expect(!checked.isEmpty)
    for row in checked { #expect(row["verdict_after"] != "worse") }
    // Recognition alone makes one market of two in this world, and so it is behind the liquidations.
    let named = rows.filter { $0["metric"] == "liquidated" && $0["removes"] == "yes" }
    #expect(named.map { $0["put_back"] }.contains("recognition"))
  }

  @Test("an assumption that matters is ranked, one end that is no valid scenario is left out")
  func assumptions() throws {
    let provenance = """
      "provenance": {
        "/events/0/fraction": {"assumption": true, "range": [-0.12, -0.05]},
        "/clock/burn_in_hours": {"assumption": true, "range": [-1, 2]},
        "/positions/0": {"assumption": true, "range": [0, 1]}
      },
      "published": [
      """
    let text = String(decoding: try Files.read(small), as: UTF8.self)
    let assumed = text.replacingOccurrences(of: "\"published\": [", with: provenance)
    try assumed.write(toFile: place.path("assumed.json"), atomically: true, encoding: .utf8)
    let ended = try Script.run(
      "assumptions.py",
      [
        place.path("assumed.json"), "--screen-replicates", "1", "--replicates", "3", "--out",
        place.path("out"),
      ])
    #expect(ended.status == 0, "\(ended.errors)")
    let rows = try table("out/assumptions.csv")
    #expect(
      rows.map { [$0["assumption"], $0["end"], $0["status"]] } == [
        ["events.0.fraction", "low", "run"], ["events.0.fraction", "high", "run"],
        ["clock.burn_in_hours", "low", "refused"], ["clock.burn_in_hours", "high", "run"],
      ])
    let page = String(decoding: try Files.read(place.path("out/assumptions.md")), as: UTF8.self)
    #expect(page.contains("## The 1 most influential"))
    #expect(page.contains("not a single number of the file: `/positions/0`."))
  }

  @Test("what is missing is one clear message and no traceback")
  func missing() throws {
    let scenario = try Script.run("sign_map.py", ["absent.json"])
    #expect(scenario.status == 1)
    #expect(scenario.errors == "sign_map.py: absent.json: No such file or directory\n")
    let regime = try Script.run("assumptions.py", [small, "--harmonised", "nowhere"])
    #expect(regime.status == 1)
    #expect(
      regime.errors.hasSuffix("fragmented, fragmented-strict, harmonised, harmonised-strict\n"))
    let program = try Script.run("sign_map.py", [small, "--binary", "nowhere"])
    #expect(program.status == 1)
    #expect(
      program.errors
        == "sign_map.py: nowhere is missing; build it with: swift build -c release --product concordat\n"
    )
  }
}

/// The Python scripts of the repository.
private enum Script {
  static let interpreter = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static func run(_ name: String, _ arguments: [String]) throws -> (status: Int32, errors: String) {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: interpreter ?? "/usr/bin/python3")
    process.arguments =
      [root.appendingPathComponent("scripts/\(name)").path]
      + (arguments.contains("--binary") ? [] : ["--binary", Command.executable.path]) + arguments
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}
