import Formats
import LinearAlgebra

/// Edge lists: `creditor,debtor,amount` and optionally `layer`, one claim a line.
extension LabelledExposures {
  /// Reads an edge list in CSV (RFC 4180, UTF-8, a header line, columns in any order).
  ///
  /// Refused, all together and by line: self-loops, duplicate edges unless they are to be summed,
  /// amounts that are negative or not finite, unknown ids, missing cells, unknown columns. Linear in the
  /// number of edges.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its name, for messages.
  ///   - ids: the nodes, distinct; when left out, those of the edges in the order in which they are met.
  ///   - duplicates: what to do with edges of the same creditor, debtor and layer.
  /// - Throws: ``InterchangeError`` with every problem of the file.
  public init(
    edgeListCSV bytes: [UInt8], file: String, ids: [String]? = nil,
    duplicates: DuplicateEdges = .refused
  ) throws(InterchangeError) {
    var collector = EdgeCollector(file: file, nodes: ids.map { .fixed($0) } ?? .met)
    bytes.withUnsafeBufferPointer { buffer in
      var rows = CSVRows(buffer, file: file)
      if let columns = EdgeListColumns(rows.header, file: file, problems: &rows.problems) {
        while rows.next() { columns.addRow(of: rows, to: &collector) }
      }
      collector.problems += rows.problems
    }
    self = try collector.exposures(duplicates)
  }

  /// The edge list in CSV: by layer, creditor and debtor, amounts in the shortest form that reads back
  /// equal, the column `layer` where layers have names.
  ///
  /// Nodes without claims do not appear; they stand in the table of nodes.
  public var edgeListCSV: [UInt8] {
    let hasLayers = layers.contains { $0.name != nil }
    var writer = CSVWriter(
      columns: ["creditor", "debtor", "amount"] + (hasLayers ? ["layer"] : []))
    for layer in layers {
      let claims = layer.claims
      for row in 0..<count {
        for place in claims.rowOffsets[row]..<claims.rowOffsets[row + 1] {
          var cells: [CSVWriter.Cell] = [
            .string(ids[row]), .string(ids[Int(claims.columnIndices[place])]),
            .double(claims.values[place]),
          ]
          if hasLayers { cells.append(.string(layer.name ?? "")) }
          writer.row(cells)
        }
      }
    }
    return writer.bytes
  }
}

/// Where the columns of an edge list stand.
private struct EdgeListColumns {
  var creditor: Int
  var debtor: Int
  var amount: Int
  var layer: Int?

  init?(_ header: [String], file: String, problems: inout [Problem]) {
    guard !header.isEmpty else { return nil }
    let known = ["creditor", "debtor", "amount", "layer"]
    problems += CSVTable.headerProblems(header, file: file)
    for name in header where !name.isEmpty && !known.contains(name) {
      problems.append(
        Problem(
          file: file, place: .csv(line: 1, column: nil),
          found: "the column \(JSONText.quoted(name))",
          expected: "creditor, debtor, amount and, where there are layers, layer",
          hint: Spelling.hint(for: name, among: known)))
    }
    let places = known.map { header.firstIndex(of: $0) }
    for (name, place) in zip(known, places) where place == nil && name != "layer" {
      problems.append(
        Problem(
          file: file, place: .csv(line: 1, column: nil), found: "no column \(name)",
          expected: "creditor, debtor, amount and, where there are layers, layer"))
    }
    guard let creditor = places[0], let debtor = places[1], let amount = places[2] else {
      return nil
    }
    self.creditor = creditor
    self.debtor = debtor
    self.amount = amount
    layer = places[3]
  }

  func addRow(of rows: CSVRows, to collector: inout EdgeCollector) {
    let line = rows.line
    let from = rows.withBytes(creditor) { collector.node($0, line: line, column: "creditor") }
    let to = rows.withBytes(debtor) { collector.node($0, line: line, column: "debtor") }
    let value = rows.withBytes(amount) { collector.amount($0, line: line, column: "amount") }
    var place: Int? = 0
    if let layer {
      place = rows.withBytes(layer) { collector.layer($0, line: line, column: "layer") }
    }
    guard let from, let to, let value, let place else { return }
    collector.add(creditor: from, debtor: to, amount: value, layer: place, line: line)
  }
}
