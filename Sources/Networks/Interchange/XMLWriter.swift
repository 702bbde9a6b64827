import Formats
import LinearAlgebra

/// The bytes of an XML document, line by line.
struct XMLWriter {
  private(set) var bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)

  mutating func line(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(UInt8(ascii: "\n"))
  }
}

/// A column of a table of nodes as an attribute of a graph's nodes.
struct NodeAttribute {
  var index: Int
  var name: String
  /// Whether every cell that is filled is a number.
  var isNumeric: Bool
}

extension NodeTable {
  /// The columns beside `id`.
  var attributes: [NodeAttribute] {
    table.header.enumerated().compactMap { index, name in
      guard name != "id" else { return nil }
      return NodeAttribute(
        index: index, name: name, isNumeric: (try? table.optionalDoubles(name)) != nil)
    }
  }
}

extension SparseMatrix {
  /// The stored entries, row by row.
  var entries: some Sequence<Entry> {
    (0..<rows).lazy.flatMap { row in
      (rowOffsets[row]..<rowOffsets[row + 1]).lazy.map { place in
        Entry(row: row, column: Int(columnIndices[place]), value: values[place])
      }
    }
  }
}
