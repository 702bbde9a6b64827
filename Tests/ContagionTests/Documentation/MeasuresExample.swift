import Contagion
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
}
