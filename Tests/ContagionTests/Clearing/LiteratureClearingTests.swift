import Contagion
import LinearAlgebra
import Networks
import Testing

/// Small clearings of the literature with closed forms.
@Suite struct LiteratureClearingTests {
  /// The three banks of Barucca's exercises: claims 4, 3 and 2 in a cycle; row = creditor.
  static let cycle = Matrix(rows: [[0, 0, 2], [4, 0, 0], [0, 3, 0]])

  func barucca(shock: Double) throws -> ExposureNetwork {
    try ExposureNetwork(
      claims: Self.cycle, externalAssets: [20, 20, 10].map { $0 * (1 - shock) },
      externalLiabilities: [17, 18, 8])
  }

  @Test(arguments: [
    (0.05, [4.0, 3, 2], [0.0, 2, 2.5], [false, false, false]),
    (0.1, [3, 3, 2], [-1, 0, 2], [true, false, false]),
    (0.15, [0.5, 0, 0.5], [-3.5, -3.5, -1.5], [true, true, true]),
  ])
  func
    `three banks in a cycle, one of them just at zero equity, one with too little for its seniors`(
      shock: Double, payments: [Double], equity: [Double], defaulted: [Bool]
    ) throws
  {
    let network = try barucca(shock: shock)
    for method in [ContagionOptions.Method.activeSets, .iteration] {
      let found = propagate(
        network, valuation: .eisenbergNoe, referenceEquity: [1, 3, 3],
        options: ContagionOptions(method: method))
      expectClose(found.payments, payments, 1e-12)
      expectClose(found.equity, equity, 1e-12)
      #expect(found.defaulted == defaulted)
    }
  }

  @Test(arguments: [(0.05, [-2.0, -2, -0.5]), (0.1, [-3.0, -3, -1])])
  func `distress brings down the cycle in which clearing finds no default`(
    shock: Double, equity: [Double]
  ) throws {
    // The leverages 2, 4/3 and 1 multiply round the cycle: spectral radius (8/3)^(1/3) > 1.
    let network = try barucca(shock: shock)
    let found = propagate(network, valuation: .linearDebtRank, referenceEquity: [1, 3, 3])
    expectClose(found.equity, equity, 1e-9)
    let radius = leverageSpectralRadius(network, referenceEquity: [1, 3, 3]).value
    #expect(abs(radius * radius * radius - 8.0 / 3) < 1e-12)
  }

  @Test(arguments: [
    (1, 1, [6.0, 9, 0]), (0.9, 0.7, [5.4, 6.48, 0]), (0.5, 0.5, [3.0, 3, 0]),
  ])
  func `costs of default add up along a chain`(
    alpha: Double, beta: Double, payments: [Double]
  ) throws {
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0], [10, 0, 0], [0, 10, 0]]), externalAssets: [6, 3, 1])
    let found = propagate(
      network, valuation: .rogersVeraart(alpha: alpha, beta: beta),
      referenceEquity: network.bookEquity)
    expectClose(found.payments, payments, 1e-14)
    #expect(found.defaultRound == [0, 1, nil])
  }

  @Test func `two banks of little can both pay all or both fail`() throws {
    // Each owes 1 and has 0.2; with half lost in default the least vector solves p = 0.1 + p/2.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 1], [1, 0]]), externalAssets: [0.2, 0.2])
    let range = clearingRange(
      network, valuation: .rogersVeraart(alpha: 0.5, beta: 0.5), referenceEquity: [1, 1])
    #expect(range.greatest.payments == [1, 1])
    expectClose(range.least.payments, [0.2, 0.2], 1e-14)
    #expect(abs(range.multiplicityGap - 1.6) < 1e-14)
    #expect(range.greatest.report.fixedPoint == .greatest)
    #expect(range.least.report.fixedPoint == .least)
  }

  @Test func `two banks of nothing can clear at any share, and money outside decides`() throws {
    let nothing = try ExposureNetwork(
      claims: Matrix(rows: [[0, 1], [1, 0]]), externalAssets: [0, 0])
    let range = clearingRange(nothing, valuation: .eisenbergNoe, referenceEquity: [1, 1])
    #expect(range.greatest.payments == [1, 1] && range.least.payments == [0, 0])
    #expect(range.multiplicityGap == 2 && range.paymentGap == [1, 1])
    let something = try nothing.with(externalAssets: [0.125, 0])
    let decided = clearingRange(something, valuation: .eisenbergNoe, referenceEquity: [1, 1])
    #expect(decided.multiplicityGap == 0)
  }
}
