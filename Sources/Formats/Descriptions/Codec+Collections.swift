/// Values by key, in the order in which they were written.
package struct KeyedValues<Value: Sendable>: Sendable {
  package struct Entry: Sendable {
    package var key: String
    package var value: Value

    package init(key: String, value: Value) {
      self.key = key
      self.value = value
    }
  }

  package private(set) var entries: [Entry] = []
  private var indices: [String: Int] = [:]

  package init() {}

  package init(_ entries: [(String, Value)]) {
    for (key, value) in entries { self[key] = value }
  }

  package var isEmpty: Bool { entries.isEmpty }

  package var keys: [String] { entries.map(\.key) }

  /// The value of a key; setting one that is new adds it at the end.
  package subscript(key: String) -> Value? {
    get { indices[key].map { entries[$0].value } }
    set {
      guard let newValue else { preconditionFailure("the key \(key) cannot be taken out") }
      if let index = indices[key] {
        entries[index].value = newValue
      } else {
        indices[key] = entries.count
        entries.append(Entry(key: key, value: newValue))
      }
    }
  }
}

extension KeyedValues.Entry: Equatable where Value: Equatable {}
extension KeyedValues: Equatable where Value: Equatable {}

extension KeyedValues: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}

extension Codec {
  /// A list of values, in a cell of a CSV file separated by semicolons.
  package static func array<Element>(
    of element: Codec<Element>, count: ClosedRange<Int>? = nil
  ) -> Codec where Value == [Element] {
    let expected = "an array" + (count.map { " of \(Self.words($0)) values" } ?? "")
    return Codec(
      type: "array of \(element.type)",
      schema: { format in
        var schema: JSONValue = ["type": "array", "items": element.schema(&format)]
        if let count {
          if count.lowerBound > 0 { schema.append("minItems", .integer(count.lowerBound)) }
          if count.upperBound < .max { schema.append("maxItems", .integer(count.upperBound)) }
        }
        return schema
      },
      encode: { .array($0.map(element.encode)) },
      decode: { node, decoding in
        guard let nodes = elements(of: node, decoding.source) else {
          decoding.mismatch(node, expected: expected)
          return nil
        }
        if let count, !count.contains(nodes.count) {
          decoding.note(
            at: node.position, found: "\(nodes.count) values", expected: expected)
        }
        var values: [Element] = []
        values.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
          let value = decoding.below(String(index)) { element.decode(node, &$0) }
          if let value { values.append(value) }
        }
        return values
      })
  }

  /// An object whose keys are data, such as the ids of assets.
  package static func map<Element>(
    from key: Codec<String> = .string, to element: Codec<Element>
  ) -> Codec where Value == KeyedValues<Element> {
    Codec(
      type: "object from \(key.type) to \(element.type)",
      schema: { format in
        [
          "type": "object", "properties": .object(remarks.map { JSONMember($0, [:]) }),
          "additionalProperties": element.schema(&format),
        ]
      },
      encode: { values in
        .object(values.entries.map { JSONMember($0.key, element.encode($0.value)) })
      },
      decode: { node, decoding in
        guard case .object(let members) = node.value else {
          decoding.mismatch(node, expected: "an object from \(key.type) to \(element.type)")
          return nil
        }
        var values = KeyedValues<Element>()
        for member in members where !isRemark(member.key) {
          decoding.below(member.key) { decoding in
            let keyNode = JSONNode(.string(member.key), position: member.keyPosition)
            let key = key.decode(keyNode, &decoding)
            let value = element.decode(member.node, &decoding)
            if let key, let value { values[key] = value }
          }
        }
        return values
      })
  }

  /// The elements of an array; in a cell of a CSV file they are separated by semicolons.
  private static func elements(of node: JSONNode, _ source: Decoding.Source) -> [JSONNode]? {
    switch (node.value, source) {
    case (.array(let nodes), _): nodes
    case (.string(let text), .csv):
      text.split(separator: ";").map { JSONNode(.string(String($0))) }
    default: nil
    }
  }

  private static func words(_ count: ClosedRange<Int>) -> String {
    if count.lowerBound == count.upperBound { return "\(count.lowerBound)" }
    if count.upperBound == .max { return "at least \(count.lowerBound)" }
    return "\(count.lowerBound) to \(count.upperBound)"
  }
}

/// The keys that only comment on their object and are allowed in every one.
let remarks = ["description", "note", "$schema"]

func isRemark(_ key: String) -> Bool { remarks.contains(key) }
