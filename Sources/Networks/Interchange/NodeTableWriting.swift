import Formats
import LinearAlgebra

/// Tables of nodes to be written.
extension NodeTable {
  /// The table in CSV; it must have a column beside `id`, for a row of one empty cell is no row.
  package var csv: [UInt8] {
    var writer = CSVWriter(columns: columnNames)
    for row in 0..<count {
      writer.row(columnNames.indices.map { .string(table.text(row: row, column: $0)) })
    }
    return writer.bytes
  }

  /// The table with a further column of numbers, in the shortest form that reads back equal.
  package func adding(_ name: String, _ values: [Double]) -> NodeTable {
    precondition(values.count == count, "\(values.count) values for \(count) nodes")
    precondition(!hasColumn(name), "the column \(name) a second time")
    let rows = (0..<count).map { row in
      (
        line: table.lines[row],
        cells: columnNames.indices.map { table.text(row: row, column: $0) }
          + [JSONText.number(values[row])]
      )
    }
    let wider = CSVTable(file: table.file, header: columnNames + [name], rows: rows)
    return NodeTable(ids: ids, table: wider)
  }

  /// The table with `interbank_assets` and `interbank_liabilities`, the sums of a network's rows and columns,
  /// where it has no such columns.
  package func withTotals(of exposures: LabelledExposures) -> NodeTable {
    let claims = exposures.claims
    var table = self
    if !hasColumn("interbank_assets") {
      table = table.adding("interbank_assets", claims.rowSums)
    }
    if !hasColumn("interbank_liabilities") {
      table = table.adding("interbank_liabilities", claims.columnSums)
    }
    return table
  }
}
