package import Experiments
import Contagion
import Formats
import Results
import Scenarios

/// A study for a terminal: the shocks and, where there is one only, its nodes and assets.
package enum ContagionText {
  package static func render(_ study: ContagionStudy) -> String {
    let order = study.order
    let inputs = study.inputs
    var lines = [
      "\(order.model.title): \(inputs.problem.count) nodes, "
        + (inputs.shocks.count == 1 ? "1 shock" : "\(inputs.shocks.count) shocks")
    ]
    let conventions = order.model.options.filter(\.isConvention).compactMap { option in
      order.values[option.name].map { "\(option.name) \(ModelHelp.text($0))" }
    }
    if !conventions.isEmpty { lines.append(conventions.joined(separator: ", ")) }
    lines.append("")
    let tables = ContagionTables(order.model)
    lines += table(
      tables.shocks.columns.map(\.name), labels: 1,
      zip(inputs.shocks, study.outcomes).map { tables.shockRow($0, $1) })
    if let shock = inputs.shocks.first, let outcome = study.outcomes.first,
      inputs.shocks.count == 1, inputs.problem.count <= mostNodes
    {
      lines.append("")
      lines += table(
        tables.nodes.columns.map(\.name), labels: 2, tables.nodeRows(study, shock, outcome))
      if let assets = tables.assets {
        lines.append("")
        lines += table(
          assets.columns.map(\.name), labels: 2, tables.assetRows(study, shock, outcome))
      }
      if tables.layers != nil {
        lines += ["", "Layers: --format csv --table layers, or --out."]
      }
    } else {
      lines += ["", "Nodes: --format csv, or --out."]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Nodes beyond this are a file, not something to look at.
  private static let mostNodes = 10_000

  /// Rows under the names of their columns; of the cells that name a row the last is its label.
  private static func table(
    _ columns: [String], labels: Int, _ rows: [[CSVWriter.Cell]]
  ) -> [String] {
    TextTable(
      columns: Array(columns.dropFirst(labels)),
      rows: rows.map { row in
        .cells(label: text(row[labels - 1]), row.dropFirst(labels).map(text))
      }
    ).lines
  }

  private static func text(_ cell: CSVWriter.Cell) -> String {
    switch cell {
    case .string(let text): text
    case .int(let number): String(number)
    case .double(let number):
      number.isFinite ? significant(number, digits: 7) : "-"
    case .missing: "-"
    }
  }
}
