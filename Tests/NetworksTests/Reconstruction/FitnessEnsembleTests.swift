import LinearAlgebra
import Networks
import Testing

@Suite struct FitnessEnsembleTests {
  /// Values of an independent implementation (Brent's method on the expected number of links).
  @Test func `the ensemble of fifty nodes is that of an independent implementation`() throws {
    let ensemble = try FitnessEnsemble(
      assets: FiftyNodes.assets, liabilities: FiftyNodes.liabilities, expectedLinks: 295)
    func near(_ a: Double, _ b: Double) -> Bool { abs(a / b - 1) < 1e-9 }
    #expect(near(ensemble.z, 1.6261109767571537e-05))
    #expect(near(ensemble.probability(creditor: 0, debtor: 1), 0.2750529494172598))
    #expect(near(ensemble.probability(creditor: 10, debtor: 20), 0.20945600357701322))
    #expect(near(ensemble.probability(creditor: 49, debtor: 0), 0.015646315252253067))
    #expect(near(ensemble.amountOfLink(creditor: 0, debtor: 1), 17.135512504927572))
    #expect(ensemble.probability(creditor: 3, debtor: 3) == 0)
  }

  @Test func `in the mean, links are those asked for and pairs have the gravity amount`() throws {
    let (x, y) = ([5.0, 3, 2, 0, 4], [1.0, 6, 0, 5, 2])
    let ensemble = try FitnessEnsemble(assets: x, liabilities: y, expectedLinks: 6)
    var sums = Matrix(rows: 5, columns: 5)
    var links = 0.0
    let draws = 4000
    for replicate in 0..<UInt32(draws) {
      let claims = ensemble.claims(seed: 3, replicate: replicate)
      links += Double(claims.elements.filter { $0 > 0 }.count)
      for i in 0..<5 {
        for k in 0..<5 { sums[i, k] += claims[i, k] }
      }
    }
    // The variance of the number of links is at most a quarter of the 16 pairs': five deviations are 0.16.
    #expect(abs(links / Double(draws) - 6) < 0.16)
    for i in 0..<5 {
      for k in 0..<5 where i != k {
        let p = ensemble.probability(creditor: i, debtor: k)
        let amount = ensemble.amountOfLink(creditor: i, debtor: k)
        let deviation = amount * (p * (1 - p) / Double(draws)).squareRoot()
        #expect(abs(sums[i, k] / Double(draws) - x[i] * y[k] / 14) <= 5 * deviation + 1e-12)
      }
    }
  }

  @Test func `numbers of links that no network has are refused`() {
    for links in [0.0, 6, .nan] {
      #expect(throws: ReconstructionError.self) {
        try FitnessEnsemble(assets: [1, 1, 1], liabilities: [1, 1, 1], expectedLinks: links)
      }
    }
    #expect(
      throws: ReconstructionError(problems: [.inadmissibleLinks(asked: 2, possible: 1)])
    ) { try FitnessEnsemble(assets: [1, 0], liabilities: [0, 1], expectedLinks: 2) }
  }

  @Test func `as a topology, the links are those of the ensemble's probabilities`() throws {
    let ensemble = try FitnessEnsemble(
      assets: FiftyNodes.assets, liabilities: FiftyNodes.liabilities, expectedLinks: 295)
    var links = 0.0
    for seed in 0..<20 as Range<UInt64> {
      links += NetworkTopology.fitness(ensemble).links(count: 50, seed: seed).rowSums.reduce(0, +)
    }
    // A deviation of one draw is below √295: five of the mean of 20 are 19.
    #expect(abs(links / 20 - 295) < 19)
  }
}
