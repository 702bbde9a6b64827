import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

/// Systems of so many nodes that they are iterated before they are factorised.
@Suite struct LargeSystemsTests {
  /// 240 nodes who all lend to each other, the assets of each cut at random by up to `shock`.
  func world(_ shock: Double) throws -> (network: ExposureNetwork, reference: [Double]) {
    let count = 240
    var stream = Stream(seed: 31, replicate: 0, purpose: 0, tick: 0, entity: 0)
    var claims = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for k in 0..<count where i != k { claims[i, k] = stream.lognormal(mu: 0, sigma: 1) }
    }
    let (lent, owed) = (claims.rowSums, claims.columnSums)
    let assets = (0..<count).map { lent[$0] + max(0, owed[$0] - 2 * lent[$0]) }
    let senior = (0..<count).map {
      max(0, assets[$0] + lent[$0] - owed[$0] - 0.2 * lent[$0] * stream.uniform())
    }
    let reference = (0..<count).map { assets[$0] + lent[$0] - owed[$0] - senior[$0] }
    return (
      try ExposureNetwork(
        claims: claims, externalAssets: assets.map { $0 * (1 - shock * stream.uniform()) },
        externalLiabilities: senior), reference
    )
  }

  @Test(arguments: [0.05, 0.15, 0.3, 0.9], [FixedPoint.greatest, .least])
  func `solves on large active sets agree with monotone iteration`(
    shock: Double, fixedPoint: FixedPoint
  ) throws {
    let (network, reference) = try world(shock)
    for model in [
      Valuation.eisenbergNoe, .rogersVeraart(alpha: 0.9, beta: 0.8), .linearDebtRank,
    ] {
      let exact = propagate(
        network, valuation: model, referenceEquity: reference,
        options: ContagionOptions(fixedPoint: fixedPoint))
      let swept = propagate(
        network, valuation: model, referenceEquity: reference,
        options: ContagionOptions(
          fixedPoint: fixedPoint, tolerance: 1e-15, method: .iteration))
      // What a sweep of 1e-15 leaves, over one less the spectral radius.
      expectClose(exact.valuation, swept.valuation, 1e-10)
      #expect(exact.defaulted == swept.defaulted)
      #expect(exact.report.status == .exact && exact.report.residual < 1e-13)
    }
  }
}
