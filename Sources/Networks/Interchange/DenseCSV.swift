import Formats
import LinearAlgebra

/// Square tables: row = creditor, column = debtor, a header line of ids.
extension LabelledExposures {
  /// Reads a square table in CSV.
  ///
  /// The header names the debtors. With a first column called `creditor` or `id`, or without a name, each
  /// row starts with its creditor, in any order; otherwise rows stand in the order of the header. Refused,
  /// all together and by line: tables that are not square, claims on oneself, amounts that are negative
  /// or not finite, empty cells, ids that are unknown, missing or doubled.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its name, for messages.
  ///   - ids: the nodes, distinct, all of which must stand in the table; when left out, those of the header.
  /// - Throws: ``InterchangeError`` with every problem of the file.
  public init(
    denseCSV bytes: [UInt8], file: String, ids: [String]? = nil
  ) throws(InterchangeError) {
    var collector = EdgeCollector(file: file, nodes: ids.map { .fixed($0) } ?? .met)
    bytes.withUnsafeBufferPointer { buffer in
      var rows = CSVRows(buffer, file: file)
      if rows.hasHeader {
        var table = DenseTable(header: rows.header, collector: &collector)
        while rows.next() { table.addRow(of: rows, to: &collector) }
        table.finish(ids, &collector)
      }
      collector.problems += rows.problems
    }
    self = try collector.exposures(.refused)
  }

  /// The claims of all layers together as a square table in CSV, with `creditor` above the names of rows.
  ///
  /// Amounts in the shortest form that reads back equal. `O(n²)`.
  public var denseCSV: [UInt8] {
    let claims = claims
    guard count > 0 else { return Array("creditor\n".utf8) }
    var writer = CSVWriter(columns: ["creditor"] + ids)
    for row in 0..<count {
      var cells = [CSVWriter.Cell](repeating: .int(0), count: count + 1)
      cells[0] = .string(ids[row])
      for place in claims.rowOffsets[row]..<claims.rowOffsets[row + 1] {
        cells[Int(claims.columnIndices[place]) + 1] = .double(claims.values[place])
      }
      writer.row(cells)
    }
    return writer.bytes
  }
}

private struct DenseTable {
  /// The names over the columns of amounts, and their nodes where they are known.
  private var names: [String]
  private var debtors: [Int?]
  private let hasLabels: Bool
  /// The distinct names, the column of each and the line of the row of each.
  private var distinct = IdentifierIndex()
  private var columns: [Int] = []
  private var rowLines: [Int?] = []
  private var rowCount = 0

  init(header: [String], collector: inout EdgeCollector) {
    hasLabels = ["creditor", "id", ""].contains(header[0])
    names = Array(header.dropFirst(hasLabels ? 1 : 0))
    debtors = []
    for (column, var name) in names.enumerated() {
      let debtor = name.withUTF8 { collector.node($0, line: 1, column: nil) }
      debtors.append(debtor)
      guard !name.isEmpty else { continue }
      if distinct.insert(name).isNew {
        columns.append(column)
        rowLines.append(nil)
      } else {
        debtors[column] = nil
        collector.note(
          1, found: "the column \(JSONText.quoted(name)) a second time",
          expected: "each column once")
      }
    }
  }

  mutating func addRow(of rows: CSVRows, to collector: inout EdgeCollector) {
    let row = hasLabels ? labelledRow(rows, &collector) : rowCount
    rowCount += 1
    let creditor = row.flatMap { $0 < debtors.count ? debtors[$0] : nil }
    for (column, debtor) in debtors.enumerated() {
      let value = rows.withBytes(column + (hasLabels ? 1 : 0)) {
        collector.amount($0, line: rows.line, column: names[column])
      }
      guard let value, value > 0, let creditor, let debtor else { continue }
      collector.add(creditor: creditor, debtor: debtor, amount: value, line: rows.line)
    }
  }

  /// The row of the table that belongs to the creditor whom a line names.
  private mutating func labelledRow(_ rows: CSVRows, _ collector: inout EdgeCollector) -> Int? {
    let name = rows.text(0)
    guard let place = distinct.place(of: name) else {
      collector.note(
        rows.line, found: name.isEmpty ? "a row without a name" : "a row \(JSONText.quoted(name))",
        expected: "the name of one of the columns", hint: Spelling.hint(for: name, among: names))
      return nil
    }
    if let line = rowLines[place] {
      collector.note(
        rows.line, found: "the row \(JSONText.quoted(name)) again",
        expected: "each row once (it stands on line \(line))")
      return nil
    }
    rowLines[place] = rows.line
    return columns[place]
  }

  /// What can only be said at the end: the number of rows, and nodes that do not stand in the table.
  func finish(_ ids: [String]?, _ collector: inout EdgeCollector) {
    if rowCount != names.count {
      collector.problems.append(
        Problem(
          file: collector.file, found: "\(rowCount) rows for \(names.count) columns of amounts",
          expected: "a square table"))
    }
    for id in ids ?? [] where distinct.place(of: id) == nil {
      collector.note(
        1, found: "no column \(JSONText.quoted(id))", expected: "a column for every node")
    }
  }
}
