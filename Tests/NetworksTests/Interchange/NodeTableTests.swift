import Networks
import Testing

@Suite struct NodeTableTests {
  func read(_ text: String) throws(InterchangeError) -> NodeTable {
    try NodeTable(csv: Array(text.utf8), file: "nodes.csv")
  }

  @Test func `ids keep the order of the file, and columns are read when asked for`() throws {
    let table = try read("name,id,equity,weight\nBank,z,1.5,\nFund,a,-2,3\n")
    #expect(table.ids == ["z", "a"] && table.count == 2)
    #expect(table.columnNames == ["name", "id", "equity", "weight"])
    #expect(try table.numbers("equity") == [1.5, -2])
    #expect(try table.optionalNumbers("weight") == [nil, 3])
    #expect(try table.texts("name") == ["Bank", "Fund"])
    #expect(table.hasColumn("equity") && !table.hasColumn("threshold"))
  }

  @Test func `what is wrong is reported by line`() throws {
    #expect(
      refusal { () throws(InterchangeError) in _ = try read("id,equity\na,1\n,2\na,3\nb\n") }
        == "nodes.csv:5: found 1 cells, expected 2, as in the header")
    #expect(
      refusal { () throws(InterchangeError) in _ = try read("id,equity\na,1\n,2\na,3\n") } == """
        nodes.csv:3 column id: found no name, expected a name
        nodes.csv:4 column id: found the id "a" again, expected each id once (it stands on line 2)
        """)
    #expect(
      refusal { () throws(InterchangeError) in _ = try read("ID,equity\na,1\n") }
        == "nodes.csv:1: found no column \"id\", expected it among ID, equity; did you mean \"ID\"?"
    )
    let table = try read("id,equity\na,x\nb,\n")
    #expect(
      refusal { () throws(InterchangeError) in _ = try table.numbers("equity") } == """
        nodes.csv:2 column equity: found "x", expected a finite number
        nodes.csv:3 column equity: found an empty cell, expected a finite number
        """)
  }
}
