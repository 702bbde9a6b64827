import LinearAlgebra
import Networks
import Testing

@Suite struct DenseTableTests {
  func read(_ text: String, ids: [String]? = nil) throws(InterchangeError) -> LabelledExposures {
    try LabelledExposures(denseCSV: Array(text.utf8), file: "dense.csv", ids: ids)
  }

  static let claims = Matrix(rows: [[0, 1, 2], [3, 0, 0], [0, 0.1, 0]])

  @Test(
    arguments: [
      "a,b,c\n0,1,2\n3,0,0\n0,0.1,0\n", "creditor,a,b,c\nb,3,0,0\na,0,1,2\nc,0,0.1,0\n",
      "id,a,b,c\na,0,1,2\nb,3,0,0\nc,0,0.1,0\n", ",a,b,c\na,0,1,2\nb,3,0,0\nc,0,0.1,0\n",
    ])
  func `rows are creditors, in the order of the header or by their names`(text: String) throws {
    let network = try read(text)
    #expect(network.ids == ["a", "b", "c"])
    #expect(network.claims.dense == Self.claims)
    let reordered = try read(text, ids: ["c", "b", "a"])
    #expect(reordered.ids == ["c", "b", "a"])
    #expect(reordered.claims.dense == Matrix(rows: [[0, 0.1, 0], [0, 0, 3], [2, 1, 0]]))
  }

  @Test func `a network that is written reads back equal`() throws {
    let network = LabelledExposures(ids: ["a", "b, or not", "c"], claims: Self.claims)
    let text = String(decoding: network.denseCSV, as: UTF8.self)
    #expect(text.hasPrefix("creditor,a,\"b, or not\",c\na,0,1,2\n"))
    #expect(try read(text) == network)
    let nothing = LabelledExposures(ids: [], claims: Matrix(rows: []))
    #expect(try read(String(decoding: nothing.denseCSV, as: UTF8.self)) == nothing)
  }

  @Test func `every problem is reported with its line, all together`() {
    #expect(
      refusal { () throws(InterchangeError) in
        _ = try read(
          "creditor,a,b,d,b\na,0,1,,0\nb,-3,0,0,0\nb,0,0,0,0\nx,1,1,1,1\nd,1\n",
          ids: ["a", "b", "c"])
      } == """
        dense.csv:1: found the unknown id "d", expected the id of one of the 3 nodes
        dense.csv:1: found the column "b" a second time, expected each column once
        dense.csv:1: found no column "c", expected a column for every node
        dense.csv:2 column d: found no amount, expected a finite number, not negative
        dense.csv:3 column a: found "-3", expected a finite number, not negative
        dense.csv:4: found the row "b" again, expected each row once (it stands on line 3)
        dense.csv:5: found a row "x", expected the name of one of the columns
        dense.csv:6: found 2 cells, expected 5, as in the header
        """)
  }

  @Test func `tables that are not square and claims on oneself are refused`() {
    #expect(
      refusal { () throws(InterchangeError) in _ = try read("a,b\n0,1\n") }
        == "dense.csv: found 1 rows for 2 columns of amounts, expected a square table")
    #expect(
      refusal { () throws(InterchangeError) in _ = try read("a,b\n0,1\n1,2\n") }
        == "dense.csv:3: found a claim of \"b\" on itself, expected two different nodes")
    #expect(
      refusal { () throws(InterchangeError) in _ = try read("a,b\n0,1\n1,0\n0,0\n") }
        == "dense.csv: found 3 rows for 2 columns of amounts, expected a square table")
  }
}
