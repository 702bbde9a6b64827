import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite struct ResilienceTests {
  /// Amini, Cont and Minca (2016) on Poisson degrees: closed form, of the sign of Gai and Kapadia's
  /// window.
  static let published: [(Double, Double)] = [
    (1, 0.00365984682734366), (2, -0.8946939653125778), (3, -1.4457897335713166),
    (5, -1.2024664253260626), (7, -0.21094125517450024), (8, 0.20294079610363236),
  ]

  @Test(arguments: published)
  func `with Poisson degrees the measure is the closed form`(mean: Double, expected: Double) {
    let found = poissonResilience(meanDegree: mean, largestFragileDegree: 5)
    #expect(abs(found - expected) < 1e-10)
    // The same from the classes of a truncated product of two Poisson laws.
    var law = [expOf(-mean)]
    for count in 1...70 { law.append(law[count - 1] * mean / Double(count)) }
    var classes: [DegreeClass] = []
    for creditors in law.indices {
      for debtors in law.indices {
        classes.append(
          DegreeClass(
            creditors: creditors, debtors: debtors, share: law[creditors] * law[debtors],
            contagiousShare: debtors <= 5 ? 1 : 0))
      }
    }
    #expect(abs(resilience(classes) - expected) < 1e-10)
  }

  /// `exp` by its series, so that nothing is shared with the code.
  private func expOf(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for degree in 1...80 {
      term *= x / Double(degree)
      sum += term
    }
    return sum
  }

  @Test func `without links a network is fully resilient`() throws {
    #expect(resilience([]) == 1)
    #expect(resilience([DegreeClass(creditors: 0, debtors: 0, share: 1, contagiousShare: 0)]) == 1)
    #expect(poissonResilience(meanDegree: 0, largestFragileDegree: 3) == 1)
    #expect(poissonResilience(meanDegree: 9, largestFragileDegree: 0) == 1)
    let empty = try ExposureNetwork(claims: Matrix(rows: []), externalAssets: [])
    #expect(resilience(empty, equity: []) == 1)
  }

  @Test func `a ring in which every claim is fatal leads on to one creditor each`() throws {
    let ring = try ExposureNetwork(
      claims: Matrix(rows: [[0, 2, 0], [0, 0, 2], [2, 0, 0]]), externalAssets: [1, 1, 1])
    #expect(resilience(ring, equity: [1, 1, 1]) == 0)
    // A loss of just the equity is a default under the weak test only.
    #expect(resilience(ring, equity: [2, 2, 2]) == 1)
    #expect(resilience(ring, equity: [2, 2, 2], defaultTest: .weak) == 0)
    // Half is recovered: a loss of 1 is fatal to one of them.
    #expect(abs(resilience(ring, equity: [0.5, 3, 3], recovery: 0.5) - 2 / 3.0) < 1e-15)
  }

  @Test(arguments: RandomWorld.some.prefix(60))
  func `the measure of a network is that of its own degrees`(_ world: RandomWorld) {
    let claims = world.network.claims
    let count = world.network.count
    // A node is a class of its own: its degrees, and its share of fatal claims.
    let classes = (0..<count).map { i in
      let held = claims.row(i).filter { $0 > 0 }
      let fatal = held.count { $0 > world.reference[i] }
      return DegreeClass(
        creditors: claims.column(i).count { $0 > 0 }, debtors: held.count,
        share: 1 / Double(count),
        contagiousShare: held.isEmpty ? 0 : Double(fatal) / Double(held.count))
    }
    let found = resilience(world.network, equity: world.reference)
    #expect(abs(found - resilience(classes)) < 1e-9)
  }
}
