import Contagion
import LinearAlgebra
import Networks
import Testing

/// Creditors outside who rank with those inside.
@Suite struct PariPassuTests {
  static let models: [Valuation] = [
    .eisenbergNoe, .rogersVeraart(alpha: 0.7, beta: 0.8), .furfine(recovery: 0.4), .linearDebtRank,
  ]

  /// The outside as one more node, which owes nothing: the independent way to the same payments.
  func widened(_ network: ExposureNetwork) throws -> ExposureNetwork {
    let count = network.count
    var claims = Matrix(rows: count + 1, columns: count + 1)
    for i in 0..<count {
      for k in 0..<count { claims[i, k] = network.claims[i, k] }
      claims[count, i] = network.externalLiabilities[i]
    }
    return try ExposureNetwork(claims: claims, externalAssets: network.externalAssets + [0])
  }

  @Test(arguments: models, [FixedPoint.greatest, .least])
  func `the outside shares as one more creditor would`(
    _ model: Valuation, _ fixedPoint: FixedPoint
  ) throws {
    for world in RandomWorld.some {
      let found = propagate(
        world.network, valuation: model, referenceEquity: world.reference,
        options: ContagionOptions(fixedPoint: fixedPoint, externalLiabilities: .pariPassu))
      let wide = propagate(
        try widened(world.network), valuation: model, referenceEquity: world.reference + [1],
        options: ContagionOptions(fixedPoint: fixedPoint))
      let count = world.network.count
      expectClose(found.equity, Array(wide.equity.prefix(count)), 1e-9)
      expectClose(found.payments, Array(wide.payments.prefix(count)), 1e-9)
      #expect(found.defaulted == Array(wide.defaulted.prefix(count)), "\(world)")
      // From below the outside, which starts at no value, adds a round.
      if fixedPoint == .greatest {
        #expect(found.defaultRound == Array(wide.defaultRound.prefix(count)), "\(world)")
      }
    }
  }

  @Test func `Eisenberg–Noe pays out what there is, inside and outside`() {
    for world in RandomWorld.some {
      let network = world.network
      let found = propagate(
        network, valuation: .eisenbergNoe, referenceEquity: world.reference,
        options: ContagionOptions(externalLiabilities: .pariPassu))
      let received = network.claims.times(found.valuation)
      for i in 0..<network.count {
        let available = network.externalAssets[i] + received[i]
        // Sums of a few dozen amounts of order ten.
        #expect(abs(found.payments[i] + max(0, found.equity[i]) - available) < 1e-9)
      }
    }
  }

  @Test func `rank changes who is paid, not who can pay all`() throws {
    // Node 0 has 6, owes 6 outside and 6 to node 1.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0], [6, 0]]), externalAssets: [6, 0], externalLiabilities: [6, 0])
    for (rank, payment, equity) in [(ExternalLiabilities.senior, 0.0, 0.0), (.pariPassu, 6, 3)] {
      let found = propagate(
        network, valuation: .eisenbergNoe, referenceEquity: [1, 1],
        options: ContagionOptions(externalLiabilities: rank))
      #expect(found.payments == [payment, 0])
      #expect(found.equity == [-6, equity])
      #expect(found.defaulted == [true, false])
    }
  }

  @Test func `a node that owes outside only pays what it has`() throws {
    let network = try ExposureNetwork(
      claims: Matrix(rows: 1, columns: 1), externalAssets: [3], externalLiabilities: [4])
    let found = propagate(
      network, valuation: .eisenbergNoe, referenceEquity: [1],
      options: ContagionOptions(externalLiabilities: .pariPassu))
    #expect(found.payments == [3] && found.valuation == [0.75] && found.equity == [-1])
    #expect(found.valuationGap == 0)
  }
}
