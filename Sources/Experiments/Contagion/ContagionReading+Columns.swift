import Contagion
import Formats

extension ContagionReading {
  /// The columns that a model reads from a table.
  ///
  /// A column that is missing, a cell that is no number in its range, and a column whose name is nearly one
  /// that the model reads are problems; other columns that it does not read are noted.
  mutating func readColumns(
    _ table: CSVTable, _ needs: [ColumnNeed], oneOf groups: [[InputColumn]] = [], key: String,
    known: [String]
  ) -> [String: [Double]] {
    let names = needs.map(\.name)
    for group in groups where !group.contains(where: { table.column($0.name) != nil }) {
      let choices = group.map { JSONText.quoted($0.name) }
      problems.append(
        Problem(
          file: table.file, place: .csv(line: 1, column: nil),
          found: "no column \(choices.joined(separator: " and no column "))",
          expected: "at least one of them, for \(order.model.title)"))
    }
    var columns: [String: [Double]] = [:]
    for need in needs {
      guard table.column(need.name) != nil else {
        if need.absence == nil { problems.append(table.missing(need.name)) }
        continue
      }
      columns[need.name] = keeping { (_) throws(InputProblems) in
        try Self.numbers(table, need.column)
      }
    }
    noteUnused(table, key: key, names: names, known: known)
    return columns
  }

  /// The numbers of a column, all in its range.
  private static func numbers(
    _ table: CSVTable, _ column: InputColumn
  ) throws(InputProblems) -> [Double] {
    var numbers: [Double] = []
    var problems: [Problem] = []
    for (row, text) in try table.strings(column.name).enumerated() {
      if let number = CSVTable.number(text), column.bounds.contains(number) {
        numbers.append(number)
        guard !ContagionModel.canCount(number) else { continue }
        problems.append(
          table.problem(
            row: row, column: column.name, found: text, expected: ContagionModel.countable))
      } else {
        problems.append(
          table.problem(
            row: row, column: column.name, found: text.isEmpty ? "an empty cell" : text,
            expected: column.bounds.phrase("number", unit: nil)))
      }
    }
    guard problems.isEmpty else { throw InputProblems(problems) }
    return numbers
  }

  private mutating func noteUnused(
    _ table: CSVTable, key: String, names: [String], known: [String]
  ) {
    var unused: [String] = []
    for name in table.header where name != key && !names.contains(name) {
      if name == InputColumn.shock.name {
        problems.append(
          Problem(
            file: table.file, place: .csv(line: 1, column: nil), found: "the column \"shock\"",
            expected: "none, for \(order.model.title) starts from no loss of equity; "
              + "give it the state after the shock, or --shock-file"))
      } else if !known.contains(name), let hint = Spelling.hint(for: name, among: names) {
        problems.append(
          Problem(
            file: table.file, place: .csv(line: 1, column: nil),
            found: "the column \(JSONText.quoted(name))",
            expected: ([key] + names).joined(separator: ", "), hint: hint))
      } else {
        unused.append(name)
      }
    }
    guard !unused.isEmpty else { return }
    notes.append(
      "\(table.file): \(order.model.title) does not use \(unused.joined(separator: ", "))")
  }
}
