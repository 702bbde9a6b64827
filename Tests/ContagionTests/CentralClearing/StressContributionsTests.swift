import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct StressContributionsTests {
  @Test func `along a chain a firm adds what its own holding back does to those behind it`() throws
  {
    // 0 owes 10 to 1, 1 owes 10 to 2, 2 owes 10 to 3; buffers 4, 1 and 0. With everything passed on the
    // stresses are 6, 5 and 5; if 0 pays, nobody else is short but 1 by nothing; if 1 pays, 2 has all.
    var claims = Matrix(rows: 4, columns: 4)
    for i in 1..<4 { claims[i, i - 1] = 10 }
    let network = try ExposureNetwork(claims: claims, externalAssets: [4, 1, 0, 0])
    let found = stressContributions(network, stressTransmission: [1, 1, 1, 1])
    expectClose(found.base.stress, [6, 5, 5, 0], 1e-12)
    expectClose(found.stress, [10, 5, 0, 0], 1e-12)
    // What is not paid: 6 + 5 + 5; without 0's part nothing, without 1's only 0's.
    expectClose(found.unpaid, [16, 10, 5, 0], 1e-12)
    expectClose(found.uncovered, [16, 10, 5, 0], 1e-12)
    #expect(abs(found.contagion - 10) < 1e-12 && found.report.status == .exact)
    // With margin for all that 0 keeps back it adds nothing but what it does not pay.
    var margin = Matrix(rows: 4, columns: 4)
    margin[1, 0] = 6
    let covered = stressContributions(
      network, initialMargin: margin, stressTransmission: [1, 1, 1, 1])
    expectClose(covered.stress, [0, 0, 0, 0], 1e-12)
    expectClose(covered.unpaid, [6, 0, 0, 0], 1e-12)
    #expect(covered.uncovered == [0, 0, 0, 0] && covered.contagion == 0)
  }

  /// Stresses by plain iteration of the definition.
  func stresses(_ network: ExposureNetwork, _ margin: Matrix, _ transmission: [Double]) -> [Double]
  {
    let count = network.count
    let due = network.totalLiabilities
    var stress = [Double](repeating: 0, count: count)
    for _ in 0..<3000 {
      stress = (0..<count).map { i in
        var missing = due[i] - network.externalAssets[i] + network.externalLiabilities[i]
        for k in 0..<count where network.claims[i, k] > 0 {
          let paid = max(0, 1 - transmission[k] * stress[k] / due[k]) * network.claims[i, k]
          missing -= min(paid + margin[i, k], network.claims[i, k])
        }
        return max(0, missing)
      }
    }
    return stress
  }

  @Test func `contributions are differences of the definition, on random networks`() throws {
    var adding = 0
    for world in RandomWorld.some where world.network.count <= 12 {
      var stream = Stream(seed: world.seed, replicate: 0, purpose: 17, tick: 0, entity: 0)
      let count = world.network.count
      let margin = Matrix(
        rows: count, columns: count,
        elements: world.network.claims.elements.map { 0.3 * $0 * stream.uniform() })
      let transmission = (0..<count).map { _ in 0.95 * stream.uniform() }
      let found = stressContributions(
        world.network, initialMargin: margin, stressTransmission: transmission)
      let all = stresses(world.network, margin, transmission).reduce(0, +)
      #expect(abs(all - found.base.stress.reduce(0, +)) < 1e-8 * max(1, all), "\(world)")
      for i in 0..<count {
        var without = transmission
        without[i] = 0
        let expected = all - stresses(world.network, margin, without).reduce(0, +)
        #expect(abs(expected - found.stress[i]) < 1e-8 * max(1, all), "\(world), firm \(i)")
        #expect(found.stress[i] <= found.contagion + 1e-9 * max(1, all))
        #expect(found.unpaid[i] >= 0 && found.uncovered[i] >= 0)
        if !found.base.defaulted[i] { #expect(found.stress[i] == 0 && found.unpaid[i] == 0) }
        if found.stress[i] > 1e-6 { adding += 1 }
      }
      let silent = stresses(world.network, margin, transmission.map { _ in 0 }).reduce(0, +)
      #expect(abs(all - silent - found.contagion) < 1e-8 * max(1, all), "\(world)")
    }
    #expect(adding > 25, "\(adding)")
  }

  @Test func `nobody adds anything where nothing is owed, and a bound that is met is told`() throws
  {
    let empty = try ExposureNetwork(claims: Matrix(rows: 0, columns: 0), externalAssets: [])
    let none = stressContributions(empty, stressTransmission: [])
    #expect(none.stress.isEmpty && none.contagion == 0)
    let idle = try ExposureNetwork(
      claims: Matrix(rows: 2, columns: 2), externalAssets: [0, 0], externalLiabilities: [1, 0])
    let alone = stressContributions(idle, stressTransmission: [1, 1])
    #expect(alone.stress == [0, 0] && alone.unpaid == [0, 0] && alone.contagion == 0)
    let chain = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0], [10, 0, 0], [0, 10, 0]]), externalAssets: [4, 1, 0])
    let stopped = stressContributions(
      chain, stressTransmission: [1, 1, 1],
      options: ContagionOptions(maximumIterations: 1, method: .iteration))
    #expect(stopped.report.status == .iterationLimit && stopped.report.residual > 0)
  }
}
