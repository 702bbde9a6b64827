import Foundation
import Testing

/// A published or cross-checked computation as a command line and what must come out.
struct ContagionCase: Decodable, CustomTestStringConvertible, Sendable {
  let id: String
  let source: String
  /// Names of files are those of the fixtures.
  let arguments: [String]
  /// Absolute or relative.
  let tolerance: Double
  /// Columns of the table of nodes, all shocks one after the other; null is an empty cell.
  let nodes: [String: [Double?]]?
  /// Columns of the table of shocks.
  let shocks: [String: [Double?]]?
  /// Columns of the table of assets.
  let assets: [String: [Double?]]?

  var testDescription: String { id }

  static let all: [ContagionCase] = {
    struct File: Decodable { let cases: [ContagionCase] }
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: fixture("contagion/cases.json")))
      return try JSONDecoder().decode(File.self, from: data).cases
    } catch {
      // With none in their place no case would run, and none could fail.
      fatalError("contagion/cases.json: \(error)")
    }
  }()

  /// The arguments with the paths of the fixtures.
  var commandLine: [String] {
    ["contagion"]
      + arguments.map { $0.hasSuffix(".csv") ? fixture("contagion/\($0)") : $0 }
  }
}
