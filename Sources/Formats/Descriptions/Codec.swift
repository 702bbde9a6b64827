/// How values of a type stand in JSON: read, written, described to machines and to people.
///
/// The four come from one value, so that they cannot drift apart.
package struct Codec<Value: Sendable>: Sendable {
  /// Reads a value; nil after noting a problem.
  package let decode: @Sendable (JSONNode, inout Decoding) -> Value?
  package let encode: @Sendable (Value) -> JSONValue
  /// The JSON Schema of the value; objects inside are added to the collection.
  package let schema: @Sendable (inout FormatDescription) -> JSONValue
  /// What the value is, in the words of a table of keys.
  package let type: String
  /// The value that an object has when nothing is said; nil for what is no object.
  let standard: (@Sendable () -> JSONValue)?

  package init(
    type: String, standard: (@Sendable () -> JSONValue)? = nil,
    schema: @escaping @Sendable (inout FormatDescription) -> JSONValue,
    encode: @escaping @Sendable (Value) -> JSONValue,
    decode: @escaping @Sendable (JSONNode, inout Decoding) -> Value?
  ) {
    self.type = type
    self.standard = standard
    self.schema = schema
    self.encode = encode
    self.decode = decode
  }

  /// The same JSON for another Swift type; `read` gives nil for values that do not exist in it, and
  /// `expected` then says what does.
  package func converted<Other: Sendable>(
    expected: String, read: @escaping @Sendable (Value) -> Other?,
    write: @escaping @Sendable (Other) -> Value
  ) -> Codec<Other> {
    Codec<Other>(type: type, schema: schema, encode: { encode(write($0)) }) { node, decoding in
      guard let value = decode(node, &decoding) else { return nil }
      guard let other = read(value) else {
        decoding.mismatch(node, expected: expected)
        return nil
      }
      return other
    }
  }

  /// A value, or `null` for none.
  package static func orNull<Wrapped>(_ codec: Codec<Wrapped>) -> Codec where Value == Wrapped? {
    Codec(
      type: "\(codec.type) or null",
      schema: { format in ["anyOf": [codec.schema(&format), ["type": "null"]]] },
      encode: { $0.map(codec.encode) ?? .null },
      decode: { node, decoding in
        if case .null = node.value { return .some(nil) }
        return codec.decode(node, &decoding).map { .some($0) }
      })
  }
}

extension Codec where Value == Bool {
  package static let boolean = Codec(
    type: "true or false", schema: { _ in ["type": "boolean"] }, encode: { .bool($0) },
    decode: { node, decoding in
      switch (node.value, decoding.source) {
      case (.bool(let value), _): return value
      case (.string("true"), .csv): return true
      case (.string("false"), .csv): return false
      default:
        decoding.mismatch(node, expected: "true or false")
        return nil
      }
    })
}

extension Codec where Value == Double {
  /// A finite number within bounds, with its unit.
  package static func number(_ bounds: Bounds = .any, unit: String? = nil) -> Codec {
    let noun = bounds.noun ?? "number"
    return Codec(
      type: bounds.tableText(noun, unit: unit),
      schema: { _ in bounds.schema(type: "number", unit: unit) }, encode: { .number($0) },
      decode: { node, decoding in
        guard let number = Self.number(node, decoding.source), bounds.contains(number) else {
          decoding.mismatch(node, expected: bounds.phrase(noun, unit: unit))
          return nil
        }
        guard abs(number) <= Bounds.greatestMagnitude else {
          decoding.mismatch(node, expected: "a magnitude of at most 1e30, so that sums are finite")
          return nil
        }
        return number
      })
  }

  /// A number in [0, 1].
  package static let probability = number(.probability)

  /// A share in [0, 1].
  package static let fraction = number(.fraction)

  fileprivate static func number(_ node: JSONNode, _ source: Decoding.Source) -> Double? {
    switch (node.value, source) {
    case (.number(let number, _), _): number
    case (.string(let text), .csv): CSVTable.number(text)
    default: nil
    }
  }
}

extension Codec where Value == Int {
  /// An integer within bounds, with its unit.
  ///
  /// A whole number in any notation counts (`1e6`), up to 2^53 in magnitude.
  package static func integer(_ bounds: Bounds = .any, unit: String? = nil) -> Codec {
    Codec(
      type: bounds.tableText("integer", unit: unit),
      schema: { _ in bounds.schema(type: "integer", unit: unit) }, encode: { .integer($0) },
      decode: { node, decoding in
        let number = Codec<Double>.number(node, decoding.source)
        guard let number, let integer = Int(exactly: number), abs(number) <= 0x1p53,
          bounds.contains(number)
        else {
          decoding.mismatch(node, expected: bounds.phrase("integer", unit: unit))
          return nil
        }
        return integer
      })
  }
}

extension Codec where Value == String {
  /// Any text.
  package static let string = text(expected: "a string", type: "string", schema: [:]) { _ in true }

  /// An identifier that declares a thing of a kind.
  package static func identifier(_ kind: EntityKind) -> Codec {
    let name = text(
      expected: "an id of lower-case letters, digits, _ and -, beginning with a letter or digit",
      type: "id of this \(kind.name)", schema: ["pattern": "^[a-z0-9][a-z0-9_-]*$"],
      isAllowed: isIdentifier)
    return Codec(type: name.type, schema: name.schema, encode: name.encode) { node, decoding in
      guard let identifier = name.decode(node, &decoding) else { return nil }
      decoding.declare(identifier, as: kind, at: node)
      return identifier
    }
  }

  /// The identifier of a thing that is declared elsewhere.
  package static func reference(_ kind: EntityKind) -> Codec {
    let name = text(
      expected: "the id of \(kind.phrase)", type: "id of \(kind.phrase)", schema: [:]
    ) { _ in true }
    return Codec(type: name.type, schema: name.schema, encode: name.encode) { node, decoding in
      guard let identifier = name.decode(node, &decoding) else { return nil }
      decoding.refer(to: identifier, as: kind, at: node)
      return identifier
    }
  }

  private static func text(
    expected: String, type: String, schema: JSONValue,
    isAllowed: @escaping @Sendable (String) -> Bool
  ) -> Codec {
    Codec(
      type: type, schema: { _ in JSONValue.object([JSONMember("type", "string")]).merging(schema) },
      encode: { .string($0) },
      decode: { node, decoding in
        guard case .string(let text) = node.value, isAllowed(text) else {
          decoding.mismatch(node, expected: expected)
          return nil
        }
        return text
      })
  }

  private static let isIdentifier: @Sendable (String) -> Bool = { text in
    let isAllowed = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isAllowed && !text.isEmpty && !text.hasPrefix("-") && !text.hasPrefix("_")
  }
}
