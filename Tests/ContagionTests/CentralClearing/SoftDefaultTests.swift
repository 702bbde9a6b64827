import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct SoftDefaultTests {
  /// `0` owes 10 to `1`, which owes 10 to `2`; buffers 4 and 1: by hand.
  static let chain = needed(
    try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0], [10, 0, 0], [0, 10, 0]]), externalAssets: [4, 1, 0]))

  @Test(arguments: [
    (1.0, 0.0, [4.0, 5, 0], [6.0, 5, 0]), (0.5, 0, [7, 9, 0], [6, 2, 0]),
    (0, 0, [10, 10, 0], [6, 0, 0]), (1, 3, [4, 8, 0], [6, 2, 0]), (1, 6, [4, 10, 0], [6, 0, 0]),
    // With transmission 1.5, 1 gets 1 and misses 8; holding 12 back it pays nothing.
    (1.5, 0, [1, 0, 0], [6, 8, 0]), (2, 0, [0, 0, 0], [6, 9, 0]),
  ])
  func `on a chain stress is passed on as far as transmission and margin say`(
    transmission: Double, margin: Double, payments: [Double], stress: [Double]
  ) throws {
    let network = Self.chain
    var held = Matrix(rows: 3, columns: 3)
    held[1, 0] = margin
    let found = softDefault(
      network, initialMargin: held,
      stressTransmission: [Double](repeating: transmission, count: 3))
    expectClose(found.payments, payments, 1e-12)
    expectClose(found.stress, stress, 1e-12)
    #expect(found.report.status == (transmission > 1 ? .converged : .exact))
    #expect(abs(found.systemLoss - (20 - payments.reduce(0, +))) < 1e-12)
    #expect(abs(found.uncovered[2] - (10 - payments[1])) < 1e-12)
    #expect(abs(found.uncovered[1] - max(0, 10 - payments[0] - margin)) < 1e-12)
    #expect(found.defaultRound[0] == 0 && found.defaultRound[2] == nil)
    #expect(found.defaultRound[1] == (stress[1] > 0 ? 1 : nil))
  }

  @Test(arguments: RandomWorld.some)
  func `full transmission without margin is Eisenberg and Noe`(_ world: RandomWorld) {
    let count = world.network.count
    let clearing = propagate(
      world.network, valuation: .eisenbergNoe, referenceEquity: world.reference)
    let found = softDefault(
      world.network, stressTransmission: [Double](repeating: 1, count: count))
    let scale = world.network.totalLiabilities.max() ?? 1
    for (a, b) in zip(found.payments, clearing.payments) { #expect(abs(a - b) <= 1e-9 * scale) }
    for i in 0..<count where abs(clearing.equity[i]) > 1e-9 * scale {
      #expect(found.defaulted[i] == clearing.defaulted[i])
      // What is missing is the negative part of equity.
      #expect(abs(found.stress[i] - max(0, -clearing.equity[i])) <= 1e-8 * scale)
    }
  }

  private func setting(
    _ world: RandomWorld
  ) -> (margin: Matrix, transmission: [Double]) {
    var stream = Stream(seed: world.seed, replicate: 0, purpose: 16, tick: 0, entity: 0)
    let claims = world.network.claims
    let margin = Matrix(
      rows: claims.rows, columns: claims.rows,
      elements: claims.elements.map { 0.5 * $0 * stream.uniform() })
    return (margin, (0..<claims.rows).map { _ in 0.95 * stream.uniform() })
  }

  @Test(arguments: RandomWorld.some)
  func `linear solves and iteration agree`(_ world: RandomWorld) {
    let (margin, transmission) = setting(world)
    let exact = softDefault(
      world.network, initialMargin: margin, stressTransmission: transmission)
    let iterated = softDefault(
      world.network, initialMargin: margin, stressTransmission: transmission,
      options: ContagionOptions(tolerance: 1e-15, method: .iteration))
    #expect(exact.report.status == .exact && iterated.report.status == .converged)
    let scale = max(1, world.network.totalLiabilities.max() ?? 1)
    #expect(exact.report.residual <= 1e-11 * scale)
    for (a, b) in zip(exact.payments, iterated.payments) { #expect(abs(a - b) <= 1e-9 * scale) }
  }

  @Test(arguments: RandomWorld.some.prefix(60))
  func `more margin, more liquidity and less transmission all lower what is not paid`(
    _ world: RandomWorld
  ) throws {
    let (margin, transmission) = setting(world)
    let network = world.network
    let base = softDefault(network, initialMargin: margin, stressTransmission: transmission)
    let scaled = Matrix(
      rows: margin.rows, columns: margin.rows, elements: margin.elements.map { 1.5 * $0 })
    let richer = try network.with(externalAssets: network.externalAssets.map { $0 + 0.1 })
    let others = [
      softDefault(network, initialMargin: scaled, stressTransmission: transmission),
      softDefault(richer, initialMargin: margin, stressTransmission: transmission),
      softDefault(
        network, initialMargin: margin, stressTransmission: transmission.map { 0.7 * $0 }),
    ]
    for other in others { #expect(other.systemLoss <= base.systemLoss + 1e-9) }
    // Margin for everything due stops contagion: only stress of its own is left.
    let full = softDefault(
      network, initialMargin: network.claims, stressTransmission: transmission)
    #expect(full.uncovered.allSatisfy { $0 == 0 })
    #expect(full.defaultRound.allSatisfy { $0 == nil || $0 == 0 })
  }

  @Test func `a closed ring under full transmission pays in full, or sinks to nothing exactly`()
    throws
  {
    // Nobody has anything, and everybody pays with what it gets: the greatest payments are full.
    let ring = try ExposureNetwork(
      claims: Matrix(rows: [[0, 5], [5, 0]]), externalAssets: [0, 0])
    let found = softDefault(ring, stressTransmission: [1, 1])
    #expect(found.payments == [5, 5] && found.report.status == .exact)
    // With something senior to pay the ring drains to nothing, however little it is.
    for senior in [1, 1e-3, 1e-9] {
      let drained = softDefault(
        try ring.with(externalAssets: [0, 0], externalLiabilities: [senior, 0]),
        stressTransmission: [1, 1], options: ContagionOptions(maximumIterations: 100))
      #expect(drained.payments == [0, 0] && drained.report.status == .exact)
      expectClose(drained.stress, [5 + senior, 5], 1e-12)
    }
  }

  @Test func `closed rings of any kind are what iteration finds`() throws {
    for network in ClosedRingTests.ringed {
      let transmission = [Double](repeating: 1, count: network.count)
      let exact = softDefault(network, stressTransmission: transmission)
      let iterated = softDefault(
        network, stressTransmission: transmission, options: ContagionOptions(method: .iteration))
      #expect(exact.report.status == .exact && iterated.report.status == .converged)
      expectClose(exact.payments, iterated.payments, 1e-9)
    }
  }

  @Test func `nobody owing anything is nobody under stress`() throws {
    let empty = try ExposureNetwork(claims: Matrix(rows: []), externalAssets: [])
    #expect(softDefault(empty, stressTransmission: []).payments.isEmpty)
    let idle = try ExposureNetwork(
      claims: Matrix(rows: 2, columns: 2), externalAssets: [0, 3])
    let found = softDefault(idle, stressTransmission: [1, 1])
    #expect(found.systemLoss == 0 && found.defaulted == [false, false])
  }

  @Test func `a bound on iterations is reported`() throws {
    let network = Self.chain
    let found = softDefault(
      network, stressTransmission: [1, 1, 1],
      options: ContagionOptions(maximumIterations: 1, method: .iteration))
    #expect(found.report.status == .iterationLimit && found.report.residual > 0)
  }
}
