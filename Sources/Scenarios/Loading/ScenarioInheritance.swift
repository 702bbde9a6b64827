internal import Formats

/// Scenarios as differences to another file: what a file does not say is taken from what it extends.
///
/// Objects merge key by key, everything else is replaced. Remarks and `$schema` belong to their own file. A file that
/// is extended may itself extend another.
enum ScenarioInheritance {
  /// The whole document, and the files that it came from beside its own.
  static func complete(
    _ root: JSONNode, file: String, read: (String) throws(InputProblems) -> [UInt8]
  ) throws(InputProblems) -> (JSONNode, [ScenarioInput]) {
    var whole = root
    var chain = [file]
    var inputs: [ScenarioInput] = []
    while let member = whole.member(key) {
      guard case .string(let name) = member.node.value else { break }
      let path = ScenarioSource.sibling(name, of: chain[chain.count - 1])
      guard !chain.contains(path) else {
        throw InputProblems([
          Problem(
            file: file, place: .json(JSONPointer([key]), root.member(key)?.node.position),
            found: "a circle: \((chain + [path]).joined(separator: " extends "))",
            expected: "a chain that ends")
        ])
      }
      let bytes = try base(path, of: file, read)
      inputs.append(ScenarioInput(path: path, bytes: bytes))
      chain.append(path)
      // Places in another file would be misleading in messages about this one.
      let inherited = withoutPlaces(try JSONReader.read(bytes, file: path))
      whole = merge(without(key, in: whole), over: inherited, leaving: ["description", "note"])
    }
    return (whole, inputs)
  }

  private static let key = "extends"

  private static func base(
    _ path: String, of file: String, _ read: (String) throws(InputProblems) -> [UInt8]
  ) throws(InputProblems) -> [UInt8] {
    do throws(InputProblems) {
      return try read(path)
    } catch {
      var problems = error.problems
      for index in problems.indices where problems[index].place == .file {
        problems[index].hint = "\(file) extends it"
      }
      throw InputProblems(problems)
    }
  }

  private static func without(_ key: String, in node: JSONNode) -> JSONNode {
    guard case .object(let members) = node.value else { return node }
    return JSONNode(.object(members.filter { $0.key != key }), position: node.position)
  }

  private static func withoutPlaces(_ node: JSONNode) -> JSONNode {
    switch node.value {
    case .array(let nodes): JSONNode(.array(nodes.map(withoutPlaces)))
    case .object(let members):
      JSONNode(.object(members.map { .init(key: $0.key, node: withoutPlaces($0.node)) }))
    default: JSONNode(node.value)
    }
  }

  private static func merge(
    _ own: JSONNode, over base: JSONNode, leaving remarks: [String] = []
  ) -> JSONNode {
    guard case .object(let added) = own.value, case .object(let inherited) = base.value else {
      return own
    }
    // In the order of the base, which is that of its regimes; what is new comes last.
    var members = inherited.filter { !remarks.contains($0.key) }
    for member in added {
      if let index = members.firstIndex(where: { $0.key == member.key }) {
        let node = merge(member.node, over: members[index].node)
        members[index] = .init(key: member.key, keyPosition: member.keyPosition, node: node)
      } else {
        members.append(member)
      }
    }
    return JSONNode(.object(members), position: own.position)
  }
}
