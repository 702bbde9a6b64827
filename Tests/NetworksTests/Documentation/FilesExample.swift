import LinearAlgebra
import Networks
import Testing

@Test("the example of the page on files")
func filesExample() throws {
  let text = "creditor,debtor,amount,layer\na,b,2,loans\nb,a,1,loans\na,b,4,swaps\n"
  let network = try LabelledExposures(edgeListCSV: Array(text.utf8), file: "edges.csv")
  let claims = network.claims.dense
  // claims is [[0, 6], [1, 0]]; network.layers[1].name is "swaps"
  let faulty = Array("creditor,debtor,amount\na,a,1\na,b,-1\n".utf8)
  do {
    _ = try LabelledExposures(edgeListCSV: faulty, file: "faulty.csv")
  } catch {
    print(error)
    // faulty.csv:2: found a claim of "a" on itself, expected two different nodes
    // faulty.csv:3 column amount: found "-1", expected a finite number, not negative
  }
  #expect(claims == Matrix(rows: [[0, 6], [1, 0]]))
  #expect(network.layers[1].name == "swaps")
  #expect(
    refusal { () throws(InterchangeError) in
      _ = try LabelledExposures(edgeListCSV: faulty, file: "faulty.csv")
    } == """
      faulty.csv:2: found a claim of "a" on itself, expected two different nodes
      faulty.csv:3 column amount: found "-1", expected a finite number, not negative
      """)
}
