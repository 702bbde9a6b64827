import LinearAlgebra
import Networks
import Testing

@Suite struct GraphMLTests {
  func read(
    _ text: String, duplicates: DuplicateEdges = .refused
  ) throws(InterchangeError) -> NetworkFiles {
    try NetworkFiles(graphML: Array(text.utf8), file: "g.graphml", duplicates: duplicates)
  }

  /// In the manner of networkx: keys d0 and d1, indented, a namespace and a schema.
  static let document = """
    <?xml version='1.0' encoding='utf-8'?>
    <graphml xmlns="http://graphml.graphdrawing.org/xmlns" \
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
      <key id="d1" for="edge" attr.name="weight" attr.type="double"><default>7</default></key>
      <key id="d0" for="node" attr.name="equity" attr.type="double" />
      <graph edgedefault="directed">
        <!-- three banks -->
        <node id="a &amp; b"><data key="d0"> 1.5 </data></node>
        <node id="c"/>
        <node id="d"><desc>lone</desc></node>
        <edge source="a &amp; b" target="c"><data key="d1">0.1</data></edge>
        <edge source="c" target="a &amp; b" directed="true"/>
      </graph>
    </graphml>
    """

  @Test func `edges run from the creditor to the debtor, and attributes of nodes are columns`()
    throws
  {
    let network = try read(Self.document)
    #expect(network.exposures.ids == ["a & b", "c", "d"])
    #expect(
      network.exposures.claims.dense == Matrix(rows: [[0, 0.1, 0], [7, 0, 0], [0, 0, 0]]))
    #expect(network.nodes.columnNames == ["id", "equity"])
    #expect(try network.nodes.optionalNumbers("equity") == [1.5, nil, nil])
    let reordered = try LabelledExposures(
      graphML: Array(Self.document.utf8), file: "g", ids: ["x", "d", "c", "a & b"])
    #expect(reordered.count == 4 && reordered.claims.dense[3, 2] == 0.1)
  }

  @Test func `a network that is written reads back equal`() throws {
    let exposures = try LabelledExposures(
      edgeListCSV: Array(
        "creditor,debtor,amount,layer\nb,a,0.1,<x>\na,b,5e-324,y\na,\"c \"\"'&\",1e308,<x>\n".utf8),
      file: "e", ids: ["a", "lone", "b", "c \"'&"])
    let nodes = try NodeTable(
      csv: Array("id,equity,name\na,1,A & Co\nlone,,\nb,-2.5e-3,\"x, y\"\n\"c \"\"'&\",3,z\n".utf8),
      file: "n")
    let written = NetworkFiles(nodes: nodes, exposures: exposures)
    let again = try read(String(decoding: written.graphML, as: UTF8.self))
    #expect(again.exposures == exposures)
    #expect(again.nodes.columnNames == nodes.columnNames)
    #expect(try again.nodes.texts("name") == nodes.texts("name"))
    #expect(try again.nodes.optionalNumbers("equity") == [1, nil, -0.0025, 3])
    #expect(again.graphML == written.graphML)
  }

  @Test func `document types, outside entities and entities that expand are refused at sight`() {
    for text in [
      "<!DOCTYPE g [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><graphml>&x;</graphml>",
      "<!DOCTYPE g SYSTEM \"http://example.org/x.dtd\"><graphml/>",
      "<!DOCTYPE l [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><graphml>&b;</graphml>",
    ] {
      #expect(
        refusal { () throws(InterchangeError) in _ = try read(text) }
          == "g.graphml:1:1: found a document type declaration, expected none: neither entities nor "
          + "outside files are read")
    }
    #expect(
      refusal { () throws(InterchangeError) in _ = try read("<graphml>\n<graph>&x;</graph>") }
        .hasPrefix("g.graphml:2:8: found the reference &x;"))
  }

  @Test func `every problem of the content is reported with its line, all together`() {
    let text = """
      <graphml>
      <key id="w" for="edge" attr.name="amount"/>
      <graph edgedefault="directed">
      <node id="a"/>
      <node id="b"><port name="p"/></node>
      <node id="a"/>
      <node/>
      <edge source="a" target="a"><data key="w">1</data></edge>
      <edge source="a" target="c"><data key="w">1</data></edge>
      <edge source="a" target="b"><data key="w">-1</data></edge>
      <edge source="a" target="b"><data key="x">1</data></edge>
      <edge source="b" target="a" directed="false"><data key="w">1e999</data></edge>
      <edge source="a" target="b"><data key="w">1</data></edge>
      <edge source="a" target="b"><data key="w">2</data></edge>
      <hyperedge/>
      </graph>
      <graph edgedefault="directed"/>
      </graphml>
      """
    #expect(
      refusal { () throws(InterchangeError) in _ = try read(text) } == """
        g.graphml:5: found the element port inside node, expected a plain directed graph: key, \
        graph, node, edge, data
        g.graphml:6: found the node "a" again, expected each node once (it stands on line 4)
        g.graphml:7: found the element node without id, expected the attribute id
        g.graphml:8: found a claim of "a" on itself, expected two different nodes
        g.graphml:9 column target: found the unknown id "c", expected the id of a node declared above
        g.graphml:10 column amount: found "-1", expected a finite number, not negative
        g.graphml:11: found data of the unknown key "x", expected a key declared above
        g.graphml:11 column amount: found no amount, expected a finite number, not negative
        g.graphml:12: found an edge that is not directed, expected source, the creditor, and \
        target, the debtor
        g.graphml:12 column amount: found "1e999", expected a finite number, not negative
        g.graphml:14: found the claim of "a" on "b" again, expected each claim once (it stands on \
        line 13), or to be told to add them
        g.graphml:15: found the element hyperedge inside graph, expected a plain directed graph: \
        key, graph, node, edge, data
        g.graphml:17: found a second graph, expected one graph
        """)
    #expect(
      refusal { () throws(InterchangeError) in _ = try read("<gexf/>") }
        == "g.graphml:1: found the element gexf, expected graphml")
    #expect(
      refusal { () throws(InterchangeError) in _ = try read("<graphml/>") }
        == "g.graphml:1: found no graph, expected one graph")
  }

  @Test func `parallel edges are added when told so`() throws {
    let text = """
      <graphml><key id="w" for="edge" attr.name="amount"/><graph edgedefault="directed">
      <node id="a"/><node id="b"/>
      <edge source="a" target="b"><data key="w">1</data></edge>
      <edge source="a" target="b"><data key="w">2</data></edge></graph></graphml>
      """
    #expect(try read(text, duplicates: .summed).exposures.claims.values == [3])
  }

  @Test func `GEXF names nodes, amounts as weights and layers as kinds`() throws {
    let nodes = try NodeTable(csv: Array("id,equity\n<a>,1.5\nb,\n".utf8), file: "n")
    let exposures = try LabelledExposures(
      edgeListCSV: Array("creditor,debtor,amount,layer\n<a>,b,0.1,x\nb,<a>,2,y\n".utf8), file: "e",
      ids: nodes.ids)
    let text = String(
      decoding: NetworkFiles(nodes: nodes, exposures: exposures).gexf, as: UTF8.self)
    #expect(
      text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <gexf xmlns="http://gexf.net/1.3" version="1.3">
          <graph mode="static" defaultedgetype="directed">
            <attributes class="node">
              <attribute id="1" title="equity" type="double"/>
            </attributes>
            <nodes>
              <node id="&lt;a&gt;" label="&lt;a&gt;"><attvalues><attvalue for="1" value="1.5"/></attvalues></node>
              <node id="b" label="b"/>
            </nodes>
            <edges>
              <edge id="0" source="&lt;a&gt;" target="b" weight="0.1" kind="x"/>
              <edge id="1" source="b" target="&lt;a&gt;" weight="2" kind="y"/>
            </edges>
          </graph>
        </gexf>

        """)
  }
}
