package import Formats
import LinearAlgebra
package import Results

/// A question about a scenario that is worked off piece by piece, each kept on disk as soon as it is finished.
package protocol StressQuestion {
  /// The verb, which also begins the name of the directory.
  static var kind: String { get }
  /// Name of the scenario.
  var name: String { get }
  /// Everything that decides the answer, apart from the program.
  var identity: JSONValue { get }
  /// How many pieces there are at most.
  var pieces: Int { get }

  /// Finds the answer; what the log holds is not made again.
  mutating func work(
    _ log: WorkLog, jobs: Int, progress: (_ done: Int, _ total: Int) -> Void) async throws
  /// Takes the answer from the tables of a finished directory.
  mutating func read(_ table: (Table) throws -> CSVTable) throws

  var tables: [(table: Table, rows: [[CSVWriter.Cell]])] { get }
}

extension StressQuestion {
  /// Answers the question into a directory that is complete or absent, and returns its path.
  ///
  /// A finished directory of the same question is read; an interrupted one is gone on with.
  package mutating func answer(
    into directory: String?, overwrites: Bool, jobs: Int,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) async throws -> String {
    let program = try Program.current()
    let digest = SHA256.hexadecimal(
      of: JSONText.compact([
        "kind": .string(Self.kind), "question": identity,
        "executable": .string(program.executableSHA256),
      ]))
    let target =
      directory ?? "\(RunExperiment.resultsDirectory)/\(Self.kind)-\(name)-\(digest.prefix(8))"
    let fingerprint = numericFingerprint()
    let request = Study.Request(
      target: target, format: "concordat-\(Self.kind)", identity: digest, mark: fingerprint,
      pieces: pieces, overwrites: overwrites)
    guard case .open(let study) = try Study.open(request) else {
      try read { table in
        let file = "\(target)/\(table.fileName)"
        return try CSVTable.read(try Files.read(file), file: file)
      }
      return target
    }
    try await work(study.log, jobs: jobs, progress: progress)
    for (table, rows) in tables { try study.write(table, rows) }
    try study.write("question.json", Array(JSONText.pretty(identity).utf8))
    try study.commit(
      name: "\(Self.kind)-\(name)", program: program,
      members: [JSONMember("numeric_fingerprint", .string(fingerprint))], times: [])
    return target
  }
}

extension WorkLog {
  /// The value that is kept of a piece; where none is, the one that is made now, and kept.
  func remembering(_ piece: Int, _ make: () throws -> JSONValue) throws -> JSONValue {
    if let bytes = try read(piece) {
      return try JSONReader.read(bytes, file: "pieces").plain
    }
    let value = try make()
    try append(Array(JSONText.compact(value).utf8), for: piece)
    return value
  }
}
