internal import Formats

/// Regimes as differences to a shared base: what a regime does not say is taken from what it extends.
enum RegimeInheritance {
  /// The document with every regime completed from its chain of bases, and the problems of the chains.
  ///
  /// Objects merge key by key, everything else is replaced; `abstract` is not inherited. Recognition by
  /// subject takes the subjects that it leaves out from whatever recognition the base has.
  static func complete(_ root: JSONNode, file: String) -> (JSONNode, [Problem]) {
    guard case .object(var members) = root.value,
      let place = members.firstIndex(where: { $0.key == "regimes" }),
      case .object(let regimes) = members[place].node.value
    else { return (root, []) }
    var problems: [Problem] = []
    var completed = regimes
    for (index, regime) in regimes.enumerated() {
      var chain = [regime.key]
      var node = regime.node
      while let base = node.member("extends"), case .string(let name) = base.node.value,
        let parent = regimes.first(where: { $0.key == name })
      {
        guard !chain.contains(name) else {
          problems.append(
            Problem(
              file: file,
              place: .json(
                JSONPointer(["regimes", regime.key, "extends"]),
                regime.node.member("extends")?.node.position),
              found: "a circle: \((chain + [name]).joined(separator: " extends "))",
              expected: "a chain that ends"))
          break
        }
        chain.append(name)
        let merged = merge(completed[index].node, over: parent.node)
        completed[index].node = merged
        node = parent.node
      }
    }
    members[place].node.value = .object(completed)
    return (JSONNode(.object(members), position: root.position), problems)
  }

  private static let ownKeys = ["abstract", "extends", "description", "note", "$schema"]

  private static func merge(_ own: JSONNode, over base: JSONNode) -> JSONNode {
    guard case .object(var members) = own.value, case .object(let inherited) = base.value else {
      return own
    }
    for member in inherited where !ownKeys.contains(member.key) {
      if let index = members.firstIndex(where: { $0.key == member.key }) {
        members[index].node =
          member.key == "recognition"
          ? mergeRecognition(members[index].node, over: member.node)
          : mergeValue(members[index].node, over: member.node)
      } else {
        members.append(member)
      }
    }
    return JSONNode(.object(members), position: own.position)
  }

  /// One value for all subjects replaces values by subject, and stands for each of them as a base.
  private static func mergeRecognition(_ own: JSONNode, over base: JSONNode) -> JSONNode {
    let keys = SubjectRecognitionEntry.keys
    switch (own.hasMember(among: keys), base.hasMember(among: keys)) {
    case (false, false), (true, true): return mergeValue(own, over: base)
    case (false, true): return own
    case (true, false):
      let spread = keys.map { JSONNode.Member(key: $0, keyPosition: nil, node: base) }
      return merge(own, over: JSONNode(.object(spread), position: base.position))
    }
  }

  /// Objects merge unless the own one names another variant (`form`), which makes its keys foreign.
  private static func mergeValue(_ own: JSONNode, over base: JSONNode) -> JSONNode {
    if let form = own.member("form"), form.node.summary != base.member("form")?.node.summary {
      return own
    }
    return merge(own, over: base)
  }
}
