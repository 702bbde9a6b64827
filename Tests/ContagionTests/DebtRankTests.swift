import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite struct DebtRankTests {
  @Test func `distress travels along a chain in proportion to leverage`() throws {
    // Node 1 has lent 5 to node 0 and has equity 10; node 2 has lent 4 to node 1 and has equity 8. A
    // loss of half of node 0's equity is a quarter of node 1's and an eighth of node 2's.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0], [5, 0, 0], [0, 4, 0]]), externalAssets: [7, 9, 4])
    let result = propagate(
      network, valuation: .linearDebtRank, referenceEquity: [4, 10, 8])
    #expect(result.distress == [0.5, 0.25, 0.125])
    #expect(result.valuation == [0.5, 0.75, 0.875])
    #expect(result.equity == [2, 7.5, 7])
    #expect(result.report.status == .exact && !result.report.usedFallback)
  }

  @Test func `small distress on a stable network is (I − Λ)⁻¹ times the shock`() throws {
    let world = try RandomWorld(seed: 7)
    let count = world.network.count
    let reference = world.reference.map { max(10, $0) }
    let leverage = leverageMatrix(world.network, referenceEquity: reference)
    let scale = 0.5 / spectralRadius(leverage).value
    var claims = world.network.claims
    for i in 0..<count { for k in 0..<count { claims[i, k] *= scale } }
    let shock = 1e-6
    let (lent, owed) = (claims.rowSums, claims.columnSums)
    let net = (0..<count).map { reference[$0] * (1 - shock) - lent[$0] + owed[$0] }
    let network = try ExposureNetwork(
      claims: claims, externalAssets: net.map { max(0, $0) },
      externalLiabilities: net.map { max(0, -$0) })
    let result = propagate(network, valuation: .linearDebtRank, referenceEquity: reference)
    var system = Matrix.identity(count)
    for i in 0..<count { for k in 0..<count { system[i, k] -= scale * leverage[i, k] } }
    let expected = try #require(solve(system, Array(repeating: shock, count: count)))
    // 1 − E/E0 of a distress of 1e-6 keeps ten digits.
    for i in 0..<count {
      #expect(abs(result.distress[i] - expected[i]) < 1e-15 + 1e-9 * expected[i])
    }
  }

  @Test func `a node at its reference equity is not in distress`() throws {
    for world in RandomWorld.some.prefix(40) {
      let book = world.network.bookEquity.map { max(0, $0) }
      let network = try world.network.with(
        externalAssets: world.network.externalAssets.indices.map {
          world.network.externalAssets[$0] + max(0, -world.network.bookEquity[$0])
        })
      for model in [Valuation.linearDebtRank, .nonlinearDebtRank(alpha: 1, recovery: 0)] {
        let result = propagate(network, valuation: model, referenceEquity: book)
        #expect(result.valuation.allSatisfy { $0 == 1 }, "\(world)")
        #expect(result.report.iterations == 1)
      }
    }
  }

  @Test(arguments: [0.0, -3.0])
  func `with no reference equity a node is whole while solvent and worthless when not`(
    reference: Double
  ) throws {
    for (assets, value) in [(10.0, 1.0), (12, 1), (9, 0)] {
      let network = try ExposureNetwork(
        claims: Matrix(rows: [[0, 0], [10, 0]]), externalAssets: [assets, 1])
      for fixedPoint in [FixedPoint.greatest, .least] {
        let result = propagate(
          network, valuation: .linearDebtRank, referenceEquity: [reference, 11],
          options: ContagionOptions(fixedPoint: fixedPoint))
        #expect(result.valuation[0] == value)
        #expect(result.distress[0] == 1 - value)
        #expect(result.defaulted[0] == (value == 0))
      }
    }
  }

  @Test func `a gain is not passed on`() throws {
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0], [5, 0]]), externalAssets: [50, 5])
    let result = propagate(network, valuation: .linearDebtRank, referenceEquity: [10, 10])
    #expect(result.valuation == [1, 1])
    #expect(result.equity == [45, 10])
  }
}
