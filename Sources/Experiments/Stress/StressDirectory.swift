package import Formats
import LinearAlgebra
package import Results

/// Writes the answer to a question about a scenario into a directory that is complete or absent.
package enum StressDirectory {
  /// The directory of a question, named after it and everything that decides the answer.
  package static func target(_ kind: String, _ name: String, _ identity: JSONValue)
    throws(FileFailure) -> (path: String, identity: String)
  {
    let program = try Program.current()
    let digest = SHA256.hexadecimal(
      of: JSONText.compact([
        "kind": .string(kind), "question": identity,
        "executable": .string(program.executableSHA256),
      ]))
    return ("\(RunExperiment.resultsDirectory)/\(kind)-\(name)-\(digest.prefix(8))", digest)
  }

  /// Writes the tables; an answer that is there already is the same one and is left.
  package static func write(
    _ kind: String, _ name: String, _ identity: JSONValue, to path: String?, overwrites: Bool,
    _ tables: [(table: Table, rows: [[CSVWriter.Cell]])]
  ) throws -> String {
    let (standard, digest) = try target(kind, name, identity)
    let target = path ?? standard
    let fingerprint = numericFingerprint()
    let request = Study.Request(
      target: target, format: "concordat-\(kind)", identity: digest, mark: fingerprint, pieces: 0,
      overwrites: overwrites)
    guard case .open(let study) = try Study.open(request) else { return target }
    for (table, rows) in tables { try study.write(table, rows) }
    try study.write("question.json", Array(JSONText.pretty(identity).utf8))
    try study.commit(
      name: "\(kind)-\(name)", program: try Program.current(),
      members: [JSONMember("numeric_fingerprint", .string(fingerprint))], times: [])
    return target
  }
}
