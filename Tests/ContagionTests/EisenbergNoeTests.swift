import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite struct EisenbergNoeTests {
  /// `0 → 1 → 2 → 0`, each owing `face` to the next.
  func ring(_ face: Double, assets: [Double], senior: [Double]) throws -> ExposureNetwork {
    try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, face], [face, 0, 0], [0, face, 0]]), externalAssets: assets,
      externalLiabilities: senior)
  }

  @Test func `a chain of defaulters pays what it has and what it gets`() throws {
    // Node 0 has 4 and owes 10 to node 1, which has 3 and owes 10 to node 2: by hand 4 and 7.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0], [10, 0, 0], [0, 10, 0]]), externalAssets: [4, 3, 0])
    let result = propagate(network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
    #expect(result.payments == [4, 7, 0])
    #expect(result.equity == [-6, -3, 7])
    #expect(result.defaultRound == [0, 1, nil])
    #expect(result.report.status == .exact)
    #expect(result.valuationGap == 9)
  }

  @Test func `nobody defaults at the cost of one matrix–vector product`() throws {
    let network = try ring(10, assets: [1, 2, 3], senior: [1, 1, 1])
    let result = propagate(network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
    #expect(result.report.iterations == 1)
    #expect(result.valuation == [1, 1, 1])
    #expect(result.equity == [0, 1, 2])
    #expect(result.defaulted == [false, false, false])
    #expect(result.valuationGap == 0)
  }

  @Test func `a closed ring of defaulters is iterated, and the result says so`() throws {
    // Each can pay 1 less than it gets, so the only clearing vector pays nothing.
    let network = try ring(10, assets: [0, 0, 0], senior: [1, 1, 1])
    let result = propagate(network, valuation: .eisenbergNoe, referenceEquity: [1, 1, 1])
    #expect(result.report.usedFallback)
    #expect(result.report.status == .exact)
    #expect(result.payments == [0, 0, 0])
    #expect(result.equity == [-11, -11, -11])
  }

  @Test func `a bound on iterations that is met is reported with an upper bound of the values`()
    throws
  {
    let network = try ring(10, assets: [0, 0, 0], senior: [0.001, 0.001, 0.001])
    let result = propagate(
      network, valuation: .eisenbergNoe, referenceEquity: [1, 1, 1],
      options: ContagionOptions(maximumIterations: 50))
    #expect(result.report.status == .iterationLimit)
    #expect(result.report.iterations >= 50)
    #expect(result.valuation.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(result.report.residual > 0)
  }

  @Test func `in a ring of nothing every share clears, and each end of them is found`() throws {
    let network = try ring(1, assets: [0, 0, 0], senior: [0, 0, 0])
    let greatest = propagate(network, valuation: .eisenbergNoe, referenceEquity: [1, 1, 1])
    let least = propagate(
      network, valuation: .eisenbergNoe, referenceEquity: [1, 1, 1],
      options: ContagionOptions(fixedPoint: .least))
    #expect(greatest.payments == [1, 1, 1])
    #expect(least.payments == [0, 0, 0])
    #expect(least.defaulted == [true, true, true])
  }

  @Test func `the weak test fails a node that can just pay, and nobody loses by it`() throws {
    let network = try ring(10, assets: [1, 2, 3], senior: [1, 1, 1])
    let weak = propagate(
      network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity,
      options: ContagionOptions(defaultTest: .weak))
    #expect(weak.defaulted == [true, false, false])
    expectClose(weak.payments, [10, 10, 10], 1e-12)
  }

  @Test func `rounding alone makes no default, even where default is costly`() throws {
    // 0.1 + 0.2 is not 0.3 in binary: the equity of node 0 is 5.6e-17 off zero either way.
    for (assets, owed) in [([0.1, 0, 0], 0.3), ([0.3, 0, 0], 0.1 + 0.2)] {
      let claim = assets[0] == 0.1 ? 0.2 : 0
      let network = try ExposureNetwork(
        claims: Matrix(rows: [[0, claim, 0], [0, 0, 0], [owed, 0, 0]]),
        externalAssets: [assets[0], 1, 0])
      for model in [Valuation.rogersVeraart(alpha: 0, beta: 0), .furfine(recovery: 0)] {
        let result = propagate(network, valuation: model, referenceEquity: [1, 1, 1])
        #expect(result.defaulted == [false, false, false])
        #expect(result.payments[0] == owed)
      }
    }
  }

  @Test func `senior creditors are paid first`() throws {
    // Node 0 has 5, owes 4 outside and 10 to node 1: one tenth is paid; then with 6 outside, nothing.
    for (senior, paid, equity) in [(4.0, 1.0, -9.0), (6, 0, -11)] {
      let network = try ExposureNetwork(
        claims: Matrix(rows: [[0, 0], [10, 0]]), externalAssets: [5, 0],
        externalLiabilities: [senior, 0])
      let result = propagate(network, valuation: .eisenbergNoe, referenceEquity: [1, 1])
      #expect(result.payments == [paid, 0])
      #expect(result.equity == [equity, paid])
    }
  }
}
