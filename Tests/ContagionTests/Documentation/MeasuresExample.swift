import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite("The example of the page on measures")
struct MeasuresExample {
  @Test("a runway is shared as its page says")
  func runway() {
    let shares = airportShapleyValues(costs: [10, 20, 30])
    // shares is [10/3, 25/3, 55/3]
    for (found, expected) in zip(shares, [10.0, 25, 55]) {
      #expect(abs(found - expected / 3) < 1e-13)
    }
  }

  @Test("distances in a ring are what the page says")
  func distances() throws {
    let ring = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 5], [5, 0, 0], [0, 5, 0]]), externalAssets: [1, 1, 1])
    let distances = harmonicDistances(ring.claims)
    let cut = weakestCut(ring)
    // distances[2, 0] is 2; cut?.connection is 1
    #expect(abs(distances[2, 0] - 2) < 1e-14 && cut?.connection == 1)
  }
}
