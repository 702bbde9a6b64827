import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct LinearDebtRankBatchTests {
  /// Two exact solves of one equation differ by rounding times the condition of the system.
  static let solveTolerance = 1e-12
  /// Monotone iteration to 1e-15 a step misses by that over one less the spectral radius.
  static let iterationTolerance = 1e-9

  /// The distress of one shock by ``propagate``, node by node; `h = 1` where it is decreed.
  func alone(
    _ world: RandomWorld, losses: [Double], _ method: ContagionOptions.Method
  ) throws -> [Double] {
    let senior = losses.indices.map { i in
      world.network.externalLiabilities[i]
        + (losses[i] < 1 && world.reference[i] > 0 ? losses[i] * world.reference[i] : 0)
    }
    let failed = losses.map { $0 >= 1 }
    let result = propagate(
      try world.network.with(
        externalAssets: world.network.externalAssets, externalLiabilities: senior),
      valuation: .linearDebtRank, referenceEquity: world.reference, alreadyDefaulted: failed,
      options: ContagionOptions(tolerance: 1e-15, method: method))
    return failed.indices.map { failed[$0] ? 1 : result.distress[$0] }
  }

  @Test func `a batch of sole defaults is as many single propagations`() throws {
    for world in RandomWorld.some.prefix(60) {
      let count = world.network.count
      let batch = linearDebtRank(world.network, referenceEquity: world.reference)
      for j in 0..<count {
        let losses = (0..<count).map { $0 == j ? 1.0 : 0 }
        expectClose(
          batch.distress.column(j), try alone(world, losses: losses, .activeSets),
          Self.solveTolerance)
        expectClose(
          batch.distress.column(j), try alone(world, losses: losses, .iteration),
          Self.iterationTolerance)
        #expect(batch.reports[j].status.isSolved)
      }
    }
  }

  @Test func `a batch of losses is as many single propagations`() throws {
    for world in RandomWorld.some.suffix(60) {
      let count = world.network.count
      var stream = Stream(seed: world.seed, replicate: 0, purpose: 7, tick: 0, entity: 0)
      let losses = Matrix(
        rows: count, columns: 5,
        elements: (0..<5 * count).map { _ in
          stream.uniform() < 0.5 ? 0 : stream.uniform() < 0.2 ? 1.5 : stream.uniform()
        })
      let batch = linearDebtRank(
        world.network, referenceEquity: world.reference, shocks: .losses(losses))
      for j in 0..<5 {
        expectClose(
          batch.distress.column(j), try alone(world, losses: losses.column(j), .activeSets),
          Self.solveTolerance)
      }
    }
  }

  /// A dense network of random claims, whose leverage matrix has a given spectral radius.
  func dense(
    _ count: Int, radius: Double, density: Double = 1, sigma: Double = 1
  ) throws -> (network: ExposureNetwork, reference: [Double]) {
    var stream = Stream(seed: 5, replicate: 0, purpose: 3, tick: 0, entity: UInt64(count))
    var claims = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for k in 0..<count where i != k && stream.uniform() < density {
        claims[i, k] = stream.lognormal(mu: 0, sigma: sigma)
      }
    }
    var reference = claims.rowSums.map { 0.3 * $0 * stream.lognormal(mu: 0, sigma: 0.5) + 1 }
    let balanced = try ExposureNetwork(
      claims: claims, externalAssets: [Double](repeating: 0, count: count))
    let scale = leverageSpectralRadius(balanced, referenceEquity: reference).value / radius
    reference = reference.map { $0 * scale }
    let (lent, owed) = (claims.rowSums, claims.columnSums)
    let net = reference.indices.map { reference[$0] - lent[$0] + owed[$0] }
    return (
      try ExposureNetwork(
        claims: claims, externalAssets: net.map { max(0, $0) },
        externalLiabilities: net.map { max(0, -$0) }), reference
    )
  }

  @Test(arguments: [0.5, 0.95, 0.999, 1.001, 1.26, 3])
  func `below, near and beyond a spectral radius of one the batch meets its equation`(
    radius: Double
  ) throws {
    let (network, reference) = try dense(90, radius: radius, density: 0.2)
    let batch = linearDebtRank(network, referenceEquity: reference)
    let leverage = leverageMatrix(network, referenceEquity: reference)
    let image = leverage.multiply(batch.distress)
    for i in 0..<90 {
      for j in 0..<90 {
        let expected = i == j ? 1 : min(1, image[i, j])
        #expect(abs(batch.distress[i, j] - expected) < 1e-12)
      }
    }
    // The least solution: monotone iteration from nothing never passes it.
    for j in [0, 41, 89] {
      var failed = [Bool](repeating: false, count: 90)
      failed[j] = true
      let swept = propagate(
        network, valuation: .linearDebtRank, referenceEquity: reference, alreadyDefaulted: failed,
        options: ContagionOptions(tolerance: 1e-16, method: .iteration))
      for i in 0..<90 where i != j {
        #expect(abs(swept.distress[i] - batch.distress[i, j]) < Self.iterationTolerance)
      }
    }
    #expect(batch.reports.allSatisfy { $0.status == .exact && $0.residual < 1e-12 })
  }

  @Test(arguments: [0.9, 1.26])
  func `the bytes do not depend on the number of threads`(radius: Double) throws {
    let (network, reference) = try dense(210, radius: radius)
    let one = linearDebtRank(network, referenceEquity: reference, threads: 1)
    #expect(one == linearDebtRank(network, referenceEquity: reference, threads: 2))
    #expect(one == linearDebtRank(network, referenceEquity: reference, threads: 5))
  }

  @Test func `components that nothing reaches stay whole, though they would amplify`() throws {
    // Two rings of leverage two, not linked: the default of a node in one does nothing to the other.
    var claims = Matrix(rows: 6, columns: 6)
    for i in 0..<6 { claims[i, i / 3 * 3 + (i + 1) % 3] = 20 }
    let network = try ExposureNetwork(
      claims: claims, externalAssets: [Double](repeating: 10, count: 6))
    let batch = linearDebtRank(network, referenceEquity: [Double](repeating: 10, count: 6))
    for i in 0..<6 {
      for j in 0..<6 { #expect(batch.distress[i, j] == (i / 3 == j / 3 ? 1 : 0)) }
    }
  }

  @Test func `rounds that may not go on are left to the single propagation`() throws {
    let (network, reference) = try dense(30, radius: 1.3, density: 0.3)
    let few = linearDebtRank(network, referenceEquity: reference, maximumRounds: 1)
    let many = linearDebtRank(network, referenceEquity: reference)
    expectClose(few.distress.elements, many.distress.elements, Self.solveTolerance)
  }

  @Test func `an empty batch and an empty network have nothing to tell`() throws {
    let none = try ExposureNetwork(claims: Matrix(rows: 0, columns: 0), externalAssets: [])
    #expect(linearDebtRank(none, referenceEquity: []).reports.isEmpty)
    let one = try ExposureNetwork(claims: Matrix(rows: 1, columns: 1), externalAssets: [5])
    #expect(linearDebtRank(one, referenceEquity: [5]).distress.elements == [1])
    let shocks = ShockBatch.losses(Matrix(rows: 1, columns: 0))
    #expect(linearDebtRank(one, referenceEquity: [5], shocks: shocks).distress.columns == 0)
  }
}
