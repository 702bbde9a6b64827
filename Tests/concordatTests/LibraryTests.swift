import Foundation
import Testing

/// What every scenario of the library keeps, whatever event it tells of.
@Suite("Library of scenarios")
struct LibraryTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Scenarios").path

  /// All but the worlds of October 2025, which are large and have tests of their own.
  static let names = [
    "black-thursday-2020", "blocs", "bridge-exploit", "enforcement-largest-venue",
    "failing-global-house", "ftx-2022", "nightly", "oracle-manipulation", "partial-path",
    "quiet-market", "starter", "terra-2022", "transition", "usdc-2023", "yen-unwind-2024",
  ]

  @Test("no scenario of the folder is left out of these tests")
  func complete() throws {
    let found = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
      .filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }
      .map { String($0.dropLast(".json".count)) }
      .filter { !$0.hasPrefix("october-2025") }
    #expect(found.sorted() == Self.names)
  }

  @Test(
    "the books balance after every phase, in every regime and both comparisons", arguments: names)
  func balances(name: String) throws {
    let place = try TemporaryDirectory()
    let ended = try Command(directory: place.path).run(
      [
        "run", "\(Self.folder)/\(name).json", "--quiet", "--check", "--replicates", "1", "--out",
        "run",
      ])
    #expect(ended.status == 0, "\(ended.errors)")
  }

  @Test("every number carries its source or the word assumption", arguments: names)
  func provenance(name: String) throws {
    let place = try TemporaryDirectory()
    let ended = try Command(directory: place.path).run(
      ["validate", "\(Self.folder)/\(name).json"])
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(ended.output.contains(" 0 unmarked"), "\(ended.output.prefix(600))")
  }
}
