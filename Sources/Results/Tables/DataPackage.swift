package import Formats

/// The description of the tables as a Frictionless Data Package (version 1 of the specification).
package enum DataPackage {
  package static let fileName = "datapackage.json"

  /// The description of one table that stands alone in its directory, from its bytes.
  package static func json(name: String, title: String, table: Table, bytes: [UInt8]) -> JSONValue {
    let summary = OutputFile.Summary(bytes: bytes.count, sha256: SHA256.hexadecimal(of: bytes))
    return json(name: name, title: title, tables: [(table, summary)])
  }

  /// `name` must be lower-case letters, digits, `-`, `_`, `.`.
  package static func json(
    name: String, title: String, tables: [(table: Table, summary: OutputFile.Summary)]
  ) -> JSONValue {
    [
      "profile": "tabular-data-package",
      "name": .string(packageName(name)),
      "title": .string(title),
      "resources": .array(tables.map { resource($0.table, $0.summary) }),
    ]
  }

  private static func resource(_ table: Table, _ summary: OutputFile.Summary) -> JSONValue {
    [
      "profile": "tabular-data-resource",
      "name": .string(table.name),
      "path": .string(table.fileName),
      "description": .string(table.meaning),
      "format": "csv",
      "mediatype": "text/csv",
      "encoding": "utf-8",
      "bytes": .integer(summary.bytes),
      "hash": .string("sha256:" + summary.sha256),
      "dialect": [
        "delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"", "doubleQuote": true,
      ],
      "schema": [
        "fields": .array(table.columns.map(field)),
        "primaryKey": .array(table.key.map { .string($0) }),
        "missingValues": [""],
      ],
    ]
  }

  private static func field(_ column: Column) -> JSONValue {
    var members = [
      JSONMember("name", .string(column.name)), JSONMember("type", .string(column.kind.rawValue)),
    ]
    if let unit = column.unit { members.append(JSONMember("unit", .string(unit))) }
    members.append(JSONMember("description", .string(column.meaning)))
    if column.isRequired { members.append(JSONMember("constraints", ["required": true])) }
    return .object(members + column.properties)
  }

  private static func packageName(_ name: String) -> String {
    String(
      name.lowercased().map { character in
        character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
          ? character : "-"
      })
  }
}
