import Formats
import Foundation
import Testing

@testable import Experiments
@testable import Reports
@testable import Results

@Suite("concordat attribute")
struct AttributeTests {
  private let place: TemporaryDirectory
  private let small = fixture("small.json")
  private var command: Command { Command(directory: place.path) }

  init() throws { place = try TemporaryDirectory() }

  @Test("with no lever moved it is the one regime's run, with all of them the other's")
  func ends() throws {
    let ended = try command("attribute", small, "--out", "out")
    #expect(ended.status == 0, "\(ended.errors)")
    // Margin rules, and recognition of licences, collateral and reports differ.
    #expect(ended.errors.contains("fragmented → harmonised: 4 levers differ, every set of them"))
    _ = try command("run", small, "--out", "run")
    let rows = try place.table("out/rows.csv")
    let runs = try place.table("run/runs.csv")
    #expect(rows.rowCount == 16 * 3 * 2)
    func values(_ table: CSVTable, _ name: String, _ column: String, _ word: String) throws
      -> [String]
    {
      let keys = try table.strings(column)
      let metric = try table.requiredColumn(name)
      let modes = try table.strings("mode")
      let replicates = try table.integers("replicate")
      return (0..<table.rowCount).filter { keys[$0] == word }
        .sorted { (modes[$0], replicates[$0]) < (modes[$1], replicates[$1]) }
        .map { table.text(row: $0, column: metric) }
    }
    let all = "margin+collateral+access+reporting"
    for metric in ["system_loss", "compliance_cost", "liquidated", "picture_error"] {
      #expect(
        try values(rows, metric, "levers", "none") == values(runs, metric, "regime", "fragmented"))
      #expect(
        try values(rows, metric, "levers", all) == values(runs, metric, "regime", "harmonised"))
    }
  }

  @Test("the values of the levers add up to the difference of the regimes; idle levers are zero")
  func addUp() throws {
    let ended = try command("attribute", small, "--out", "out", "--mode", "impact")
    #expect(ended.status == 0, "\(ended.errors)")
    let found = try place.table("out/attribution.csv")
    let metrics = try found.strings("metric")
    let levers = try found.strings("lever")
    let values = try found.doubles("value")
    let counts = try found.integers("replicates")
    var checked = 0
    for metric in Set(metrics) {
      let rows = metrics.indices.filter { metrics[$0] == metric }
      #expect(rows.count == 11, "\(metric)")
      let parts = rows.filter { levers[$0] != "all" }.reduce(0) { $0 + values[$1] }
      let all = try #require(rows.first { levers[$0] == "all" })
      if values[all] != 0 { checked += 1 }
      // Rounding of amounts that may be much larger than their difference.
      #expect(abs(parts - values[all]) < 1e-9 * max(1, abs(values[all])), "\(metric)")
      for row in rows where ["capital", "custody", "clearing", "contracts"].contains(levers[row]) {
        #expect(values[row] == 0)
      }
      #expect(rows.allSatisfy { counts[$0] == counts[rows[0]] })
    }
    #expect(checked >= 3)
    #expect(ended.output.contains("the same in both: capital, custody, clearing, contracts"))
  }

  @Test("neither jobs nor an interruption change a byte, and what is finished is not run again")
  func jobs() throws {
    let sampled = ["--permutations", "4", "--replicates", "6"]
    for jobs in ["1", "2"] {
      let ended = try command.run(
        ["attribute", small, "--jobs", jobs, "--out", jobs] + sampled)
      #expect(ended.status == 0, "\(ended.errors)")
    }
    #expect(try place.tables("1") == place.tables("2"))
    #expect(try place.tables("1").count == 4)
    let run = try command.start(["attribute", small, "--jobs", "1", "--out", "cut"] + sampled)
    run.wait { place.length(".cut.partial/pieces") > 3000 }
    run.send(SIGKILL)
    _ = try run.wait()
    #expect(try command.run(["attribute", small, "--out", "cut"] + sampled).status == 0)
    #expect(try place.tables("cut") == place.tables("1"))
    let again = try command.run(["attribute", small, "--out", "cut"] + sampled)
    #expect(again.errors.hasSuffix("cut is finished already; nothing was run.\n"))
  }

  @Test(
    "a page draws every metric, with the numbers of the table, and says so when they were changed")
  func page() throws {
    _ = try command("attribute", small, "--out", "out", "--mode", "impact", "--permutations", "2")
    let directory = place.path("out")
    let bundle = VegaBundle(standIn: "window.vegaEmbed = null;")
    let manifest = try #require(AttributionPage.manifest(of: directory))
    let page = try AttributionPage.render(directory, manifest: manifest, bundle: bundle)
    let found = try place.table("out/attribution.csv")
    let levers = try found.strings("lever")
    let value = try found.requiredColumn("value")
    for row in 0..<found.rowCount where levers[row] != "custody" && levers[row] != "capital" {
      guard !["clearing", "contracts", "technical_standards", "enforcement"].contains(levers[row])
      else { continue }
      #expect(page.contains("data-value=\"\(found.text(row: row, column: value))\""))
    }
    for metric in try Set(found.strings("metric")) {
      #expect(page.contains("id=\"chart-\(metric)-impact\""))
    }
    #expect(!page.contains("<th scope=\"row\">custody</th>"))
    let missing = try command("report", "out", "--bundle", "nothing.js")
    #expect(missing.status == 65 && missing.errors.contains("the charts need nothing.js"))
    let path = place.path("out/attribution.csv")
    try Files.replace(path, with: try Files.read(path) + Array("\n".utf8))
    #expect(throws: RunDirectoryError.altered(path: path)) {
      try AttributionPage.render(directory, manifest: manifest, bundle: bundle)
    }
  }

  @Test("a plan says how many runs it takes, and runs nothing")
  func plan() throws {
    let ended = try command("attribute", small, "--plan")
    #expect(
      ended.output
        == "small-shock, fragmented → harmonised: 4 levers differ, every set of them, 2 modes, 3 replicates: 96 runs in all\n"
    )
    #expect(try Files.list(place.path).isEmpty)
  }

  @Test(
    "what cannot be attributed is refused with the reason",
    arguments: [
      (["--from", "fragmentd"], Int32(64), "the scenario has no regime fragmentd to run"),
      (["--to", "harmonized"], Int32(64), "; did you mean \"harmonised\"?"),
      (["--to", "fragmented"], 65, "found fragmented at both ends, expected two regimes"),
      (["--metric", "system_los"], 65, #"did you mean "system_loss"?"#),
      (["--max-runs", "95"], 65, "found 96 runs, expected at most 95 runs"),
      (["--permutations", "3"], 64, "an even number"),
      (["--permutations", "2", "--exact"], 64, "--exact leaves nothing"),
      (["--mode", "impct"], 64, "--mode takes impact or equilibrium"),
    ])
  func refusals(arguments: [String], status: Int32, message: String) throws {
    let ended = try command.run(["attribute", small] + arguments)
    #expect(ended.status == status, "\(ended.errors)")
    #expect(ended.errors.contains(message), "\(ended.errors)")
  }
}
