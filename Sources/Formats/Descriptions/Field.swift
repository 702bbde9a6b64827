/// One key of an object: name, place in the Swift value, how it is written, and what it means.
package struct Field<Root: Sendable>: Sendable {
  let part: ObjectPart<Root>

  /// A key that must be there.
  package init<Value: Sendable>(
    _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ codec: Codec<Value>,
    _ summary: String
  ) {
    part = Self.part(key, path, codec, summary, isRequired: true)
  }

  /// A key that may be left out; its default is the value in the object's initial state.
  package init<Value: Sendable>(
    optional key: String, _ path: any WritableKeyPath<Root, Value> & Sendable,
    _ codec: Codec<Value>, _ summary: String
  ) {
    part = Self.part(key, path, codec, summary, isRequired: false)
  }

  private static func part<Value: Sendable>(
    _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ codec: Codec<Value>,
    _ summary: String, isRequired: Bool
  ) -> ObjectPart<Root> {
    ObjectPart(
      decode: { members, position, root, decoding in
        if let member = members.first(where: { $0.key == key }) {
          let value = decoding.below(key) { codec.decode(member.node, &$0) }
          if let value { root[keyPath: path] = value }
        } else if isRequired {
          decoding.below(key) {
            $0.note(
              at: position, found: "nothing",
              expected: "the required key \(JSONText.quoted(key)): \(summary)")
          }
        }
        return [key]
      },
      encode: { [JSONMember(key, codec.encode($0[keyPath: path]))] },
      describe: { initial, format in
        let defaultValue = isRequired ? nil : codec.encode(initial[keyPath: path])
        let property = ObjectShape.Property(
          key: key, type: codec.type, summary: summary, defaultValue: defaultValue,
          isStandard: defaultValue.map { $0 == codec.standard?() } ?? false,
          schema: codec.schema(&format))
        return [ObjectShape(properties: [property])]
      })
  }
}

/// The keys of another description, standing among those of the object itself.
package struct Embedded<Root: Sendable>: Sendable {
  let part: ObjectPart<Root>

  package init<Value: Sendable>(
    _ path: any WritableKeyPath<Root, Value> & Sendable, _ object: ObjectDescription<Value>
  ) {
    part = ObjectPart(
      decode: { members, position, root, decoding in
        object.decode(members, at: position, into: &root[keyPath: path], &decoding)
      },
      encode: { object.members(of: $0[keyPath: path]) },
      describe: { _, format in object.shapes(&format) })
  }
}
