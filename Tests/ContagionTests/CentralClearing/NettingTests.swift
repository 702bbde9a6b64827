import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite struct NettingTests {
  static let claims = Matrix(rows: [[0, 10, 0, 5], [4, 0, 8, 0], [6, 2, 0, 3], [1, 7, 4, 0]])

  /// Definition `1 − net/gross`, arithmetic by hand.
  @Test func `netting in pairs and through a house leaves the hand-computed amounts`() {
    let found = netting(Self.claims)
    #expect(found.gross == 50 && found.bilateralNet == 30 && found.multilateralNet == 8)
    #expect(found.bilateralEfficiency == 0.4 && found.multilateralEfficiency == 0.84)
    #expect(netPositions(Self.claims) == [4, -7, -1, 4])
  }

  @Test func `nothing owed has nothing to net`() {
    for claims in [Matrix(rows: []), Matrix(rows: 3, columns: 3)] {
      let found = netting(claims)
      #expect(found.gross == 0 && found.multilateralNet == 0)
      #expect(found.bilateralEfficiency == nil && found.multilateralEfficiency == nil)
    }
    #expect(netExposures(classes: [], clearingHouses: []).isEmpty)
  }

  @Test(arguments: RandomWorld.some.prefix(60))
  func `a house nets at least as much as pairs, and pairs at least as much as nobody`(
    _ world: RandomWorld
  ) {
    let found = netting(world.network.claims)
    #expect(found.multilateralNet <= found.bilateralNet + 1e-9)
    #expect(found.bilateralNet <= found.gross + 1e-9)
  }

  @Test func `exposures by class and house add up to the two kinds of netting`() {
    let single = netExposures(classes: [Self.claims], clearingHouses: [])
    #expect(single.reduce(0, +) == 30)
    let cleared = netExposures(classes: [Self.claims], clearingHouses: [[0]])
    #expect(cleared == [4, 0, 0, 4])
  }

  @Test func `classes offset in pairs and houses only within themselves`() {
    // In class 0, 1 owes 0 a claim of 5; in class 1, 0 owes 1 a claim of 5.
    let classes = [Matrix(rows: [[0, 5], [0, 0]]), Matrix(rows: [[0, 0], [5, 0]])]
    #expect(netExposures(classes: classes, clearingHouses: []) == [0, 0])
    #expect(netExposures(classes: classes, clearingHouses: [[0, 1]]) == [0, 0])
    #expect(netExposures(classes: classes, clearingHouses: [[0]]) == [5, 5])
    #expect(netExposures(classes: classes, clearingHouses: [[0], [1]]) == [5, 5])
  }
}
