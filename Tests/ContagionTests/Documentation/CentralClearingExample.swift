import Contagion
import LinearAlgebra
import Testing

@Suite("The example of the page on central clearing")
struct CentralClearingExample {
  @Test("a circle of claims compresses as its page says")
  func circle() {
    let claims = Matrix(rows: [[0, 5, 0], [0, 0, 3], [4, 0, 0]])
    let compression = compress(claims, rule: .cycles)
    // compression.grossAfter is 3, compression.leastGross is 2, compression.excessRemoved is 0.9
    #expect(compression.grossAfter == 3 && compression.leastGross == 2)
    #expect(abs((compression.excessRemoved ?? 0) - 0.9) < 1e-15)
  }
}
