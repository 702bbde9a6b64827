import LinearAlgebra
import Networks
import Testing

@Suite struct SparseExposuresTests {
  @Test func `a sparse network has the sums of the dense one`() throws {
    let dense = try ExposureNetwork(
      claims: Matrix(rows: [[0, 4, 1], [2, 0, 0], [0, 3, 0]]), externalAssets: [5, 6, 7],
      externalLiabilities: [1, 0, 2])
    let sparse = SparseExposures(dense)
    #expect(sparse.claims.dense == dense.claims)
    #expect(sparse.claimsByDebtor.dense == dense.claims.transposed)
    #expect(sparse.totalLiabilities == [2, 7, 1])
    #expect(sparse.bookEquity == dense.bookEquity)
    #expect(sparse.count == 3)
    let again = try SparseExposures(
      claims: SparseMatrix(dense.claims), externalAssets: [5, 6, 7],
      externalLiabilities: [1, 0, 2])
    #expect(again == sparse)
    #expect(try sparse.with(externalAssets: [1, 1, 1]).bookEquity == [3, -4, 1])
  }

  @Test func `every problem of sparse claims is reported with its place`() throws {
    let claims = SparseMatrix(
      rows: 3, columns: 3,
      entries: [
        .init(row: 2, column: 0, value: -1), .init(row: 0, column: 1, value: .infinity),
        .init(row: 1, column: 1, value: 3),
      ])
    #expect(
      throws: NetworkError(problems: [
        .notFinite(field: .claims, row: 0, column: 1),
        .selfClaim(node: 1, value: 3),
        .negative(field: .claims, row: 2, column: 0, value: -1),
        .wrongCount(field: .externalAssets, found: 2, expected: 3),
        .wrongCount(field: .externalLiabilities, found: 2, expected: 3),
      ])
    ) { try SparseExposures(claims: claims, externalAssets: [1, 1]) }
  }
}
