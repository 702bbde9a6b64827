/// The cells of a CSV file with a header line, and the line of each row.
///
/// The text of cells stays in the bytes of the file; a cell is a range of them. A file is read in one
/// pass (RFC 4180: commas, double quotes, LF or CRLF, an optional byte order mark; empty lines are
/// skipped), and every row has as many cells as the header.
package struct CSVTable: Sendable {
  /// A cell's bytes, without the quotes around it.
  struct Cell: Sendable {
    var start: Int
    var end: Int
    /// Doubled quotes stand inside.
    var hasDoubledQuotes: Bool
  }

  package let file: String
  package let header: [String]
  /// The line on which each row begins; the header's is not among them.
  package let lines: [Int]
  let bytes: [UInt8]
  let cells: [Cell]

  init(file: String, header: [String], lines: [Int], bytes: [UInt8], cells: [Cell]) {
    self.file = file
    self.header = header
    self.lines = lines
    self.bytes = bytes
    self.cells = cells
  }

  /// A table whose cells stood in a file of another format, with the line of each row in it.
  package init(file: String, header: [String], rows: [(line: Int, cells: [String])]) {
    var bytes: [UInt8] = []
    var cells: [Cell] = []
    for row in rows {
      precondition(
        row.cells.count == header.count, "\(row.cells.count) cells for \(header.count) columns")
      for text in row.cells {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        cells.append(Cell(start: start, end: bytes.count, hasDoubledQuotes: false))
      }
    }
    self.init(file: file, header: header, lines: rows.map(\.line), bytes: bytes, cells: cells)
  }

  package var rowCount: Int { lines.count }

  /// The index of a column, nil when there is none of that name.
  package func column(_ name: String) -> Int? { header.firstIndex(of: name) }

  /// The text of a cell; an empty cell is a missing value.
  package func text(row: Int, column: Int) -> String {
    precondition(column >= 0 && column < header.count, "column \(column) of \(header.count)")
    let cell = cells[row * header.count + column]
    return Self.text(of: cell, in: bytes)
  }

  static func text<Bytes: RandomAccessCollection<UInt8>>(
    of cell: Cell, in bytes: Bytes
  ) -> String where Bytes.Index == Int {
    let text = String(decoding: bytes[cell.start..<cell.end], as: UTF8.self)
    guard cell.hasDoubledQuotes else { return text }
    var result = ""
    var previousWasQuote = false
    for scalar in text.unicodeScalars {
      if scalar == "\"", previousWasQuote {
        previousWasQuote = false
        continue
      }
      previousWasQuote = scalar == "\""
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// A problem in a cell of a row.
  package func problem(
    row: Int, column: String?, found: String, expected: String, hint: String? = nil
  ) -> Problem {
    Problem(
      file: file, place: .csv(line: lines[row], column: column), found: found, expected: expected,
      hint: hint)
  }
}
