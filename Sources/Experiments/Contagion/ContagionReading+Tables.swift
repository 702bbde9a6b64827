import Contagion
import Formats
import LinearAlgebra
import Networks

extension ContagionReading {
  /// A table of assets: its ids, and the columns that the model reads.
  struct AssetTable {
    let table: CSVTable
    let ids: [String]
    let columns: [String: [Double]]
  }

  mutating func readAssets(_ path: String) -> AssetTable? {
    let read = keeping { (reading) throws(InputProblems) in
      let bytes = try reading.bytes(path, option: InputTable.assets.rawValue)
      let table = try CSVTable.read(bytes, file: path)
      return (table, try Self.distinct(table, "asset"))
    }
    guard let (table, ids) = read else { return nil }
    let columns = readColumns(
      table, order.model.inputs.assetColumns, key: "asset", known: ContagionCatalogue.assetColumns)
    return AssetTable(table: table, ids: ids, columns: columns)
  }

  /// The names of a column, each once and none empty.
  private static func distinct(
    _ table: CSVTable, _ column: String
  ) throws(InputProblems) -> [String] {
    let names = try table.strings(column)
    var rows: [String: Int] = [:]
    var problems: [Problem] = []
    for (row, name) in names.enumerated() {
      if name.isEmpty {
        problems.append(
          table.problem(row: row, column: column, found: "an empty cell", expected: "a name"))
      } else if let first = rows.updateValue(row, forKey: name) {
        problems.append(
          table.problem(
            row: row, column: column, found: "\(JSONText.quoted(name)) again",
            expected: "each once (it stands on line \(table.lines[first]))"))
      }
    }
    guard problems.isEmpty else { throw InputProblems(problems) }
    return names
  }

  /// `institution,asset,amount`; without a table of assets, these are the assets met, in order.
  mutating func readHoldings(
    _ path: String, _ nodes: NodeTable, _ assets: [String]?
  ) -> (assets: [String], amounts: Matrix)? {
    keeping { (reading) throws(InputProblems) in
      let bytes = try reading.bytes(path, option: InputTable.holdings.rawValue)
      let table = try CSVTable.read(bytes, file: path)
      let ids: [String]
      if let assets { ids = assets } else { ids = Self.met(try table.strings("asset")) }
      let triples = try Self.triples(
        table, ["institution", "asset", "amount"], rows: nodes.ids, columns: ids,
        bounds: .nonNegative)
      return (ids, Self.matrix(triples, nodes.count, ids.count))
    }
  }

  /// `holder,issuer,share`.
  mutating func readCrossHoldings(_ path: String, _ nodes: NodeTable) -> Matrix? {
    keeping { (reading) throws(InputProblems) in
      let bytes = try reading.bytes(path, option: InputTable.crossHoldings.rawValue)
      let table = try CSVTable.read(bytes, file: path)
      let triples = try Self.triples(
        table, ["holder", "issuer", "share"], rows: nodes.ids, columns: nodes.ids,
        bounds: .fraction)
      let allowsSelf = reading.order.values["cross-holdings-as"] == .word("dependency")
      let selves = triples.filter { $0.entry.row == $0.entry.column && !allowsSelf }.map {
        table.problem(
          row: $0.line, column: nil,
          found: "a share of \(JSONText.quoted(nodes.ids[$0.entry.row])) in itself",
          expected: "two different nodes")
      }
      guard selves.isEmpty else { throw InputProblems(selves) }
      return Self.matrix(triples, nodes.count, nodes.count)
    }
  }

  private static func met(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  private static func matrix(
    _ triples: [(entry: SparseMatrix.Entry, line: Int)], _ rows: Int, _ columns: Int
  ) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    for (entry, _) in triples { matrix[entry.row, entry.column] = entry.value }
    return matrix
  }

  /// Rows of two names and a number, each pair once.
  private static func triples(
    _ table: CSVTable, _ names: [String], rows: [String], columns: [String], bounds: Bounds
  ) throws(InputProblems) -> [(entry: SparseMatrix.Entry, line: Int)] {
    var problems = table.header.filter { !names.contains($0) }.map { name in
      Problem(
        file: table.file, place: .csv(line: 1, column: nil),
        found: "the column \(JSONText.quoted(name))", expected: names.joined(separator: ","),
        hint: Spelling.hint(for: name, among: names))
    }
    problems += names.filter { table.column($0) == nil }.map(table.missing)
    guard problems.isEmpty else { throw InputProblems(problems) }
    let firsts = try table.strings(names[0])
    let seconds = try table.strings(names[1])
    let amounts = try table.doubles(names[2])
    let rowIndex = NameIndex(rows)
    let columnIndex = NameIndex(columns)
    var triples: [(entry: SparseMatrix.Entry, line: Int)] = []
    var pairs: [[Int]: Int] = [:]
    for line in 0..<table.rowCount {
      let row = rowIndex.place(firsts[line])
      let column = columnIndex.place(seconds[line])
      if row == nil {
        problems.append(rowIndex.unknown(firsts[line], table, line, names[0]))
      }
      if column == nil {
        problems.append(columnIndex.unknown(seconds[line], table, line, names[1]))
      }
      if !bounds.contains(amounts[line]) {
        problems.append(
          table.problem(
            row: line, column: names[2], found: JSONText.number(amounts[line]),
            expected: bounds.phrase("number", unit: nil)))
      } else if !ContagionModel.canCount(amounts[line]) {
        problems.append(
          table.problem(
            row: line, column: names[2], found: JSONText.number(amounts[line]),
            expected: ContagionModel.countable))
      }
      guard let row, let column else { continue }
      if let first = pairs.updateValue(line, forKey: [row, column]) {
        problems.append(
          table.problem(
            row: line, column: nil,
            found: "\(JSONText.quoted(firsts[line])) and \(JSONText.quoted(seconds[line])) again",
            expected: "each pair once (it stands on line \(table.lines[first]))"))
      }
      triples.append((SparseMatrix.Entry(row: row, column: column, value: amounts[line]), line))
    }
    guard problems.isEmpty else { throw InputProblems(problems) }
    return triples
  }
}

/// Names with their places, to look up what a file names.
struct NameIndex {
  let names: [String]
  private let places: [String: Int]

  /// Of names that are distinct.
  init(_ names: [String]) {
    self.names = names
    places = Dictionary(
      zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  func place(_ name: String) -> Int? { places[name] }

  /// The problem of a name that is not there.
  func unknown(_ name: String, _ table: CSVTable, _ row: Int, _ column: String) -> Problem {
    table.problem(
      row: row, column: column, found: "the unknown name \(JSONText.quoted(name))",
      expected: "one of the \(names.count) of the table",
      hint: Spelling.hint(for: name, among: names))
  }
}
