/// A path to a value inside a JSON document (RFC 6901).
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible, Comparable {
  package var tokens: [String]

  package init(_ tokens: [String] = []) { self.tokens = tokens }

  /// Reads the escaped form; nil unless it is empty or starts with `/`, or when an escape is wrong.
  package init?(parsing text: String) {
    guard !text.isEmpty else {
      tokens = []
      return
    }
    guard text.hasPrefix("/") else { return nil }
    var tokens: [String] = []
    for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let token = Self.unescaped(part) else { return nil }
      tokens.append(token)
    }
    self.tokens = tokens
  }

  package func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

  package func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

  /// The escaped form, empty for the whole document.
  package var description: String { tokens.map { "/" + Self.escaped($0) }.joined() }

  /// The escaped form, and words for the whole document.
  package var readable: String { tokens.isEmpty ? "the top level" : description }

  package static func < (left: JSONPointer, right: JSONPointer) -> Bool {
    left.tokens.lexicographicallyPrecedes(right.tokens)
  }

  private static func escaped(_ token: String) -> String {
    var result = ""
    for scalar in token.unicodeScalars {
      switch scalar {
      case "~": result += "~0"
      case "/": result += "~1"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func unescaped(_ token: Substring) -> String? {
    var result = ""
    var scalars = token.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "~" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      switch scalars.next() {
      case "0": result += "~"
      case "1": result += "/"
      default: return nil
      }
    }
    return result
  }

  /// The index that a token names (`0`, or digits without a leading zero), nil for other tokens.
  package static func index(_ token: String) -> Int? {
    guard !token.isEmpty, token.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    guard token.utf8.count == 1 || token.utf8.first != 48 else { return nil }
    return Int(token)
  }
}

extension JSONNode {
  /// The value at a pointer, nil when the pointer leads nowhere.
  package subscript(pointer: JSONPointer) -> JSONNode? {
    var node = self
    for token in pointer.tokens {
      switch node.value {
      case .object(let members):
        guard let member = members.first(where: { $0.key == token }) else { return nil }
        node = member.node
      case .array(let elements):
        guard let index = JSONPointer.index(token), index < elements.count else { return nil }
        node = elements[index]
      default:
        return nil
      }
    }
    return node
  }

  /// Puts a value where a pointer leads; false, and nothing changed, when it leads nowhere.
  ///
  /// A missing last key of an object is added.
  package mutating func replace(_ pointer: JSONPointer, with node: JSONNode) -> Bool {
    replace(pointer.tokens[...], with: node)
  }

  private mutating func replace(_ tokens: ArraySlice<String>, with node: JSONNode) -> Bool {
    guard let token = tokens.first else {
      self = node
      return true
    }
    switch value {
    case .object(var members):
      guard let index = members.firstIndex(where: { $0.key == token }) else {
        guard tokens.count == 1 else { return false }
        members.append(Member(key: token, node: node))
        value = .object(members)
        return true
      }
      guard members[index].node.replace(tokens.dropFirst(), with: node) else { return false }
      value = .object(members)
      return true
    case .array(var elements):
      guard let index = JSONPointer.index(token), index < elements.count,
        elements[index].replace(tokens.dropFirst(), with: node)
      else { return false }
      value = .array(elements)
      return true
    default:
      return false
    }
  }
}
