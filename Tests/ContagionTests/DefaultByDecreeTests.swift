import Contagion
import LinearAlgebra
import Networks
import Testing

/// Nodes that are in default for another reason than their equity, illiquidity for instance.
@Suite struct DefaultByDecreeTests {
  /// Node 0 owes 10 to node 1 and has the given assets and senior liabilities.
  func debtor(assets: Double, senior: Double = 0) throws -> ExposureNetwork {
    try ExposureNetwork(
      claims: Matrix(rows: [[0, 0], [10, 0]]), externalAssets: [assets, 0],
      externalLiabilities: [senior, 0])
  }

  func value(
    _ network: ExposureNetwork, _ model: Valuation, _ fixedPoint: FixedPoint = .greatest
  ) -> Double {
    let result = propagate(
      network, valuation: model, referenceEquity: [5, 5], alreadyDefaulted: [true, false],
      options: ContagionOptions(fixedPoint: fixedPoint))
    #expect(result.defaulted == [true, false])
    #expect(result.defaultRound == [0, nil])
    return result.valuation[0]
  }

  @Test func `Furfine pays the recovery whatever the equity`() throws {
    #expect(value(try debtor(assets: 50), .furfine(recovery: 0.4)) == 0.4)
    #expect(value(try debtor(assets: 0), .furfine(recovery: 0.4)) == 0.4)
  }

  @Test func `Eisenberg–Noe pays what there is, at most the face`() throws {
    for end in [FixedPoint.greatest, .least] {
      #expect(value(try debtor(assets: 50), .eisenbergNoe, end) == 1)
      #expect(value(try debtor(assets: 4), .eisenbergNoe, end) == 0.4)
      #expect(value(try debtor(assets: 4, senior: 5), .eisenbergNoe, end) == 0)
    }
  }

  @Test func `Rogers–Veraart takes the costs of default from an illiquid node with equity`() throws
  {
    let model = Valuation.rogersVeraart(alpha: 0.5, beta: 1)
    #expect(value(try debtor(assets: 12), model) == 0.6)
    #expect(value(try debtor(assets: 12, senior: 2), model) == 0.4)
    #expect(value(try debtor(assets: 50), model) == 1)
  }

  @Test func `DebtRank takes it as wholly distressed`() throws {
    #expect(value(try debtor(assets: 50), .linearDebtRank) == 0)
    let curved = value(try debtor(assets: 50), .nonlinearDebtRank(alpha: 2, recovery: 0.3))
    #expect(abs(curved - 0.3) < 1e-15)
  }

  @Test func `a node without liabilities harms nobody by its default`() throws {
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 3], [0, 0]]), externalAssets: [0, 5])
    for model in FixedPointLawsTests.models {
      let result = propagate(
        network, valuation: model, referenceEquity: [1, 1], alreadyDefaulted: [true, false])
      #expect(result.equity == [3, 2])
      #expect(result.payments == [0, 3])
      #expect(result.defaulted == [true, false])
    }
  }
}
