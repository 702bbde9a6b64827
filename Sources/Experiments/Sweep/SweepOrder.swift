import Formats
import Results
import Scenarios
package import Simulation

/// An experiment that has been read and checked: ready to run.
package struct SweepOrder: Sendable {
  package let name: String
  let document: JSONValue
  /// The scenario with what the experiment changes in every cell.
  let scenario: JSONValue
  let inputs: [RunIdentity.Input]
  package let design: SweepDesign
  package let regimes: [String]
  package let modes: [ComparisonMode]
  package let replicates: Int
  package let seed: UInt64
  package let tables: SweepTables
  let twoWay: TwoWayEntry?
  let source: CellSource

  /// How many worlds are run.
  package var runs: Int { design.count * regimes.count * modes.count * replicates }

  /// The pieces of work: a cell and a replicate, under all regimes and modes.
  package var pieces: Int { design.count * replicates }

  /// The number of a piece in the log: more replicates only add numbers.
  func piece(cell: Int, replicate: Int) -> Int { replicate * design.count + cell }

  /// Which cell and replicate a number in the log stands for.
  func place(ofPiece number: Int) -> (cell: Int, replicate: Int) {
    (number % design.count, number / design.count)
  }

  /// Digest of everything that decides a row of the tables; how many replicates there are only adds rows.
  func identity(of program: Program) -> String {
    let parts: JSONValue = [
      "experiment": document.without("replicates"),
      "scenario": scenario.without("replicates"),
      "inputs": .array(inputs.map { [.string($0.path), .string($0.sha256)] }),
      "regimes": .array(regimes.map { .string($0) }),
      "modes": .array(modes.map { .string($0.rawValue) }),
      "seed": .string(String(seed)),
      "version": .string(program.version), "executable": .string(program.executableSHA256),
    ]
    return SHA256.hexadecimal(of: JSONText.compact(parts))
  }
}

/// Makes the scenario of any cell from files that are read once.
struct CellSource: Sendable {
  let path: String
  let files: [String: [UInt8]]
  let changes: [Override]
  let factors: [FactorEntry]
  /// The numbers that stand in the scenario where a factor scales or shifts, by factor and path.
  let standing: [[Double]]

  /// What a cell changes, as on a command line.
  func overrides(_ levels: [FactorValue?]) throws(InputProblems) -> [Override] {
    var overrides: [Override] = []
    for (index, factor) in factors.enumerated() {
      guard let level = levels[index] else { continue }
      for (place, path) in factor.paths.enumerated() {
        let value: FactorValue =
          switch factor.operation {
          case .set: level
          case .scale: .number((level.number ?? 1) * standing[index][place])
          case .shift: .number((level.number ?? 0) + standing[index][place])
          }
        overrides.append(try Override(parsing: "\(path)=\(JSONText.compact(value.json))"))
      }
    }
    return overrides
  }

  func scenario(_ levels: [FactorValue?]) throws(InputProblems) -> Scenario {
    let files = files
    return try Scenario.load(path, overrides: changes + overrides(levels)) {
      path throws(InputProblems) in
      if let bytes = files[path] { return bytes }
      return try InputFile.read(path)
    }
  }
}
