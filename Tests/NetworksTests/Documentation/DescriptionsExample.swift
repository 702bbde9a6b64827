import LinearAlgebra
import Networks
import Testing

@Test("the example of the page on descriptions")
func descriptionsExample() {
  let pair = NetworkDescription(
    SparseMatrix(Matrix(rows: [[0, 2, 1, 0], [5, 0, 4, 0], [0, 0, 0, 0], [0, 0, 0, 0]])))
  // pair.reciprocity is 0.5, pair.strongComponents is [2, 1, 1], pair.weakComponents is [3, 1]
  #expect(pair.reciprocity == 0.5)
  #expect(pair.strongComponents == [2, 1, 1])
  #expect(pair.weakComponents == [3, 1])
}
