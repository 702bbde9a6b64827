/// A value of a JSON document together with where it stands in the text.
package struct JSONNode: Sendable {
  package enum Value: Sendable {
    case null
    case bool(Bool)
    /// The number and its literal text.
    case number(Double, literal: String)
    case string(String)
    case array([JSONNode])
    case object([Member])
  }

  package struct Member: Sendable {
    package var key: String
    package var keyPosition: TextPosition?
    package var node: JSONNode

    package init(key: String, keyPosition: TextPosition? = nil, node: JSONNode) {
      self.key = key
      self.keyPosition = keyPosition
      self.node = node
    }
  }

  package var value: Value
  /// Nil for a value that was not read from a text.
  package var position: TextPosition?

  package init(_ value: Value, position: TextPosition? = nil) {
    self.value = value
    self.position = position
  }

  /// The member of an object with a key; nil for other values.
  package func member(_ key: String) -> Member? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.key == key }
  }

  /// How a message names the value: scalars verbatim, containers by kind.
  package var summary: String {
    switch value {
    case .null: "null"
    case .bool(let bool): bool ? "true" : "false"
    case .number(_, let literal): literal
    case .string(let text):
      JSONText.quoted(text.count > 60 ? String(text.prefix(60)) + "…" : text)
    case .array: "an array"
    case .object: "an object"
    }
  }
}
