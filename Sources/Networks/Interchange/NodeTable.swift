package import Formats

/// A table of nodes: the column `id`, and further columns by name, of numbers or of text.
///
/// The order of the ids in the file is the order of the nodes everywhere. Columns that nobody asks for are not
/// read, so that a table may hold more than a model needs.
public struct NodeTable: Sendable {
  /// The names of the nodes, each once, none empty, in the order of the file.
  public let ids: [String]
  package let table: CSVTable

  /// Reads a table of nodes in CSV (RFC 4180, UTF-8, a header line with `id`).
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its name, for messages.
  /// - Throws: ``InterchangeError`` with every problem: a missing `id`, ids that are empty or doubled, rows of
  ///   the wrong length.
  public init(csv bytes: [UInt8], file: String) throws(InterchangeError) {
    do throws(InputProblems) {
      try self.init(table: CSVTable.read(bytes, file: file))
    } catch {
      throw InterchangeError(error)
    }
  }

  /// A table of names alone; they must be distinct.
  public init(ids: [String]) {
    precondition(IdentifierIndex(distinct: ids) != nil, "names must be distinct")
    let rows = ids.enumerated().map { (line: $0 + 2, cells: [$1]) }
    self.ids = ids
    table = CSVTable(file: "nodes", header: ["id"], rows: rows)
  }

  /// A table whose names were checked.
  init(ids: [String], table: CSVTable) {
    self.ids = ids
    self.table = table
  }

  /// The nodes of a table with the column `id`, whose names are checked.
  init(table: CSVTable) throws(InputProblems) {
    let column = try table.requiredColumn("id")
    var problems: [Problem] = []
    var index = IdentifierIndex()
    var rows: [Int] = []
    for row in 0..<table.rowCount {
      var id = table.text(row: row, column: column)
      if let found = id.withUTF8({ IdentifierIndex.objection(to: $0) }) {
        problems.append(table.problem(row: row, column: "id", found: found, expected: "a name"))
        continue
      }
      let (place, isNew) = index.insert(id)
      if isNew {
        rows.append(row)
      } else {
        problems.append(
          table.problem(
            row: row, column: "id", found: "the id \(JSONText.quoted(id)) again",
            expected: "each id once (it stands on line \(table.lines[rows[place]]))"))
      }
    }
    guard problems.isEmpty else { throw InputProblems(problems) }
    ids = index.ids
    self.table = table
  }

  /// The number of nodes.
  public var count: Int { ids.count }

  /// The names of all columns, `id` among them, in the order of the file.
  public var columnNames: [String] { table.header }

  /// Whether there is a column of that name.
  public func hasColumn(_ name: String) -> Bool { table.column(name) != nil }

  /// The numbers of a column, one per node.
  ///
  /// - Throws: ``InterchangeError`` when the column is missing, or with every cell that is no finite number.
  public func numbers(_ name: String) throws(InterchangeError) -> [Double] {
    do throws(InputProblems) { return try table.doubles(name) } catch {
      throw InterchangeError(error)
    }
  }

  /// The numbers of a column, one per node, nil for empty cells.
  ///
  /// - Throws: ``InterchangeError`` when the column is missing, or with every cell that is no finite number.
  public func optionalNumbers(_ name: String) throws(InterchangeError) -> [Double?] {
    do throws(InputProblems) { return try table.optionalDoubles(name) } catch {
      throw InterchangeError(error)
    }
  }

  /// The texts of a column, one per node.
  ///
  /// - Throws: ``InterchangeError`` when the column is missing.
  public func texts(_ name: String) throws(InterchangeError) -> [String] {
    do throws(InputProblems) { return try table.strings(name) } catch {
      throw InterchangeError(error)
    }
  }
}
