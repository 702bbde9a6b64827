/// The rows of a CSV file one after another, for tables too large to be kept as cells.
///
/// The rules are those of ``CSVTable``, which reads through this. A row of another length than the header
/// is noted in `problems` and left out. The buffer must outlive the value.
package struct CSVRows {
  /// Whether the file is text with a header line; when not, `problems` says why and there are no rows.
  package let hasHeader: Bool
  package let header: [String]
  package var problems: [Problem] {
    get { reader.problems }
    set { reader.problems = newValue }
  }
  /// The line on which the current row begins.
  package private(set) var line = 1
  private var reader: CSVReader

  package init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
    var reader = CSVReader(file: file, bytes: bytes)
    if let invalid = UTF8Check.firstInvalidByte(bytes) {
      let position = UTF8Check.position(of: invalid, in: bytes)
      let byte = JSONText.hexadecimal(UInt32(bytes[invalid]), digits: 2)
      reader.problems.append(
        Problem(
          file: file, place: .text(position), found: "the byte 0x\(byte)", expected: "UTF-8 text"))
      hasHeader = false
    } else if reader.nextRow() {
      hasHeader = true
    } else {
      reader.problems.append(
        Problem(file: file, found: "an empty file", expected: "a header line"))
      hasHeader = false
    }
    header = hasHeader ? reader.cells.map { CSVTable.text(of: $0, in: bytes) } : []
    self.reader = reader
  }

  /// The cells of the current row.
  var cells: [CSVTable.Cell] { reader.cells }

  /// Goes on to the next row; false at the end of the file.
  package mutating func next() -> Bool {
    guard hasHeader else { return false }
    while let line = reader.lineOfNextRow() {
      self.line = line
      reader.cells.removeAll(keepingCapacity: true)
      _ = reader.nextRow()
      if reader.cells.count == header.count { return true }
      reader.problems.append(
        Problem(
          file: reader.file, place: .csv(line: line, column: nil),
          found: "\(reader.cells.count) cells", expected: "\(header.count), as in the header"))
    }
    return false
  }

  /// The text of a cell of the current row.
  package func text(_ column: Int) -> String {
    CSVTable.text(of: reader.cells[column], in: reader.bytes)
  }

  /// Calls `body` with the UTF-8 bytes of a cell of the current row.
  package func withBytes<Result>(
    _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let cell = reader.cells[column]
    guard cell.hasDoubledQuotes else {
      return body(UnsafeBufferPointer(rebasing: reader.bytes[cell.start..<cell.end]))
    }
    var text = text(column)
    return text.withUTF8(body)
  }
}
