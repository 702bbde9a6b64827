/// One `path.to.key=value` from the command line, put into a document before it is decoded.
///
/// Steps of a path are separated by dots; an element of an array is named by index (`.3` or `[3]`)
/// or by its id. The value is read as JSON, and as a string when it is none. Keys of objects are
/// created, because they may be ones whose default was left unsaid; decoding refuses unknown ones.
package struct Override: Hashable, Sendable {
  package let text: String
  let steps: [String]
  let value: String

  /// Reads the form of the command line.
  package init(parsing text: String) throws(InputProblems) {
    self.text = text
    guard let equals = text.firstIndex(of: "=") else {
      throw InputProblems([
        Problem(
          file: "--set \(text)", found: "no equals sign", expected: "path.to.key=value")
      ])
    }
    let path = String(text[..<equals])
    guard let steps = Self.steps(path) else {
      throw InputProblems([
        Problem(
          file: "--set \(text)", found: "the path \(JSONText.quoted(path))",
          expected: "keys, ids or indices separated by dots, such as a.b[3].c")
      ])
    }
    self.steps = steps
    value = String(text[text.index(after: equals)...])
  }

  /// The path as a pointer, in which elements of arrays may stand by their ids.
  package var pointer: JSONPointer { JSONPointer(steps) }

  /// The steps of a path (`a.b[3].c` has four), nil when a step is empty or a bracket not closed.
  private static func steps(_ path: String) -> [String]? {
    var steps: [String] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let name = pieces.first, !name.isEmpty, !name.contains("]") else { return nil }
      steps.append(String(name))
      for piece in pieces.dropFirst() {
        guard piece.hasSuffix("]"), JSONPointer.index(String(piece.dropLast())) != nil else {
          return nil
        }
        steps.append(String(piece.dropLast()))
      }
    }
    return steps
  }

  /// The value as JSON, or else as a string.
  private var node: JSONNode {
    let read = try? JSONReader.read(value, file: text)
    return JSONNode(plain: read?.plain ?? .string(value))
  }

  /// Puts overrides into a document in their order; throws the problems of all of them together.
  package static func apply(
    _ overrides: [Override], to root: JSONNode
  ) throws(InputProblems) -> JSONNode {
    var root = root
    var problems: [Problem] = []
    for override in overrides {
      if let problem = root.set(override.steps[...], to: override.node, override, JSONPointer()) {
        problems.append(problem)
      }
    }
    guard problems.isEmpty else { throw InputProblems(problems) }
    return root
  }

  fileprivate func problem(
    at pointer: JSONPointer, found: String, expected: String, hint: String? = nil
  ) -> Problem {
    Problem(
      file: "--set \(text)", place: .json(pointer, nil), found: found, expected: expected,
      hint: hint)
  }
}

extension JSONNode {
  /// Puts a node at the end of a path; returns the problem that keeps it from getting there.
  fileprivate mutating func set(
    _ steps: ArraySlice<String>, to node: JSONNode, _ override: Override, _ pointer: JSONPointer
  ) -> Problem? {
    guard let step = steps.first else {
      self = node
      return nil
    }
    let rest = steps.dropFirst()
    switch value {
    case .object(var members):
      let below = pointer.appending(step)
      if let index = members.firstIndex(where: { $0.key == step }) {
        let problem = members[index].node.set(rest, to: node, override, below)
        value = .object(members)
        return problem
      }
      var child = JSONNode(.object([]))
      let problem = child.set(rest, to: node, override, below)
      value = .object(members + [Member(key: step, node: child)])
      return problem
    case .array(var elements):
      guard let index = Self.element(step, in: elements) else {
        let identifiers = elements.compactMap(\.identifier)
        return override.problem(
          at: pointer, found: "no element \(JSONText.quoted(step))",
          expected: elements.isEmpty
            ? "an array with elements"
            : "an id, or an index from 0 to \(elements.count - 1)",
          hint: Spelling.hint(for: step, among: identifiers))
      }
      let problem = elements[index].set(rest, to: node, override, pointer.appending(index))
      value = .array(elements)
      return problem
    default:
      return override.problem(
        at: pointer, found: "\(summary), which has no key \(JSONText.quoted(step))",
        expected: "a path to an existing object or array")
    }
  }
}
