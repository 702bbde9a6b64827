import Formats
import Scenarios

/// A scenario whose files are read once, and that is loaded again with one part of it changed.
struct ScenarioVariation: Sendable {
  let path: String
  let base: Scenario
  private let changes: [Override]
  private let files: [String: [UInt8]]

  /// `tables` are recorded beside the metrics; nothing else that is recorded decides a number.
  init(_ path: String, changes values: [String], tables: [String]) throws(InputProblems) {
    let list = JSONText.compact(.array(tables.map { .string($0) }))
    var changes: [Override] = []
    for text in values + ["record.tables=\(list)", "published=[]", "provenance={}"] {
      changes.append(try Override(parsing: text))
    }
    self.path = path
    self.changes = changes
    base = try Scenario.load(path, overrides: changes)
    files = Dictionary(
      base.inputs.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
  }

  /// The scenario with other events.
  func with(events: [JSONValue]) throws(InputProblems) -> Scenario {
    let override = try Override(parsing: "events=\(JSONText.compact(.array(events)))")
    let files = files
    return try Scenario.load(path, overrides: changes + [override]) {
      path throws(InputProblems) in
      if let bytes = files[path] { return bytes }
      return try InputFile.read(path)
    }
  }

  /// The events of the scenario as it is.
  var events: [JSONValue] {
    guard case .array(let events)? = base.resolved["events"] else { return [] }
    return events
  }
}
