/// Splits the bytes of a CSV file into cells, in one pass.
struct CSVReader {
  let file: String
  let bytes: UnsafeBufferPointer<UInt8>
  var index = 0
  var line = 1
  var cells: [CSVTable.Cell] = []
  var problems: [Problem] = []

  init(file: String, bytes: UnsafeBufferPointer<UInt8>) {
    self.file = file
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  /// Reads one line of cells to the end of `cells`, past empty lines; false at the end of the file.
  mutating func nextRow() -> Bool {
    while index < bytes.count, takeLineEnd() {}
    guard index < bytes.count else { return false }
    while true {
      cell()
      if index < bytes.count, bytes[index] == UInt8(ascii: ",") {
        index += 1
        continue
      }
      _ = takeLineEnd()
      return true
    }
  }

  private mutating func takeLineEnd() -> Bool {
    guard index < bytes.count else { return false }
    if bytes[index] == UInt8(ascii: "\r"), index + 1 < bytes.count,
      bytes[index + 1] == UInt8(ascii: "\n")
    {
      index += 2
    } else if bytes[index] == UInt8(ascii: "\n") {
      index += 1
    } else {
      return false
    }
    line += 1
    return true
  }

  private var isAtCellEnd: Bool {
    guard index < bytes.count else { return true }
    switch bytes[index] {
    case UInt8(ascii: ","), UInt8(ascii: "\n"): return true
    case UInt8(ascii: "\r"):
      return index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
    default: return false
    }
  }

  private mutating func cell() {
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
      let start = index
      while !isAtCellEnd {
        if bytes[index] == UInt8(ascii: "\"") {
          note(line, found: "a double quote inside an unquoted cell", expected: "a quoted cell")
          skipToCellEnd()
          break
        }
        index += 1
      }
      cells.append(CSVTable.Cell(start: start, end: index, hasDoubledQuotes: false))
      return
    }
    quotedCell()
  }

  private mutating func quotedCell() {
    let firstLine = line
    index += 1
    let start = index
    var hasDoubledQuotes = false
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\"") {
        guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else { break }
        hasDoubledQuotes = true
        index += 1
      } else if bytes[index] == UInt8(ascii: "\n") {
        line += 1
      }
      index += 1
    }
    cells.append(CSVTable.Cell(start: start, end: index, hasDoubledQuotes: hasDoubledQuotes))
    guard index < bytes.count else {
      note(firstLine, found: "a quoted cell that does not end", expected: "a closing double quote")
      return
    }
    index += 1
    guard isAtCellEnd else {
      note(line, found: "text after a closing double quote", expected: "a comma or the line's end")
      skipToCellEnd()
      return
    }
  }

  private mutating func skipToCellEnd() {
    while !isAtCellEnd { index += 1 }
  }

  private mutating func note(_ line: Int, found: String, expected: String) {
    problems.append(
      Problem(
        file: file, place: .csv(line: line, column: nil), found: found, expected: expected))
  }
}

extension CSVTable {
  /// Reads a file with a header line; throws all problems of its shape together.
  package static func read(_ bytes: [UInt8], file: String) throws(InputProblems) -> CSVTable {
    let (table, problems) = bytes.withUnsafeBufferPointer { buffer in
      split(buffer, bytes: bytes, file: file)
    }
    guard let table, problems.isEmpty else { throw InputProblems(problems) }
    return table
  }

  package static func read(_ text: String, file: String) throws(InputProblems) -> CSVTable {
    try read(Array(text.utf8), file: file)
  }

  private static func split(
    _ buffer: UnsafeBufferPointer<UInt8>, bytes: [UInt8], file: String
  ) -> (CSVTable?, [Problem]) {
    var rows = CSVRows(buffer, file: file)
    guard rows.hasHeader else { return (nil, rows.problems) }
    rows.problems += headerProblems(rows.header, file: file)
    var lines: [Int] = []
    var cells: [Cell] = []
    while rows.next() {
      lines.append(rows.line)
      cells += rows.cells
    }
    let table = CSVTable(file: file, header: rows.header, lines: lines, bytes: bytes, cells: cells)
    return (table, rows.problems)
  }

  /// What is wrong with the names of columns: one that is empty or stands twice.
  package static func headerProblems(_ header: [String], file: String) -> [Problem] {
    var problems: [Problem] = []
    var seen: Set<String> = []
    for (index, name) in header.enumerated() {
      let place = Problem.Place.csv(line: 1, column: nil)
      if name.isEmpty {
        problems.append(
          Problem(
            file: file, place: place, found: "no name for column \(index + 1)",
            expected: "a name for every column"))
      } else if !seen.insert(name).inserted {
        problems.append(
          Problem(
            file: file, place: place, found: "the column \(JSONText.quoted(name)) a second time",
            expected: "each column once"))
      }
    }
    return problems
  }
}

extension CSVReader {
  /// The line on which the next row begins, nil at the end of the file.
  mutating func lineOfNextRow() -> Int? {
    while index < bytes.count, takeLineEnd() {}
    return index < bytes.count ? line : nil
  }
}
