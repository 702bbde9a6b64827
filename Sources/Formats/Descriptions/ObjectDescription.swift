/// Everything there is to know about one type of object of a format, said once.
///
/// From it come decoding, defaults, resolved JSON, the JSON Schema and the tables of keys. A field that
/// is not required keeps the value it has in `initial`, which is thereby the documented default.
package struct ObjectDescription<Root: Sendable>: Sendable {
  /// The name of the type in the schema and in the documentation.
  package let name: String
  package let summary: String
  let initial: Root
  let parts: [ObjectPart<Root>]
  private var checks: [@Sendable (Root) -> [Complaint]] = []

  package init(
    _ name: String, _ summary: String, initial: Root,
    @ObjectBuilder<Root> _ parts: () -> [ObjectPart<Root>]
  ) {
    self.name = name
    self.summary = summary
    self.initial = initial
    self.parts = parts()
  }

  /// Adds a rule about values of several keys together; it sees only objects that decoded well.
  package func checking(
    _ check: @escaping @Sendable (Root) -> [Complaint]
  ) -> ObjectDescription {
    var copy = self
    copy.checks.append(check)
    return copy
  }

  /// A problem that a rule finds in an object, at one of its keys.
  package struct Complaint: Sendable {
    package var key: String
    package var found: String
    package var expected: String

    package init(_ key: String, found: String, expected: String) {
      self.key = key
      self.found = found
      self.expected = expected
    }
  }

  /// Decodes an object, noting every problem; what could not be decoded keeps its initial value.
  package func decode(_ node: JSONNode, _ decoding: inout Decoding) -> Root? {
    guard case .object(let members) = node.value else {
      decoding.mismatch(node, expected: "an object (\(name))")
      return nil
    }
    let problemsBefore = decoding.problems.count
    var root = initial
    let keys = decode(members, at: node.position, into: &root, &decoding)
    refuseUnknown(members, known: keys, &decoding)
    guard decoding.problems.count == problemsBefore else { return root }
    for complaint in checks.flatMap({ $0(root) }) {
      let position = node.member(complaint.key)?.node.position ?? node.position
      decoding.below(complaint.key) {
        $0.note(at: position, found: complaint.found, expected: complaint.expected)
      }
    }
    return root
  }

  /// Decodes the fields out of members, and returns the keys that may stand there.
  func decode(
    _ members: [JSONNode.Member], at position: TextPosition?, into root: inout Root,
    _ decoding: inout Decoding
  ) -> [String] {
    var keys: [String] = []
    for part in parts { keys += part.decode(members, position, &root, &decoding) }
    return keys
  }

  private func refuseUnknown(
    _ members: [JSONNode.Member], known: [String], _ decoding: inout Decoding
  ) {
    for member in members where !known.contains(member.key) && !isRemark(member.key) {
      decoding.below(member.key) {
        $0.note(
          at: member.keyPosition ?? member.node.position,
          found: "an unknown key \(JSONText.quoted(member.key))",
          expected: known.isEmpty ? "no key" : "one of the keys \(known.joined(separator: ", "))",
          hint: Spelling.hint(for: member.key, among: known))
      }
    }
  }

  /// The object with every default filled in.
  package func encode(_ root: Root) -> JSONValue { .object(members(of: root)) }

  func members(of root: Root) -> [JSONMember] { parts.flatMap { $0.encode(root) } }

  /// As the value of a field.
  package var codec: Codec<Root> {
    Codec(
      type: "[\(name)](#\(name.lowercased()))", standard: { encode(initial) },
      schema: { $0.reference(to: self) },
      encode: encode, decode: decode)
  }
}

/// A part of an object: a field, or the fields that go with the value of a discriminator.
package struct ObjectPart<Root: Sendable>: Sendable {
  /// Decodes from members of an object that stands at a position; returns the keys it knows.
  let decode: @Sendable ([JSONNode.Member], TextPosition?, inout Root, inout Decoding) -> [String]
  let encode: @Sendable (Root) -> [JSONMember]
  let describe: @Sendable (Root, inout FormatDescription) -> [ObjectShape]
}

/// Collects the parts of an object written one below the other.
@resultBuilder
package enum ObjectBuilder<Root: Sendable> {
  package static func buildExpression(_ field: Field<Root>) -> [ObjectPart<Root>] { [field.part] }
  package static func buildExpression(_ variants: Variants<Root>) -> [ObjectPart<Root>] {
    [variants.part]
  }
  package static func buildExpression(_ embedded: Embedded<Root>) -> [ObjectPart<Root>] {
    [embedded.part]
  }
  package static func buildBlock(_ parts: [ObjectPart<Root>]...) -> [ObjectPart<Root>] {
    parts.flatMap { $0 }
  }
}

/// A type that has one description as an object of a format.
package protocol DescribedObject: Sendable {
  static var object: ObjectDescription<Self> { get }
}

extension Codec where Value: DescribedObject {
  /// An object of the value's own description.
  package static var object: Codec { Value.object.codec }
}
