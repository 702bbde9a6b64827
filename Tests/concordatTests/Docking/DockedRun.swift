import Foundation
import Testing

/// A scenario of the docking fixtures, run by the command, and its tables read back.
struct DockedRun {
  let institutions: [[String: String]]
  let events: [[String: String]]
  let series: [[String: String]]
  let runs: [[String: String]]

  init(_ name: String, set changes: [String] = []) throws {
    let place = try TemporaryDirectory()
    let arguments =
      ["run", fixture("docking/\(name).json"), "--quiet", "--out", "run"]
      + changes.flatMap { ["--set", $0] }
    let ended = try Command(directory: place.path).run(arguments)
    try #require(ended.status == 0, "\(ended.errors)")
    func table(_ file: String) throws -> [[String: String]] {
      let text = try String(contentsOfFile: place.path("run/\(file).csv"), encoding: .utf8)
      let lines = text.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      return lines.dropFirst().map {
        Dictionary(zip(lines[0], $0), uniquingKeysWith: { first, _ in first })
      }
    }
    institutions = try table("institutions")
    events = try table("events")
    series = try table("timeseries")
    runs = try table("runs")
  }

  /// A column of `institutions.csv` for the institutions `n0`, `n1`, … in order.
  func column(_ name: String, count: Int) throws -> [Double] {
    try (0..<count).map { node in
      let row = try #require(institutions.first { $0["institution"] == "n\(node)" })
      return try #require(row[name].flatMap(Double.init), "\(name) of n\(node)")
    }
  }

  /// Amounts of the events of a kind that name an institution, in the order in which they happened.
  func amounts(_ kind: String, of institution: String) -> [Double] {
    events.filter { $0["kind"] == kind && $0["who"] == institution }
      .compactMap { $0["amount"].flatMap(Double.init) }
  }
}

/// The expected numbers of a docking case.
struct Expectation {
  let values: [String: Any]

  init(_ name: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: fixture("docking/\(name).expected.json")))
    values = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  init(_ values: Any) throws { self.values = try #require(values as? [String: Any]) }

  func list(_ key: String) throws -> [Double] { try #require(values[key] as? [Double]) }
  func number(_ key: String) throws -> Double { try #require(values[key] as? Double) }
  func amounts(_ key: String) throws -> [String: Double] {
    try #require(values[key] as? [String: Double])
  }
  func cases(_ key: String) throws -> [Expectation] {
    try #require(values[key] as? [Any]).map { try Expectation($0) }
  }
}

/// Compares two lists within an absolute tolerance, relative for values above one.
func expectEqual(
  _ found: [Double], _ expected: [Double], within tolerance: Double, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
  for (index, pair) in zip(found, expected).enumerated() {
    #expect(
      abs(pair.0 - pair.1) <= tolerance * max(1, abs(pair.1)),
      "\(what) \(index): \(pair.0), published \(pair.1)", sourceLocation: sourceLocation)
  }
}
