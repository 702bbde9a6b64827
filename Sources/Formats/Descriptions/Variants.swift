/// Keys that depend on the value of one key, the discriminator: a tagged union inside an object.
///
/// The Swift value is an enumeration with one payload for each case; the payload's keys stand beside
/// the discriminator, such as `{"distribution": "uniform", "low": 0, "high": 1}`.
package struct Variants<Root: Sendable>: Sendable {
  let part: ObjectPart<Root>

  package init<Union: Sendable>(
    _ key: String, _ path: any WritableKeyPath<Root, Union> & Sendable, _ summary: String,
    @VariantBuilder<Union> _ cases: () -> [Variant<Union>]
  ) {
    let cases = cases()
    precondition(!cases.isEmpty, "\(key) has no case")
    part = ObjectPart(
      decode: { members, position, root, decoding in
        guard
          let variant = Self.variant(
            named: key, among: cases, in: members, at: position, &decoding)
        else { return members.map(\.key) }
        var keys = [key]
        keys += variant.decode(members, position, &decoding) { root[keyPath: path] = $0 }
        return keys
      },
      encode: { root in
        let union = root[keyPath: path]
        for variant in cases {
          guard let members = variant.encode(union) else { continue }
          return [JSONMember(key, .string(variant.tag))] + members
        }
        preconditionFailure("no case of \(key) describes \(union)")
      },
      describe: { _, format in
        cases.flatMap { variant in
          variant.describe(&format).map { shape in
            let tag = ObjectShape.Property(
              key: key, type: "`\(variant.tag)`", summary: "\(summary) \(variant.summary)",
              defaultValue: nil, isStandard: false, schema: ["const": .string(variant.tag)])
            return ObjectShape(tag: variant.tag, properties: [tag] + shape.properties)
          }
        }
      })
  }

  private static func variant<Union>(
    named key: String, among cases: [Variant<Union>], in members: [JSONNode.Member],
    at position: TextPosition?, _ decoding: inout Decoding
  ) -> Variant<Union>? {
    let tags = cases.map(\.tag)
    guard let member = members.first(where: { $0.key == key }) else {
      decoding.below(key) {
        $0.note(
          at: position, found: "nothing",
          expected: "the required key \(JSONText.quoted(key)): \(expectedWord(tags))")
      }
      return nil
    }
    guard case .string(let tag) = member.node.value else {
      decoding.below(key) { $0.mismatch(member.node, expected: expectedWord(tags)) }
      return nil
    }
    if let variant = cases.first(where: { $0.tag == tag }) { return variant }
    decoding.below(key) {
      $0.mismatch(
        member.node, expected: expectedWord(tags), hint: Spelling.hint(for: tag, among: tags))
    }
    return nil
  }
}

/// One case of a tagged union: its tag, its meaning, and the keys of its payload.
package struct Variant<Union: Sendable>: Sendable {
  let tag: String
  let summary: String
  let decode:
    @Sendable ([JSONNode.Member], TextPosition?, inout Decoding, (Union) -> Void) -> [String]
  /// The payload's members, nil for another case.
  let encode: @Sendable (Union) -> [JSONMember]?
  let describe: @Sendable (inout FormatDescription) -> [ObjectShape]

  /// A case whose keys are those of the payload's description.
  package init<Payload: Sendable>(
    _ tag: String, _ object: ObjectDescription<Payload>,
    wrap: @escaping @Sendable (Payload) -> Union,
    unwrap: @escaping @Sendable (Union) -> Payload?
  ) {
    self.tag = tag
    summary = object.summary
    decode = { members, position, decoding, set in
      var payload = object.initial
      let keys = object.decode(members, at: position, into: &payload, &decoding)
      set(wrap(payload))
      return keys
    }
    encode = { unwrap($0).map(object.members(of:)) }
    describe = { object.shapes(&$0) }
  }

  /// A case without keys of its own.
  package init(_ tag: String, _ summary: String, _ value: Union) where Union: Equatable {
    self.tag = tag
    self.summary = summary
    decode = { _, _, _, set in
      set(value)
      return []
    }
    encode = { $0 == value ? [] : nil }
    describe = { _ in [ObjectShape(properties: [])] }
  }
}

/// Collects the cases of a union written one below the other.
@resultBuilder
package enum VariantBuilder<Union: Sendable> {
  package static func buildExpression(_ variant: Variant<Union>) -> Variant<Union> { variant }
  package static func buildBlock(_ variants: Variant<Union>...) -> [Variant<Union>] { variants }
}
