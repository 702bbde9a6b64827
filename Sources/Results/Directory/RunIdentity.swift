package import Formats

/// Everything that decides the rows of a run, but for how many replicates there are: a larger number only
/// adds rows.
package struct RunIdentity: Sendable, Equatable {
  package struct Input: Sendable, Equatable {
    package var path: String
    package var sha256: String

    package init(path: String, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }

  package var scenarioName: String
  /// The resolved scenario without its number of replicates.
  package var scenario: JSONValue
  package var inputs: [Input]
  package var seed: UInt64
  package var regimes: [String]
  package var program: Program

  package init(
    scenarioName: String, scenario: JSONValue, inputs: [Input], seed: UInt64, regimes: [String],
    program: Program
  ) {
    self.scenarioName = scenarioName
    self.scenario = scenario
    self.inputs = inputs
    self.seed = seed
    self.regimes = regimes
    self.program = program
  }

  /// SHA-256 over all of it in one canonical text.
  package var sha256: String {
    let parts: JSONValue = [
      "scenario": scenario,
      "inputs": .array(inputs.map { [.string($0.path), .string($0.sha256)] }),
      "seed": .string(String(seed)),
      "regimes": .array(regimes.map { .string($0) }),
      "version": .string(program.version),
      "executable": .string(program.executableSHA256),
    ]
    return SHA256.hexadecimal(of: JSONText.compact(parts))
  }

  /// `<scenario name>-<8 hex>`, with anything but letters, digits, `.`, `_` and `-` of the name replaced.
  package var directoryName: String {
    let name = scenarioName.map { character in
      character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
        ? character : "-"
    }
    return String(name) + "-" + sha256.prefix(8)
  }
}

/// The program that makes a run.
package struct Program: Sendable, Equatable {
  package static let version = "0.1.0"

  package var version: String
  package var executableSHA256: String

  package init(version: String, executableSHA256: String) {
    self.version = version
    self.executableSHA256 = executableSHA256
  }

  /// The program that is running, known by the bytes of its executable.
  package static func current() throws(FileFailure) -> Program {
    Program(
      version: version, executableSHA256: try SHA256.hexadecimal(ofFile: "/proc/self/exe"))
  }
}
