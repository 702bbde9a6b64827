import Contagion
import LinearAlgebra
import Networks
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

  @Test("two houses agree and then race as the page says")
  func houses() throws {
    let impact = Matrix(rows: [[1]])
    let charge = Matrix(rows: [[2]])
    let agreed = try marginRace(views: [impact, impact], charges: [charge, charge])
    let race = try marginRace(views: [Matrix(rows: [[0.5]]), impact], charges: [charge, charge])
    let missing = try race.uncollected(position: [10], impact: impact)
    // agreed.ending is .equilibrium; race.ending is .drivenOut, race.exitRound is [nil, 0]; missing is 50
    #expect(agreed.ending == .equilibrium && race.ending == .drivenOut)
    #expect(race.exitRound == [nil, 0] && abs((missing ?? 0) - 50) < 1e-10)
  }

  @Test("a chain of margin payments is stressed by its first firm, as the page says")
  func chain() throws {
    let margins = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0], [10, 0, 0], [0, 10, 0]]), externalAssets: [4, 1, 0])
    let contributions = stressContributions(margins, stressTransmission: [1, 1, 1])
    // contributions.base.stress is [6, 5, 0]; contributions.stress is [5, 0, 0], contributions.unpaid is [11, 5, 0]
    expectClose(contributions.base.stress, [6, 5, 0], 1e-13)
    expectClose(contributions.stress, [5, 0, 0], 1e-13)
    expectClose(contributions.unpaid, [11, 5, 0], 1e-13)
  }
}
