internal import Formats
internal import Simulation

/// A file that a scenario was read from, as named by the user, with its bytes for hashing.
package struct ScenarioInput: Sendable {
  package let path: String
  package let bytes: [UInt8]
}

/// Everything that the files of a scenario say: decoded, every reference known to lead somewhere.
struct ScenarioSource: Sendable {
  let file: String
  /// The tree of the scenario file after overrides and inheritance.
  let root: JSONNode
  var document: ScenarioDocument
  var institutions: [Located<InstitutionEntry>]
  var positions: [Located<PositionEntry>]
  var claims: [Located<ClaimEntry>]
  var accounts: [Located<AccountEntry>]
  var inputs: [ScenarioInput]
  /// Cells of CSV files that are numbers, by the pointer that names the file.
  var cellCounts: [(pointer: JSONPointer, count: Int)]

  /// Reads a scenario and the files it names; throws all problems of shape and reference together.
  init(
    path: String, overrides: [Override],
    read: (String) throws(InputProblems) -> [UInt8]
  ) throws(InputProblems) {
    let bytes = try read(path)
    let content = try JSONReader.read(bytes, file: path)
    try Self.refuseExperiment(content, file: path)
    let (whole, bases) = try ScenarioInheritance.complete(content, file: path, read: read)
    let written = try Override.apply(overrides, to: whole)
    let (root, chainProblems) = RegimeInheritance.complete(written, file: path)
    var decoding = Decoding(file: path)
    for problem in chainProblems { decoding.note(problem) }
    let document = ScenarioDocument.object.decode(root, &decoding) ?? ScenarioDocument()
    self.file = path
    self.root = root
    self.document = document
    inputs = [ScenarioInput(path: path, bytes: bytes)] + bases
    cellCounts = []
    institutions = Self.locate(document.institutions, "institutions", in: root, path)
    positions = Self.locate(document.positions, "positions", in: root, path)
    claims = Self.locate(document.claims, "claims", in: root, path)
    accounts = []
    institutions += readRows(document.institutionFiles, "institution_files", &decoding, read)
    Self.declareMembers(institutions, &decoding)
    positions += readRows(document.positionFiles, "position_files", &decoding, read)
    claims += readRows(document.claimFiles, "claim_files", &decoding, read)
    accounts += readRows(document.accountFiles, "account_files", &decoding, read)
    try decoding.finish()
  }

  /// One word on a mistake that would otherwise be a problem for every key.
  private static func refuseExperiment(
    _ content: JSONNode, file: String
  ) throws(InputProblems) {
    let keys = content.childNames
    guard keys.contains("design"), keys.contains("factors") else { return }
    throw InputProblems([
      Problem(
        file: file, found: "an experiment, with a design and factors", expected: "a scenario",
        hint: "concordat sweep runs experiments")
    ])
  }

  private static func locate<Value>(
    _ values: [Value], _ key: String, in root: JSONNode, _ file: String
  ) -> [Located<Value>] {
    values.enumerated().map { index, value in
      let pointer = JSONPointer([key, String(index)])
      return Located(
        value: value, file: file, place: .json(pointer, root[pointer]?.position))
    }
  }

  private mutating func readRows<Value: DescribedObject>(
    _ names: [String], _ key: String, _ decoding: inout Decoding,
    _ read: (String) throws(InputProblems) -> [UInt8]
  ) -> [Located<Value>] {
    var located: [Located<Value>] = []
    for (index, name) in names.enumerated() {
      let path = Self.sibling(name, of: file)
      let pointer = JSONPointer([key, String(index)])
      do throws(InputProblems) {
        let bytes = try read(path)
        let table = try CSVTable.read(bytes, file: path)
        inputs.append(ScenarioInput(path: path, bytes: bytes))
        cellCounts.append((pointer, table.numericCellCount))
        for row in decoding.rows(of: table, as: Value.object) {
          located.append(
            Located(value: row.value, file: path, place: .csv(line: row.line, column: nil)))
        }
      } catch {
        for var problem in error.problems {
          if problem.place == .file { problem.hint = "\(file) names it at \(pointer)" }
          decoding.note(problem)
        }
      }
    }
    return located
  }

  /// The path of a file named in another: relative to the directory of that one.
  static func sibling(_ name: String, of file: String) -> String {
    guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
    return "\(file[...slash])\(name)"
  }

  /// Declares what other objects may refer to, now that counts and kinds are known.
  private static func declareMembers(
    _ institutions: [Located<InstitutionEntry>], _ decoding: inout Decoding
  ) {
    for kind in InstitutionKind.allCases { decoding.declare(kind.rawValue, as: .member) }
    var seen: Set<String> = []
    for entry in institutions where seen.insert(entry.value.id).inserted {
      let institution = entry.value
      if institution.count != nil { decoding.declare(institution.id, as: .member) }
      for member in institution.members {
        if !decoding.declare(member, as: .institution) {
          decoding.note(
            entry.problem(
              "id", found: "a member \(JSONText.quoted(member)) that is there already",
              expected: "ids that differ"))
        }
        decoding.declare(member, as: .holder)
        decoding.declare(member, as: .member)
        if institution.isVenue { decoding.declare(member, as: .venue) }
      }
    }
  }
}

extension CSVTable {
  fileprivate var numericCellCount: Int {
    var count = 0
    for row in 0..<rowCount {
      for column in header.indices where Self.number(text(row: row, column: column)) != nil {
        count += 1
      }
    }
    return count
  }
}
