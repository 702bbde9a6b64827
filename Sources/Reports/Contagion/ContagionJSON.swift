import Contagion
package import Experiments
import Formats
import Results

/// A study as one JSON document: for every shock its numbers, its nodes and its assets.
package enum ContagionJSON {
  package static func render(_ study: ContagionStudy) -> String {
    let order = study.order
    let tables = ContagionTables(order.model)
    let document: JSONValue = [
      "model": .string(order.model.name),
      "options": .object(order.settings),
      "shocks": .array(
        zip(study.inputs.shocks, study.outcomes).map { shock, outcome in
          var members = object(tables.shocks.columns.map(\.name), tables.shockRow(shock, outcome))
          members.append(
            JSONMember(
              "nodes",
              array(tables.nodes.columns.map(\.name), tables.nodeRows(study, shock, outcome))))
          if let assets = tables.assets {
            members.append(
              JSONMember(
                "assets", array(assets.columns.map(\.name), tables.assetRows(study, shock, outcome))
              ))
          }
          if let layers = tables.layers {
            members.append(
              JSONMember(
                "layers", array(layers.columns.map(\.name), tables.layerRows(study, shock, outcome))
              ))
          }
          return .object(members)
        }),
    ]
    return JSONText.pretty(document)
  }

  /// Rows without the shock that they belong to.
  private static func array(_ names: [String], _ rows: [[CSVWriter.Cell]]) -> JSONValue {
    .array(
      rows.map { .object(object(Array(names.dropFirst()), Array($0.dropFirst()))) })
  }

  private static func object(_ names: [String], _ cells: [CSVWriter.Cell]) -> [JSONMember] {
    zip(names, cells).map { name, cell in
      switch cell {
      case .string(let text): JSONMember(name, .string(text))
      case .int(let number): JSONMember(name, .integer(number))
      case .double(let number): JSONMember(name, number.isFinite ? .number(number) : .null)
      case .missing: JSONMember(name, .null)
      }
    }
  }
}
