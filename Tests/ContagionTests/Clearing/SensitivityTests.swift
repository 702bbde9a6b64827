import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite struct SensitivityTests {
  static let models: [Valuation] = [
    .eisenbergNoe, .rogersVeraart(alpha: 0.7, beta: 0.8), .rogersVeraart(alpha: 0.7, beta: 0),
    .linearDebtRank, .furfine(recovery: 0.4),
    .nonlinearDebtRank(alpha: 2, recovery: 0.3),
  ]

  @Test func `the published Jacobian of a clearing vector is reproduced`() throws {
    // Liu and Staum (2010) on the shocked er10 network, central differences agree to 5e-11 there.
    let shared = try #require(
      try CaseFile<SharedNetwork>.load("networks").first { $0.id == "er10" })
    let network = try ExposureNetwork(
      claims: shared.matrix, externalAssets: try #require(shared.shockedAssets),
      externalLiabilities: shared.externalLiabilities)
    let options = ContagionOptions(externalLiabilities: .pariPassu)
    let result = propagate(
      network, valuation: .eisenbergNoe, referenceEquity: shared.equity, options: options)
    let found = clearingSensitivity(
      network, valuation: .eisenbergNoe, at: result, referenceEquity: shared.equity,
      options: options)
    var expected = Matrix(rows: 10, columns: 10)
    (expected[0, 0], expected[3, 3]) = (1.0103601090950882, 1.0103601090950882)
    (expected[0, 3], expected[3, 0]) = (0.03638595891274916, 0.28767802933682407)
    expected[8, 8] = 1
    expectClose(try #require(found.payments).elements, expected.elements, 1e-9)
    #expect(found.report.status == .exact && found.atKink.allSatisfy { !$0 })
  }

  @Test(arguments: models, [ExternalLiabilities.senior, .pariPassu])
  func `the Jacobian is what differences show`(
    _ model: Valuation, _ rank: ExternalLiabilities
  ) throws {
    // Smooth between kinks; the curve of non-linear DebtRank is iterated to 1e-13.
    let (step, tolerance) = (1e-6, 1e-5)
    let options = ContagionOptions(externalLiabilities: rank)
    var compared = 0
    let distress =
      switch model {
      case .linearDebtRank, .nonlinearDebtRank: true
      case .furfine, .eisenbergNoe, .rogersVeraart: false
      }
    for world in RandomWorld.some.prefix(40) where world.network.count <= 15 {
      var network = world.network
      var reference = world.reference
      if distress {
        // Enough equity that distress takes a share of it, and not all.
        let missing = network.bookEquity.map { max(0, -$0) + 10 }
        network = try network.with(
          externalAssets: zip(network.externalAssets, missing).map { $0 + $1 })
        reference = network.bookEquity.map { $0 + 5 }
      }
      func solved(_ assets: [Double]) throws -> ContagionResult {
        propagate(
          try network.with(externalAssets: assets), valuation: model,
          referenceEquity: reference, options: options)
      }
      let result = try solved(network.externalAssets)
      let found = clearingSensitivity(
        network, valuation: model, at: result, referenceEquity: reference, options: options)
      let (payments, equity) = (try #require(found.payments), try #require(found.equity))
      for j in 0..<network.count where network.externalAssets[j] > step {
        var (above, below) = (network.externalAssets, network.externalAssets)
        above[j] += step
        below[j] -= step
        let (high, low) = (try solved(above), try solved(below))
        // A default on one side only is a jump, not a slope.
        guard high.defaulted == low.defaulted else { continue }
        for i in 0..<network.count {
          let slope = (high.payments[i] - low.payments[i]) / (2 * step)
          #expect(abs(slope - payments[i, j]) < tolerance * max(1, abs(slope)), "\(world)")
          let gain = (high.equity[i] - low.equity[i]) / (2 * step)
          #expect(abs(gain - equity[i, j]) < tolerance * max(1, abs(gain)), "\(world)")
          if payments[i, j] > 0 { compared += 1 }
        }
      }
    }
    if case .furfine = model { #expect(compared == 0) } else { #expect(compared > 50) }
  }

  @Test func `a node at zero equity stands at a kink, and a closed ring has no Jacobian`() throws {
    // Node 0 can just pay node 1: less would come out of the payment, more would not.
    let edge = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0], [2, 0]]), externalAssets: [2, 0])
    let paid = propagate(edge, valuation: .eisenbergNoe, referenceEquity: [1, 1])
    let found = clearingSensitivity(
      edge, valuation: .eisenbergNoe, at: paid, referenceEquity: [1, 1])
    #expect(found.atKink == [true, false])
    #expect(found.payments?[0, 0] == 0 && found.equity?[0, 0] == 1)
    // Two that owe each other 2 and have nothing: any common share between 0 and 1 clears.
    let ring = try ExposureNetwork(
      claims: Matrix(rows: [[0, 2, 0], [2, 0, 0], [0, 0, 0]]), externalAssets: [0, 0, 1])
    let half = ContagionOptions(maximumIterations: 1, method: .iteration)
    let whole = propagate(
      ring, valuation: .eisenbergNoe, referenceEquity: [1, 1, 1], options: half)
    let sure = clearingSensitivity(
      ring, valuation: .eisenbergNoe, at: whole, referenceEquity: [1, 1, 1])
    #expect(sure.report.status == .exact && sure.atKink == [true, true, false])
    // The same ring with a debt outside, stopped on its way down: both pay in part.
    let sinking = try ring.with(externalAssets: [0, 0, 1], externalLiabilities: [0.1, 0, 0])
    let stopped = propagate(
      sinking, valuation: .eisenbergNoe, referenceEquity: [1, 1, 1],
      options: ContagionOptions(maximumIterations: 4, method: .iteration))
    let none = clearingSensitivity(
      sinking, valuation: .eisenbergNoe, at: stopped, referenceEquity: [1, 1, 1])
    #expect(none.report.status == .singular && none.payments == nil && none.equity == nil)
  }
}
