import Contagion
import LinearAlgebra
import Networks
import Testing

/// What every model of ``propagate`` says at the edges of what can be asked.
@Suite struct EdgeCasesTests {
  static let models = FixedPointLawsTests.models

  func solve(
    _ network: ExposureNetwork, _ model: Valuation, reference: [Double],
    _ options: ContagionOptions = .init()
  ) -> ContagionResult {
    propagate(network, valuation: model, referenceEquity: reference, options: options)
  }

  @Test(arguments: models, [FixedPoint.greatest, .least])
  func `an empty network has an empty solution`(_ model: Valuation, _ fixedPoint: FixedPoint) throws
  {
    let network = try ExposureNetwork(claims: Matrix(rows: 0, columns: 0), externalAssets: [])
    let found = solve(network, model, reference: [], .init(fixedPoint: fixedPoint))
    #expect(found.equity.isEmpty && found.payments.isEmpty && found.defaultRound.isEmpty)
    #expect(found.report.status.isSolved && found.report.residual == 0)
  }

  @Test(arguments: models)
  func `parts that are not connected do not feel each other`(_ model: Valuation) throws {
    for (left, right) in zip(RandomWorld.some.prefix(30), RandomWorld.some.dropFirst(30).prefix(30))
    {
      let (n, m) = (left.network.count, right.network.count)
      var claims = Matrix(rows: n + m, columns: n + m)
      for i in 0..<n { for k in 0..<n { claims[i, k] = left.network.claims[i, k] } }
      for i in 0..<m { for k in 0..<m { claims[n + i, n + k] = right.network.claims[i, k] } }
      let both = try ExposureNetwork(
        claims: claims, externalAssets: left.network.externalAssets + right.network.externalAssets,
        externalLiabilities: left.network.externalLiabilities + right.network.externalLiabilities)
      let together = solve(both, model, reference: left.reference + right.reference)
      let apart =
        solve(left.network, model, reference: left.reference).equity
        + solve(right.network, model, reference: right.reference).equity
      // Non-linear distress is iterated to 1e-13 in each.
      expectClose(together.equity, apart, 1e-9)
    }
  }

  @Test(arguments: models)
  func `nodes that owe nothing and are owed nothing are their own balance sheets`(
    _ model: Valuation
  ) throws {
    let network = try ExposureNetwork(
      claims: Matrix(rows: 4, columns: 4), externalAssets: [3, 0, 2, 0],
      externalLiabilities: [1, 0, 5, 2])
    for fixedPoint in [FixedPoint.greatest, .least] {
      let found = solve(
        network, model, reference: [2, 0, 2, -1], .init(fixedPoint: fixedPoint))
      #expect(found.equity == [2, 0, -3, -2] && found.payments == [0, 0, 0, 0])
      #expect(found.defaulted == [false, false, true, true])
      #expect(found.distress == [0, 0, 1, 1] && found.report.status.isSolved)
    }
  }

  @Test(arguments: [
    Valuation.eisenbergNoe, .rogersVeraart(alpha: 1, beta: 1),
    .rogersVeraart(alpha: 0.5, beta: 0.5),
  ])
  func `with less than its seniors are owed a node pays nothing, and pays on what it gets beyond`(
    _ model: Valuation
  ) throws {
    // Node 1 is 3 short before it gets 5 from node 0 (or from nobody), and owes 4 to node 2.
    for (paid, expected) in [(5.0, 2.0), (0, 0)] {
      let network = try ExposureNetwork(
        claims: Matrix(rows: [[0, 0, 0], [5, 0, 0], [0, 4, 0]]), externalAssets: [paid, 2, 0],
        externalLiabilities: [0, 5, 0])
      let found = solve(network, model, reference: [1, 1, 1])
      let whole =
        if case .rogersVeraart(let alpha, _) = model { alpha == 1 } else { true }
      // With half lost, 1 + 2.5 do not reach the 5 that come first.
      #expect(found.payments[1] == (whole ? expected : 0))
      #expect(found.equity == [paid - 5, paid - 7, whole ? expected : 0])
      #expect(found.defaulted == [paid < 5, true, false])
    }
  }

  /// Ten nodes in a ring, each with equity 1 and a claim of `leverage` on the one before.
  func ring(leverage: Double, shock: Double) throws -> DistressResult {
    var claims = Matrix(rows: 10, columns: 10)
    for i in 0..<10 { claims[i, (i + 9) % 10] = leverage }
    let network = try ExposureNetwork(
      claims: claims, externalAssets: Array(repeating: 0, count: 10))
    return debtRank(
      network, referenceEquity: Array(repeating: 1, count: 10),
      initialDistress: Array(repeating: shock, count: 10))
  }

  @Test(arguments: [(0.9, 0.01), (0.999, 1e-4), (1 - 1e-6, 1e-7), (1 - 1e-9, 1e-10)])
  func `close below a spectral radius of one distress is exact where sweeps would take for ever`(
    leverage: Double, shock: Double
  ) throws {
    // h = h(0)/(1 − λ); equities of one lose as many digits as 1 − λ has zeros.
    let found = try ring(leverage: leverage, shock: shock)
    let expected = shock / (1 - leverage)
    #expect(found.report.status == .exact && !found.report.usedFallback)
    #expect(found.report.iterations < 10)
    for stress in found.stress {
      #expect(abs(stress - expected) < 1e-14 / (1 - leverage), "\(stress) for \(expected)")
    }
  }

  @Test(arguments: [1.0, 1.0001, 1.5])
  func `at and above a spectral radius of one any distress in a ring becomes default`(
    leverage: Double
  ) throws {
    let found = try ring(leverage: leverage, shock: 0.01)
    #expect(found.distress == Array(repeating: 1, count: 10))
    #expect(found.report.status == .exact)
    #expect(found.additionalDefaults == 10)
    // The last to reach full distress has lost the whole claim.
    expectClose(found.stress, Array(repeating: 0.01 + leverage, count: 10), 1e-12)
  }

  @Test func `at a spectral radius of one a tiny shock ruins all, which sweeps alone do not reach`()
    throws
  {
    var claims = Matrix(rows: 10, columns: 10)
    for i in 0..<10 { claims[i, (i + 9) % 10] = 1 }
    let network = try ExposureNetwork(
      claims: claims, externalAssets: Array(repeating: 0, count: 10))
    func distress(_ method: ContagionOptions.Method) -> DistressResult {
      debtRank(
        network, referenceEquity: Array(repeating: 1, count: 10),
        initialDistress: Array(repeating: 1e-6, count: 10),
        options: ContagionOptions(defaultTest: .weak, maximumIterations: 100, method: method))
    }
    let swept = distress(.iteration)
    #expect(swept.report.status == .iterationLimit)
    #expect(swept.stress.allSatisfy { $0 > 1e-6 && $0 < 1e-3 } && swept.additionalDefaults == 0)
    let exact = distress(.activeSets)
    #expect(exact.report.status == .exact && exact.report.usedFallback)
    #expect(exact.distress == Array(repeating: 1, count: 10) && exact.additionalDefaults == 10)
  }
}
