/// Paths that may name the element of an array by its `id` as well as by its index.
extension JSONNode {
  /// The index of the array element that a token names: by id, or else by index.
  static func element(_ token: String, in elements: [JSONNode]) -> Int? {
    if let index = elements.firstIndex(where: { $0.identifier == token }) { return index }
    guard let index = JSONPointer.index(token), index < elements.count else { return nil }
    return index
  }

  /// The text of the member `id`.
  var identifier: String? {
    guard case .string(let text) = member("id")?.node.value else { return nil }
    return text
  }

  /// The pointer by indices for one that may name elements by id; nil when it leads nowhere.
  package func resolved(_ pointer: JSONPointer) -> JSONPointer? {
    var node = self
    var tokens: [String] = []
    for token in pointer.tokens {
      switch node.value {
      case .object:
        guard let member = node.member(token) else { return nil }
        tokens.append(token)
        node = member.node
      case .array(let elements):
        guard let index = Self.element(token, in: elements) else { return nil }
        tokens.append(String(index))
        node = elements[index]
      default:
        return nil
      }
    }
    return JSONPointer(tokens)
  }

  /// The keys of an object, or the ids of the elements of an array.
  package var childNames: [String] {
    switch value {
    case .object(let members): members.map(\.key)
    case .array(let elements): elements.compactMap(\.identifier)
    default: []
    }
  }

  /// The longest path by ids, or else indices, that names a value: what people would write.
  package func named(_ pointer: JSONPointer) -> JSONPointer {
    var node: JSONNode? = self
    var tokens: [String] = []
    for token in pointer.tokens {
      let child = node?[JSONPointer([token])]
      if case .array = node?.value {
        tokens.append(child?.identifier ?? token)
      } else {
        tokens.append(token)
      }
      node = child
    }
    return JSONPointer(tokens)
  }
}
