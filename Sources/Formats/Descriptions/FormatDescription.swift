/// The properties that an object may have together; an object with variants has one shape for each.
struct ObjectShape: Sendable {
  struct Property: Sendable {
    var key: String
    var type: String
    var summary: String
    /// Nil for a required key.
    var defaultValue: JSONValue?
    /// The default is the object with all of its own defaults.
    var isStandard: Bool
    var schema: JSONValue
  }

  var tag: String?
  var properties: [Property]

  init(tag: String? = nil, properties: [Property]) {
    self.tag = tag
    self.properties = properties
  }
}

extension ObjectShape.Property {
  fileprivate var defaultText: String {
    guard let defaultValue else { return "required" }
    return isStandard ? "its own defaults" : "`\(JSONText.compact(defaultValue))`"
  }
}

extension ObjectDescription {
  /// All combinations of the shapes of the parts.
  func shapes(_ format: inout FormatDescription) -> [ObjectShape] {
    var shapes = [ObjectShape(properties: [])]
    for part in parts {
      let choices = part.describe(initial, &format)
      shapes = shapes.flatMap { shape in
        choices.map { choice in
          let tags = [shape.tag, choice.tag].compactMap { $0 }
          return ObjectShape(
            tag: tags.isEmpty ? nil : tags.joined(separator: ", "),
            properties: shape.properties + choice.properties)
        }
      }
    }
    return shapes
  }
}

/// The description of a whole format, for machines (JSON Schema 2020-12) and people (Markdown).
package struct FormatDescription: Sendable {
  private struct Object: Sendable {
    var name: String
    var summary: String
    var shapes: [ObjectShape]
  }

  private var objects: [Object] = []
  private var places: [String: Int] = [:]
  private let rootName: String

  package init<Root>(of root: ObjectDescription<Root>) {
    rootName = root.name
    _ = reference(to: root)
  }

  /// Adds an object type that no field refers to, such as the rows of a CSV file.
  package mutating func include<Root>(_ object: ObjectDescription<Root>) {
    _ = reference(to: object)
  }

  /// Adds an object type, once, and returns the schema that refers to it.
  mutating func reference<Root>(to object: ObjectDescription<Root>) -> JSONValue {
    let reference: JSONValue = ["$ref": .string("#/$defs/\(object.name)")]
    guard places[object.name] == nil else { return reference }
    let place = objects.count
    places[object.name] = place
    objects.append(Object(name: object.name, summary: object.summary, shapes: []))
    objects[place].shapes = object.shapes(&self)
    return reference
  }

  /// The JSON Schema; `identifier` becomes its `$id`.
  package func schema(identifier: String, title: String) -> JSONValue {
    [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": .string(identifier),
      "title": .string(title),
      "$ref": .string("#/$defs/\(rootName)"),
      "$defs": .object(objects.map { JSONMember($0.name, Self.schema(of: $0)) }),
    ]
  }

  private static func schema(of object: Object) -> JSONValue {
    let summary: JSONValue = ["description": .string(object.summary)]
    guard object.shapes.count > 1 else {
      let members = object.shapes.first.map(schema) ?? [:]
      return summary.merging(members)
    }
    return summary.merging(["oneOf": .array(object.shapes.map(schema))])
  }

  private static func schema(of shape: ObjectShape) -> JSONValue {
    var properties: [JSONMember] = []
    for property in shape.properties {
      var schema = property.schema.merging(["description": .string(property.summary)])
      if let value = property.defaultValue { schema.append("default", value) }
      properties.append(JSONMember(property.key, schema))
    }
    let own = Set(shape.properties.map(\.key))
    for remark in remarks where !own.contains(remark) {
      properties.append(JSONMember(remark, [:]))
    }
    let required = shape.properties.filter { $0.defaultValue == nil }.map {
      JSONValue.string($0.key)
    }
    // What extends another object may take from there what else is required.
    let isBased = own.contains("extends") && !required.isEmpty
    let demand: JSONValue =
      isBased
      ? ["anyOf": [["required": ["extends"]], ["required": .array(required)]]]
      : ["required": .array(required)]
    let shape: JSONValue = ["type": "object", "properties": .object(properties)]
    return shape.merging(demand).merging(["additionalProperties": false])
  }

  /// A section with a table of keys for every type of object, in the order of their first use.
  package var markdown: String {
    objects.map(Self.markdown).joined(separator: "\n")
  }

  private static func markdown(of object: Object) -> String {
    var text = "### \(object.name)\n\n\(object.summary)\n"
    for shape in object.shapes {
      if let tag = shape.tag { text += "\n#### `\(tag)`\n" }
      text += "\n| key | type | default | meaning |\n| --- | --- | --- | --- |\n"
      for property in shape.properties {
        let cells = [
          "`\(property.key)`", property.type, property.defaultText, property.summary,
        ]
        text += "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |\n"
      }
    }
    return text
  }
}

extension JSONValue {
  /// An object with the members of another added at the end.
  func merging(_ other: JSONValue) -> JSONValue {
    guard case .object(let own) = self, case .object(let added) = other else {
      preconditionFailure("only objects merge")
    }
    return .object(own + added)
  }
}
