import LinearAlgebra
import Networks
import Testing

@Suite struct MatrixMarketTests {
  func read(
    _ text: String, ids: [String]? = nil, duplicates: DuplicateEdges = .refused
  ) throws(InterchangeError) -> LabelledExposures {
    try LabelledExposures(
      matrixMarket: Array(text.utf8), file: "m.mtx", ids: ids, duplicates: duplicates)
  }

  @Test func `coordinates count from one, and rows are creditors`() throws {
    let text = """
      %%MatrixMarket matrix coordinate real general
      % a comment

      3 3 3
      1 2 0.5
        3\t1   2e1

      2 2 0
      """
    let network = try read(text)
    #expect(network.ids == ["1", "2", "3"])
    #expect(network.claims.dense == Matrix(rows: [[0, 0.5, 0], [0, 0, 0], [20, 0, 0]]))
    #expect(try read(text, ids: ["x", "y", "z"]).ids == ["x", "y", "z"])
  }

  @Test func `arrays stand column by column, and symmetric matrices give both claims`() throws {
    let array = try read("%%matrixmarket MATRIX array integer general\n2 2\n0\n5\n7\n0\n")
    #expect(array.claims.dense == Matrix(rows: [[0, 7], [5, 0]]))
    let symmetric = try read("%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n2 1 3\n")
    #expect(symmetric.claims.dense == Matrix(rows: [[0, 3], [3, 0]]))
  }

  @Test func `a network that is written reads back equal`() throws {
    let claims = Matrix(rows: [[0, 0.1, 1e308], [.leastNonzeroMagnitude, 0, 0], [0, 1.0 / 3, 0]])
    let network = LabelledExposures(ids: ["a", "b", "c"], claims: claims)
    let text = String(decoding: network.matrixMarket, as: UTF8.self)
    #expect(try read(text, ids: ["a", "b", "c"]) == network)
    #expect(text.hasPrefix("%%MatrixMarket matrix coordinate real general\n%"))
  }

  @Test(
    arguments: [
      ("", "m.mtx: found an empty file, expected a line %%MatrixMarket …"),
      (
        "1 1 0\n",
        "m.mtx:1: found \"1 1 0\", expected %%MatrixMarket matrix coordinate real general"
      ),
      (
        "%%MatrixMarket matrix coordinate pattern general\n",
        "m.mtx:1: found a matrix coordinate pattern general, expected coordinate or array, real or "
          + "integer, general (or symmetric in coordinates)"
      ),
      (
        "%%MatrixMarket matrix coordinate real general\n% x\n",
        "m.mtx:2: found no line of sizes, expected the numbers of rows, columns and entries"
      ),
      (
        "%%MatrixMarket matrix coordinate real general\n2 3 1\n",
        "m.mtx:2: found 2 rows and 3 columns, expected a square matrix"
      ),
      (
        "%%MatrixMarket matrix coordinate real general\n99999999999 99999999999 0\n",
        "m.mtx:2: found 99999999999 rows, expected at most 20000000"
      ),
      (
        "%%MatrixMarket matrix coordinate real general\n2 2 x\n",
        "m.mtx:2: found \"2 2 x\", expected the numbers of rows, columns and entries"
      ),
    ])
  func `headers that say something else are refused`(text: String, message: String) {
    #expect(refusal { () throws(InterchangeError) in _ = try read(text) } == message)
  }

  @Test func `every problem of the entries is reported with its line, all together`() {
    let text = """
      %%MatrixMarket matrix coordinate integer general
      3 3 9
      1 1 5
      1 4 5
      0 2 5
      1 2 -5
      1 2 1.5
      1 2
      1 3 1
      1 3 2
      """
    #expect(
      refusal { () throws(InterchangeError) in _ = try read(text) } == """
        m.mtx:3: found a claim of "1" on itself, expected two different nodes
        m.mtx:4: found the column "4", expected a number from 1 to 3
        m.mtx:5: found the row "0", expected a number from 1 to 3
        m.mtx:6: found "-5", expected a finite number, not negative
        m.mtx:7: found "1.5", expected an integer
        m.mtx:8: found 2 numbers, expected a row, a column and an amount
        m.mtx:10: found 8 entries, expected 9
        m.mtx:10: found the claim of "1" on "3" again, expected each claim once (it stands on line \
        9), or to be told to add them
        """)
    #expect(
      refusal { () throws(InterchangeError) in
        _ = try read("%%MatrixMarket matrix coordinate real general\n2 2 0\n", ids: ["a"])
      } == "m.mtx:2: found 2 rows, expected one for each of the 1 nodes")
  }
}
