/// Writes CSV to a buffer of bytes: header, rows, LF, quotes only where needed.
package struct CSVWriter: Sendable {
  package enum Cell: Hashable, Sendable {
    case string(String)
    case int(Int)
    /// Written in the shortest form that reads back equal; not finite is missing.
    case double(Double)
    case missing
  }

  package let columns: [String]
  /// The text so far; drain it with `removeAll(keepingCapacity:)` to stream.
  package var bytes: [UInt8] = []

  /// Starts with the header line; without one when rows are added to a file that has it.
  package init(columns: [String], writesHeader: Bool = true) {
    precondition(columns.count >= 2, "a table has at least two columns, not \(columns)")
    self.columns = columns
    if writesHeader { row(columns.map(Cell.string)) }
  }

  /// Adds a row of as many cells as there are columns.
  package mutating func row(_ cells: [Cell]) {
    precondition(
      cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      write(cell)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private mutating func write(_ cell: Cell) {
    switch cell {
    case .missing: break
    case .int(let value): bytes.append(contentsOf: String(value).utf8)
    case .double(let value):
      if value.isFinite { bytes.append(contentsOf: JSONText.number(value).utf8) }
    case .string(let text): write(text)
    }
  }

  private mutating func write(_ text: String) {
    let needsQuotes = text.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard needsQuotes else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension CSVWriter.Cell: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .int(value) }
  package init(floatLiteral value: Double) { self = .double(value) }
}
