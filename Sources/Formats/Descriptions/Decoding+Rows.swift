extension Decoding {
  /// Decodes every row of a CSV file as an object whose keys are the columns.
  ///
  /// A dot in a column name leads into an object (`cash.eu` is the key `eu` of `cash`); an empty cell
  /// is a key that is left out; numbers and booleans are read from their texts.
  package mutating func rows<Root>(
    of table: CSVTable, as object: ObjectDescription<Root>
  ) -> [CSVRow<Root>] {
    let outer = (file, source, path)
    defer { (file, source, path) = outer }
    file = table.file
    path = []
    source = .csv(line: 1)
    let paths = table.header.map { $0.split(separator: ".").map(String.init) }
    var format = FormatDescription(of: object)
    let keys = object.shapes(&format).flatMap { $0.properties.map(\.key) }
    var isKnown = true
    for (name, path) in zip(table.header, paths) {
      guard let key = path.first, keys.contains(key) || isRemark(key) else {
        let expected = "one of the columns \(keys.joined(separator: ", "))"
        note(
          at: nil, found: "an unknown column \(JSONText.quoted(name))", expected: expected,
          hint: Spelling.hint(for: name, among: keys))
        isKnown = false
        continue
      }
    }
    guard isKnown else { return [] }
    var rows: [CSVRow<Root>] = []
    rows.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      source = .csv(line: table.lines[row])
      var node = JSONNode(.object([]))
      for column in paths.indices {
        let text = table.text(row: row, column: column)
        guard !text.isEmpty else { continue }
        node.add(JSONNode(.string(text)), at: paths[column][...])
      }
      if let root = object.decode(node, &self) {
        rows.append(CSVRow(line: table.lines[row], value: root))
      }
    }
    return rows
  }
}

/// What was read from a row of a CSV file, and on which line it begins.
package struct CSVRow<Value: Sendable>: Sendable {
  package let line: Int
  package let value: Value
}

extension JSONNode {
  /// Adds a value to an object, making the objects on its path.
  mutating func add(_ node: JSONNode, at path: ArraySlice<String>) {
    guard case .object(var members) = value, let key = path.first else {
      self = node
      return
    }
    value = .null
    if let index = members.firstIndex(where: { $0.key == key }) {
      members[index].node.add(node, at: path.dropFirst())
    } else {
      var child = path.count == 1 ? node : JSONNode(.object([]))
      if path.count > 1 { child.add(node, at: path.dropFirst()) }
      members.append(Member(key: key, node: child))
    }
    value = .object(members)
  }
}
