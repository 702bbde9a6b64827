/// The state of decoding one input, over all its files: where it stands, what it found, which
/// identifiers were declared and which were referred to.
///
/// Decoding never stops at a problem; `finish()` throws all of them together.
package struct Decoding {
  /// What the values being decoded were read from.
  enum Source {
    case json
    /// A line of a CSV file: values are texts, and the path below the row names the column.
    case csv(line: Int)
  }

  var file: String
  var source = Source.json
  var path: [String] = []
  package private(set) var problems: [Problem] = []
  private var identifiers: [EntityKind: Identifiers] = [:]
  private var references: [Reference] = []

  /// The identifiers declared of a kind, in order.
  private struct Identifiers {
    var ordered: [String] = []
    var known: Set<String> = []
  }

  private struct Reference {
    var kind: EntityKind
    var identifier: String
    var file: String
    var place: Problem.Place
  }

  package init(file: String) { self.file = file }

  /// Goes on with another file; what was found and declared so far is kept.
  package mutating func open(file: String) {
    self.file = file
    source = .json
    path = []
  }

  /// The pointer to the value being decoded.
  package var pointer: JSONPointer { JSONPointer(path) }

  /// Decodes below a key or index.
  package mutating func below<Value>(_ token: String, _ body: (inout Decoding) -> Value) -> Value {
    path.append(token)
    defer { path.removeLast() }
    return body(&self)
  }

  private func place(_ position: TextPosition?) -> Problem.Place {
    switch source {
    case .json: .json(pointer, position)
    case .csv(let line):
      .csv(line: line, column: path.isEmpty ? nil : path.joined(separator: "."))
    }
  }

  /// Notes a problem at the value being decoded.
  package mutating func note(
    at position: TextPosition?, found: String, expected: String, hint: String? = nil
  ) {
    problems.append(
      Problem(
        file: file, place: place(position), found: found, expected: expected, hint: hint))
  }

  /// Notes a problem found elsewhere, such as in another file.
  package mutating func note(_ problem: Problem) { problems.append(problem) }

  /// Notes that a value is of the wrong type or out of its range.
  package mutating func mismatch(_ node: JSONNode, expected: String, hint: String? = nil) {
    note(at: node.position, found: node.summary, expected: expected, hint: hint)
  }

  /// Declares an identifier read at a node; a second one of the same kind and name is a problem.
  mutating func declare(_ identifier: String, as kind: EntityKind, at node: JSONNode) {
    if !declare(identifier, as: kind) {
      mismatch(node, expected: "an id that no other \(kind.name) has")
    }
  }

  /// Declares an identifier; false when it was declared before.
  @discardableResult
  package mutating func declare(_ identifier: String, as kind: EntityKind) -> Bool {
    guard identifiers[kind, default: Identifiers()].known.insert(identifier).inserted else {
      return false
    }
    identifiers[kind]?.ordered.append(identifier)
    return true
  }

  /// The identifiers of a kind in the order of their declaration.
  package func identifiers(of kind: EntityKind) -> [String] { identifiers[kind]?.ordered ?? [] }

  /// Remembers a reference; whether it leads somewhere is known when everything is declared.
  package mutating func refer(to identifier: String, as kind: EntityKind, at node: JSONNode) {
    references.append(
      Reference(
        kind: kind, identifier: identifier, file: file, place: place(node.position)))
  }

  /// Checks every reference made so far, and forgets it.
  package mutating func resolveReferences() {
    for reference in references {
      let declared = identifiers[reference.kind] ?? Identifiers()
      guard !declared.known.contains(reference.identifier) else { continue }
      problems.append(
        Problem(
          file: reference.file, place: reference.place,
          found: JSONText.quoted(reference.identifier),
          expected: "the id of \(reference.kind.phrase)\(Self.list(declared.ordered))",
          hint: Spelling.hint(for: reference.identifier, among: declared.ordered)))
    }
    references = []
  }

  /// Resolves what is left to resolve and throws all problems, if there are any, file by file and in
  /// the order of their places.
  package mutating func finish() throws(InputProblems) {
    resolveReferences()
    guard problems.isEmpty else { throw InputProblems(problems).sorted }
  }

  private static func list(_ identifiers: [String]) -> String {
    guard !identifiers.isEmpty else { return ", of which there is none" }
    guard identifiers.count <= 12 else { return "" }
    return " (\(identifiers.joined(separator: ", ")))"
  }
}

/// A kind of thing that has identifiers, such as an asset.
package struct EntityKind: Hashable, Sendable {
  /// In the singular, for messages.
  package let name: String

  package init(_ name: String) { self.name = name }

  var phrase: String {
    "aeiou".contains(name.prefix(1).lowercased()) ? "an \(name)" : "a \(name)"
  }
}
