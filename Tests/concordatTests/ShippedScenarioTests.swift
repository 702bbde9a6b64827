import Foundation
import Testing

/// The scenarios that ship with Concordat, run by the command.
@Suite("Shipped scenarios")
struct ShippedScenarioTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Scenarios").path

  private let place: TemporaryDirectory

  init() throws { place = try TemporaryDirectory() }

  /// The rows of `runs.csv` of a run into a fresh directory.
  private func runs(_ scenario: String, _ arguments: [String]) throws -> [[String: String]] {
    let out = place.path(UUID().uuidString)
    let ended = try Command(directory: place.path).run(
      ["run", "\(Self.folder)/\(scenario).json", "--quiet", "--out", out] + arguments)
    try #require(ended.status == 0, "\(ended.errors)")
    let lines = try String(contentsOfFile: "\(out)/runs.csv", encoding: .utf8)
      .split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    return lines.dropFirst().map {
      Dictionary(zip(lines[0], $0), uniquingKeysWith: { first, _ in first })
    }
  }

  private func number(_ name: String, _ row: [String: String]) throws -> Double {
    try #require(row[name].flatMap(Double.init), "\(name)")
  }

  private static let history = ["--regime", "fragmented", "--replicates", "1"]

  /// The mean of four replicates; single ones scatter around six tenths.
  @Test("without market impact the October 2025 fall is less than two thirds of what it is with it")
  func impactDeepensOctober() throws {
    let impactOnly = [
      "--regime", "fragmented", "--replicates", "4", "--set", "comparison.modes=[\"impact\"]",
    ]
    let with = try runs("october-2025-cascade", impactOnly)
    let without = try runs(
      "october-2025-cascade", impactOnly + ["--set", "switches.market_impact=false"])
    func sum(_ metric: String, _ rows: [[String: String]]) throws -> Double {
      try rows.reduce(0) { $0 + (try number(metric, $1)) }
    }
    #expect(with.count == 4 && without.count == 4)
    #expect(try sum("fall_btc", without) < 2 / 3 * sum("fall_btc", with))
    #expect(try sum("liquidated", without) < sum("liquidated", with))
  }

  @Test("the books of the October 2025 scenario balance after every phase")
  func octoberBalances() throws {
    #expect(try !runs("october-2025-cascade", Self.history + ["--check"]).isEmpty)
  }

  /// A metric of a shipped scenario by regime, in one replicate with positions as given.
  private func metric(_ name: String, of scenario: String) throws -> [String: Double] {
    let rows = try runs(
      scenario, ["--replicates", "1", "--set", "comparison.modes=[\"impact\"]"])
    return Dictionary(
      try rows.map { (try #require($0["regime"]), try number(name, $0)) },
      uniquingKeysWith: { first, _ in first })
  }

  @Test("along the partial path collateral grows; zones keep prices of their own up to its end")
  func partialPath() throws {
    let cost = try metric("compliance_cost", of: "partial-path")
    let path = try ["fragmented", "quarter", "half", "harmonised"].map { try #require(cost[$0]) }
    // Rules that change are paid for once, at a hundredth each; the course of a year is the rest.
    #expect(path.dropFirst().allSatisfy { $0 > 2 * path[0] })
    let locked = try metric("collateral_locked", of: "partial-path")
    #expect(try #require(locked["half"]) > #require(locked["fragmented"]))
    #expect(try #require(locked["half"]) < #require(locked["harmonised"]))
    let apart = try metric("price_dispersion", of: "partial-path")
    #expect(try #require(apart["harmonised"]) == 0)
    #expect(try #require(apart["three-quarters"]) > 0)
  }

  @Test("a bloc is one market for its members and leaves walls around it")
  func blocs() throws {
    let markets = try metric("compliance_cost_per_market", of: "blocs")
    #expect(markets.count == 7)
    let gap = try metric("price_dispersion", of: "blocs")
    #expect(try #require(gap["harmonised"]) == 0)
    for bloc in ["strict-bloc", "broad-bloc", "loose-bloc"] {
      #expect(try #require(gap[bloc]) > 0, "\(bloc)")
    }
  }

  @Test("rules that come in steps are paid for once, sooner or later, and only by who still stands")
  func transition() throws {
    let cost = try metric("compliance_cost", of: "transition")
    let defaults = try metric("defaults", of: "transition")
    let apart = try #require(cost["fragmented"])
    // The fund fails everywhere; whoever reacts does so to that.
    #expect(defaults.count == 7 && defaults.values.allSatisfy { $0 >= 1 })
    for moving in ["proactive", "late", "reactive"] {
      #expect(try #require(cost[moving]) > 2 * apart, "\(moving)")
    }
    #expect(try #require(cost["late"]) < #require(cost["proactive"]))
  }

  @Test("in the quiet market nothing happens, exactly")
  func quietMarket() throws {
    for row in try runs("quiet-market", []) {
      for name in row.keys where name.hasPrefix("channel_") || name.hasSuffix("_loss") {
        #expect(try number(name, row) == 0, "\(name)")
      }
      #expect(try number("liquidated", row) == 0)
      #expect(try number("defaults", row) == 0)
    }
  }
}
