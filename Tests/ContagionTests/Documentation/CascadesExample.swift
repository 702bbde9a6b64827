import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite("The example of the page on cascades")
struct CascadesExample {
  @Test("a ring of four banks breaks where its page says")
  func ring() throws {
    let ring = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0, 20], [20, 0, 0, 0], [0, 20, 0, 0], [0, 0, 20, 0]]),
      externalAssets: [0, 0, 0, 0])
    let result = gaiKapadia(ring, capital: [4, 4, 25, 4], initialDefaults: [0])
    // result.defaultRound is [0, 1, nil, nil]; result.equity is [4, -16, 5, 4]
    #expect(result.defaultRound == [0, 1, nil, nil])
    #expect(result.equity == [4, -16, 5, 4])
  }
}
