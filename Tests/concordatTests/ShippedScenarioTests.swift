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
