import Formats
import LinearAlgebra

/// GraphML (Brandes, Eiglsperger, Herman, Himsolt and Marshall 2002): a directed graph whose edges run from
/// the creditor, `source`, to the debtor, `target`, with the attribute `amount` and optionally `layer`.
extension LabelledExposures {
  /// Reads the graph of a GraphML document.
  ///
  /// The attribute `amount` of edges, or else `weight`, is the amount; `layer` the layer; other attributes of
  /// edges are not kept. Nodes are declared before the edges that name them. Refused, by line: document
  /// types and every entity but the five of XML, text that is not well formed, undirected edges, ports,
  /// hyperedges, nested graphs, keys that are not declared, and what edge lists refuse.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its name, for messages.
  ///   - ids: the nodes, distinct, when they are known; when left out, those of the document.
  ///   - duplicates: what to do with edges of the same creditor, debtor and layer.
  /// - Throws: ``InterchangeError`` with every problem of the content, or the first that is not XML.
  public init(
    graphML bytes: [UInt8], file: String, ids: [String]? = nil,
    duplicates: DuplicateEdges = .refused
  ) throws(InterchangeError) {
    self = try Self.readGraphML(bytes, file: file, ids: ids, duplicates).exposures
  }

  fileprivate static func readGraphML(
    _ bytes: [UInt8], file: String, ids: [String]?, _ duplicates: DuplicateEdges
  ) throws(InterchangeError) -> (exposures: LabelledExposures, table: CSVTable) {
    let collector = EdgeCollector(file: file, nodes: ids.map { .fixed($0) } ?? .declared)
    var reader: GraphMLReader
    do throws(InputProblems) {
      reader = try bytes.withUnsafeBufferPointer { buffer throws(InputProblems) in
        var reader = GraphMLReader(try XMLReader(buffer, file: file), collector: collector)
        try reader.read()
        return reader
      }
    } catch {
      throw InterchangeError(error)
    }
    return (try reader.collector.exposures(duplicates), reader.nodeTable)
  }
}

extension NetworkFiles {
  /// Reads a GraphML document: its graph, and the attributes of its nodes as a table.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its name, for messages.
  ///   - duplicates: what to do with edges of the same creditor, debtor and layer.
  /// - Throws: ``InterchangeError``, as of ``LabelledExposures/init(graphML:file:ids:duplicates:)``.
  public init(
    graphML bytes: [UInt8], file: String, duplicates: DuplicateEdges = .refused
  ) throws(InterchangeError) {
    let read = try LabelledExposures.readGraphML(bytes, file: file, ids: nil, duplicates)
    do throws(InputProblems) {
      self.init(nodes: try NodeTable(table: read.table), exposures: read.exposures)
    } catch {
      throw InterchangeError(error)
    }
  }

  /// The network and the columns of the table of nodes as a GraphML document.
  ///
  /// Columns of numbers are of type `double`, others of type `string`; empty cells are left out.
  public var graphML: [UInt8] {
    var text = XMLWriter()
    text.line("<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")
    text.line("  <key id=\"amount\" for=\"edge\" attr.name=\"amount\" attr.type=\"double\"/>")
    let hasLayers = exposures.layers.contains { $0.name != nil }
    if hasLayers {
      text.line("  <key id=\"layer\" for=\"edge\" attr.name=\"layer\" attr.type=\"string\"/>")
    }
    let columns = nodes.attributes
    for column in columns {
      text.line(
        "  <key id=\"n\(column.index)\" for=\"node\" attr.name=\"\(XMLText.escaped(column.name))\""
          + " attr.type=\"\(column.isNumeric ? "double" : "string")\"/>")
    }
    text.line("  <graph edgedefault=\"directed\">")
    for (row, id) in nodes.ids.enumerated() {
      let cells = columns.map {
        (index: $0.index, text: nodes.table.text(row: row, column: $0.index))
      }
      .filter { !$0.text.isEmpty }
      let data = cells.map { "<data key=\"n\($0.index)\">\(XMLText.escaped($0.text))</data>" }
      let name = XMLText.escaped(id)
      text.line(
        data.isEmpty
          ? "    <node id=\"\(name)\"/>" : "    <node id=\"\(name)\">\(data.joined())</node>")
    }
    let names = nodes.ids.map(XMLText.escaped)
    for layer in exposures.layers {
      let suffix = layer.name.map { "<data key=\"layer\">\(XMLText.escaped($0))</data>" } ?? ""
      for claim in layer.claims.entries {
        text.line(
          "    <edge source=\"\(names[claim.row])\" target=\"\(names[claim.column])\">"
            + "<data key=\"amount\">\(JSONText.number(claim.value))</data>\(suffix)</edge>")
      }
    }
    text.line("  </graph>")
    text.line("</graphml>")
    return text.bytes
  }
}
