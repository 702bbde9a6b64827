import Formats
import LinearAlgebra

extension NetworkFiles {
  /// The network and the columns of the table of nodes as a GEXF 1.3 document, for Gephi.
  ///
  /// Edges run from the creditor to the debtor, with the amount as `weight` and the layer as `kind`. Weights of
  /// GEXF are doubles in their shortest form. GEXF is written only.
  public var gexf: [UInt8] {
    var text = XMLWriter()
    text.line("<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">")
    text.line("  <graph mode=\"static\" defaultedgetype=\"directed\">")
    let columns = nodes.attributes
    if !columns.isEmpty {
      text.line("    <attributes class=\"node\">")
      for column in columns {
        text.line(
          "      <attribute id=\"\(column.index)\" title=\"\(XMLText.escaped(column.name))\""
            + " type=\"\(column.isNumeric ? "double" : "string")\"/>")
      }
      text.line("    </attributes>")
    }
    text.line("    <nodes>")
    let names = nodes.ids.map(XMLText.escaped)
    for (row, name) in names.enumerated() {
      let cells = columns.map {
        (index: $0.index, text: nodes.table.text(row: row, column: $0.index))
      }
      .filter { !$0.text.isEmpty }
      let values = cells.map {
        "<attvalue for=\"\($0.index)\" value=\"\(XMLText.escaped($0.text))\"/>"
      }
      let start = "      <node id=\"\(name)\" label=\"\(name)\""
      text.line(
        values.isEmpty
          ? start + "/>" : start + "><attvalues>\(values.joined())</attvalues></node>")
    }
    text.line("    </nodes>")
    text.line("    <edges>")
    var edge = 0
    for layer in exposures.layers {
      let kind = layer.name.map { " kind=\"\(XMLText.escaped($0))\"" } ?? ""
      for claim in layer.claims.entries {
        text.line(
          "      <edge id=\"\(edge)\" source=\"\(names[claim.row])\" target=\"\(names[claim.column])\""
            + " weight=\"\(JSONText.number(claim.value))\"\(kind)/>")
        edge += 1
      }
    }
    text.line("    </edges>")
    text.line("  </graph>")
    text.line("</gexf>")
    return text.bytes
  }
}
