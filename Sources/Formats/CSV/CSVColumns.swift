/// Typed access to whole columns, every bad cell reported together.
extension CSVTable {
  /// The index of a column that must be there.
  package func requiredColumn(_ name: String) throws(InputProblems) -> Int {
    guard let index = column(name) else { throw InputProblems([missing(name)]) }
    return index
  }

  /// The problem of a column that is not there.
  package func missing(_ name: String) -> Problem {
    Problem(
      file: file, place: .csv(line: 1, column: nil),
      found: "no column \(JSONText.quoted(name))",
      expected: "it among \(header.joined(separator: ", "))",
      hint: Spelling.hint(for: name, among: header))
  }

  /// The texts of a column.
  package func strings(_ name: String) throws(InputProblems) -> [String] {
    let index = try requiredColumn(name)
    return (0..<rowCount).map { text(row: $0, column: index) }
  }

  /// The numbers of a column, nil for empty cells.
  package func optionalDoubles(_ name: String) throws(InputProblems) -> [Double?] {
    try values(name, expected: "a finite number or nothing") { text in
      text.isEmpty ? .some(nil) : Self.number(text).map { .some($0) }
    }
  }

  /// The numbers of a column, every cell filled.
  package func doubles(_ name: String) throws(InputProblems) -> [Double] {
    try values(name, expected: "a finite number", read: Self.number)
  }

  /// The integers of a column, every cell filled.
  package func integers(_ name: String) throws(InputProblems) -> [Int] {
    try values(name, expected: "an integer") { Int($0) }
  }

  private func values<Value>(
    _ name: String, expected: String, read: (String) -> Value?
  ) throws(InputProblems) -> [Value] {
    let index = try requiredColumn(name)
    var values: [Value] = []
    values.reserveCapacity(rowCount)
    var problems: [Problem] = []
    for row in 0..<rowCount {
      let text = text(row: row, column: index)
      if let value = read(text) {
        values.append(value)
      } else {
        let found = text.isEmpty ? "an empty cell" : JSONText.quoted(text)
        problems.append(problem(row: row, column: name, found: found, expected: expected))
      }
    }
    guard problems.isEmpty else { throw InputProblems(problems) }
    return values
  }

  /// A finite number in decimal notation, nil for anything else (`inf`, `nan`, `0x1p3` included).
  package static func number(_ text: String) -> Double? {
    let isDecimal = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    guard isDecimal, let number = Double(text), number.isFinite else { return nil }
    return number
  }
}
