/// A JSON value to be written: no positions, keys in the order given.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])
}

/// A key and its value in an object to be written.
package struct JSONMember: Equatable, Sendable {
  package var key: String
  package var value: JSONValue

  package init(_ key: String, _ value: JSONValue) {
    self.key = key
    self.value = value
  }
}

extension JSONValue: Equatable {
  /// Numbers are equal by value, whether written as integers or not.
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)): Double(a) == b
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a == b
    default: false
    }
  }
}

extension JSONValue {
  /// Adds a member at the end of an object; a caller's mistake on other values.
  package mutating func append(_ key: String, _ value: JSONValue) {
    guard case .object(var members) = self else {
      preconditionFailure("a member \(key) was added to a value that is no object")
    }
    self = .null
    members.append(JSONMember(key, value))
    self = .object(members)
  }

  /// The member of an object with a key.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

extension JSONValue: ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringInterpolation,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { JSONMember($0.0, $0.1) })
  }
}

extension JSONNode {
  /// The value without its positions.
  package var plain: JSONValue {
    switch value {
    case .null: .null
    case .bool(let bool): .bool(bool)
    case .number(let number, let literal): Int(literal).map(JSONValue.integer) ?? .number(number)
    case .string(let string): .string(string)
    case .array(let elements): .array(elements.map(\.plain))
    case .object(let members): .object(members.map { JSONMember($0.key, $0.node.plain) })
    }
  }

  /// A node for a value that was not read from a text, or that stands for one spot of it as a whole.
  package init(plain: JSONValue, position: TextPosition? = nil) {
    self.position = position
    switch plain {
    case .null: value = .null
    case .bool(let bool): value = .bool(bool)
    case .integer(let integer): value = .number(Double(integer), literal: String(integer))
    case .number(let number): value = .number(number, literal: JSONText.number(number))
    case .string(let string): value = .string(string)
    case .array(let elements):
      value = .array(elements.map { JSONNode(plain: $0, position: position) })
    case .object(let members):
      value = .object(
        members.map { Member(key: $0.key, node: JSONNode(plain: $0.value, position: position)) })
    }
  }
}
