import LinearAlgebra
import Networks
import Testing

/// What reading says that it refuses.
func refusal(_ read: () throws(InterchangeError) -> Void) -> String {
  do throws(InterchangeError) {
    try read()
    return "read"
  } catch {
    return error.description
  }
}

@Suite struct EdgeListTests {
  func read(
    _ text: String, ids: [String]? = nil, duplicates: DuplicateEdges = .refused
  ) throws(InterchangeError) -> LabelledExposures {
    try LabelledExposures(
      edgeListCSV: Array(text.utf8), file: "edges.csv", ids: ids, duplicates: duplicates)
  }

  @Test func `columns stand in any order, and rows are creditors`() throws {
    let network = try read("amount,debtor,creditor\n2.5,b,a\n1e-3,a,c\n")
    #expect(network.ids == ["a", "b", "c"])
    #expect(network.layers.count == 1 && network.layers[0].name == nil)
    #expect(network.claims.dense == Matrix(rows: [[0, 2.5, 0], [0, 0, 0], [1e-3, 0, 0]]))
  }

  @Test func `nodes that are given keep their order, and may have no claims`() throws {
    let network = try read("creditor,debtor,amount\nc,a,1\n", ids: ["a", "b", "c"])
    #expect(network.ids == ["a", "b", "c"])
    #expect(network.claims.dense == Matrix(rows: [[0, 0, 0], [0, 0, 0], [1, 0, 0]]))
    let empty = try read("creditor,debtor,amount\n", ids: ["a"])
    #expect(empty.claims.values.isEmpty && empty.count == 1)
    #expect(try read("creditor,debtor,amount\n").count == 0)
  }

  @Test func `layers are told apart and add up`() throws {
    let network = try read(
      "creditor,debtor,amount,layer\na,b,1,loans\na,b,2,swaps\nb,a,4,swaps\na,c,8,loans\n")
    #expect(network.layers.map(\.name) == ["loans", "swaps"])
    #expect(network.layers[0].claims.dense == Matrix(rows: [[0, 1, 8], [0, 0, 0], [0, 0, 0]]))
    #expect(network.layers[1].claims.dense == Matrix(rows: [[0, 2, 0], [4, 0, 0], [0, 0, 0]]))
    #expect(network.claims.dense == Matrix(rows: [[0, 3, 8], [4, 0, 0], [0, 0, 0]]))
  }

  @Test func `every problem is reported with its line, all together`() {
    let text = """
      creditor,debtor,amount
      a,a,1
      a,b,-1
      a,b,nan
      a,d,1
      ,b,
      a,b
      a,c,1
      b,a,3

      a,c,2
      """
    #expect(
      refusal { () throws(InterchangeError) in _ = try read(text, ids: ["a", "b", "c"]) } == """
        edges.csv:2: found a claim of "a" on itself, expected two different nodes
        edges.csv:3 column amount: found "-1", expected a finite number, not negative
        edges.csv:4 column amount: found "nan", expected a finite number, not negative
        edges.csv:5 column debtor: found the unknown id "d", expected the id of one of the 3 nodes
        edges.csv:6 column creditor: found no name, expected the id of a node
        edges.csv:6 column amount: found no amount, expected a finite number, not negative
        edges.csv:7: found 2 cells, expected 3, as in the header
        edges.csv:11: found the claim of "a" on "c" again, expected each claim once \
        (it stands on line 8), or to be told to add them
        """)
  }

  @Test func `columns that are missing, doubled or unknown are refused`() {
    #expect(
      refusal { () throws(InterchangeError) in
        _ = try read("creditor,debitor,amount,amount\na,b,1,2\n")
      } == """
        edges.csv:1: found the column "amount" a second time, expected each column once
        edges.csv:1: found the column "debitor", expected creditor, debtor, amount and, where there \
        are layers, layer; did you mean "debtor"?
        edges.csv:1: found no column debtor, expected creditor, debtor, amount and, where there are \
        layers, layer
        """)
    #expect(
      refusal { () throws(InterchangeError) in
        _ = try read("creditor,debtor,amount,layer\na,b,1,\n")
      } == "edges.csv:2 column layer: found no name, expected the name of a layer")
    #expect(
      refusal { () throws(InterchangeError) in _ = try read("") }
        == "edges.csv: found an empty file, expected a header line")
  }

  @Test func `duplicates are added in the order of the file when told so, and zero is no claim`()
    throws
  {
    let text = "creditor,debtor,amount\na,b,1e16\nb,a,0\na,b,1\na,b,1\n"
    let network = try read(text, duplicates: .summed)
    #expect(network.claims.values == [1e16 + 1 + 1])
    // Zero is not stored, but it is not a second claim either.
    let refused = refusal { () throws(InterchangeError) in
      _ = try read("creditor,debtor,amount\na,b,0\na,b,1\n")
    }
    #expect(refused.hasPrefix("edges.csv:3: found the claim of \"a\" on \"b\" again"))
  }

  @Test func `amounts that add up beyond the range of numbers are refused`() {
    let text = "creditor,debtor,amount\na,b,1e308\na,b,1e308\n"
    #expect(
      refusal { () throws(InterchangeError) in _ = try read(text, duplicates: .summed) }
        == "edges.csv: found amounts whose sum is beyond the range of numbers, expected a sum below "
        + "1.8e308")
  }

  @Test func `identifiers are bytes, quoted where they must be`() throws {
    // The letter é as one scalar and as two: equal for String, two nodes here.
    let network = try read(
      "creditor,debtor,amount\n\u{E9},e\u{301},1\n\"a \"\"b\"\", c\",\u{E9},2\n")
    #expect(network.count == 3 && network.ids[2] == "a \"b\", c")
    #expect(
      String(decoding: network.edgeListCSV, as: UTF8.self)
        == "creditor,debtor,amount\n\u{E9},e\u{301},1\n\"a \"\"b\"\", c\",\u{E9},2\n")
  }

  @Test func `a network that is written reads back equal`() throws {
    let layered = try read(
      "creditor,debtor,amount,layer\nb,a,0.1,x\na,b,5e-324,y\na,c,1.7976931348623157e308,x\n")
    let again = try read(
      String(decoding: layered.edgeListCSV, as: UTF8.self), ids: layered.ids)
    #expect(again == layered)
  }

  @Test func `problems beyond a thousand are counted`() {
    let text = "creditor,debtor,amount\n" + String(repeating: "a,b,x\n", count: 1500)
    do throws(InterchangeError) {
      _ = try read(text)
      Issue.record("read")
    } catch {
      #expect(error.problems.count == 1001)
      #expect(error.problems[999].line == 1001)
      #expect(error.problems.last?.found == "500 problems more")
    }
  }
}
