import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

@Suite struct SparsePropagationTests {
  /// Rounds stop at 1e-13 a step; random worlds amplify that by less than a thousand.
  static let iterationTolerance = 1e-10
  static let models: [Valuation] = [
    .furfine(recovery: 0.4), .furfine(recovery: 0), .eisenbergNoe,
    .rogersVeraart(alpha: 0.7, beta: 0.6), .linearDebtRank,
    .nonlinearDebtRank(alpha: 1, recovery: 0.2),
  ]

  @Test(arguments: models, [FixedPoint.greatest, .least])
  func `a sparse network comes to the fixed point of the dense one`(
    model: Valuation, fixedPoint: FixedPoint
  ) {
    for world in RandomWorld.some.prefix(60) {
      let options = ContagionOptions(fixedPoint: fixedPoint)
      let dense = propagate(
        world.network, valuation: model, referenceEquity: world.reference, options: options)
      let sparse = propagate(
        SparseExposures(world.network), valuation: model, referenceEquity: world.reference,
        options: options)
      expectClose(sparse.valuation, dense.valuation, Self.iterationTolerance)
      expectClose(sparse.equity, dense.equity, 10 * Self.iterationTolerance)
      #expect(sparse.defaulted == dense.defaulted, "\(world)")
      #expect(sparse.report.status.isSolved && sparse.report.residual < 1e-12)
    }
  }

  @Test func `cascades of defaults alone are exact, round by round`() {
    for world in RandomWorld.some {
      let dense = propagate(
        world.network, valuation: .furfine(recovery: 0.3), referenceEquity: world.reference)
      let sparse = propagate(
        SparseExposures(world.network), valuation: .furfine(recovery: 0.3),
        referenceEquity: world.reference)
      #expect(sparse.defaultRound == dense.defaultRound)
      #expect(sparse.report.status == .exact)
    }
  }

  /// A random sparse market: `degree` claims a creditor, equities that give the leverage matrix row sums
  /// about `leverage`.
  static func market(
    _ count: Int, degree: Int, leverage: Double
  ) throws -> (network: SparseExposures, reference: [Double]) {
    var stream = Stream(seed: 9, replicate: 0, purpose: 4, tick: 0, entity: UInt64(count))
    var entries: [SparseMatrix.Entry] = []
    for i in 0..<count {
      for _ in 0..<degree {
        let k = stream.integer(below: count)
        guard k != i else { continue }
        entries.append(.init(row: i, column: k, value: stream.lognormal(mu: 0, sigma: 1)))
      }
    }
    let claims = SparseMatrix(rows: count, columns: count, entries: entries)
    let (lent, owed) = (claims.rowSums, claims.columnSums)
    let reference = lent.map { 0.1 + $0 / leverage * (0.5 + stream.uniform()) }
    let net = (0..<count).map { reference[$0] - lent[$0] + owed[$0] }
    return (
      try SparseExposures(
        claims: claims, externalAssets: net.map { max(0, $0) },
        externalLiabilities: net.map { max(0, -$0) }), reference
    )
  }

  @Test(arguments: [0.5, 0.9, 0.99, 1.3, 3])
  func `one default in a large market meets the equation, and is what full sweeps come to`(
    leverage: Double
  ) throws {
    let (network, reference) = try Self.market(3000, degree: 5, leverage: leverage)
    var failed = [Bool](repeating: false, count: 3000)
    failed[17] = true
    for model in [Valuation.linearDebtRank, .eisenbergNoe, .furfine(recovery: 0.2)] {
      let found = propagate(
        network, valuation: model, referenceEquity: reference, alreadyDefaulted: failed)
      let swept = propagate(
        network, valuation: model, referenceEquity: reference, alreadyDefaulted: failed,
        options: ContagionOptions(tolerance: 1e-15, method: .iteration))
      expectClose(found.valuation, swept.valuation, 1e-9)
      #expect(found.defaulted == swept.defaulted)
      #expect(found.report.residual < 1e-12)
    }
  }

  @Test func `a slow tail is solved, not waited for`() throws {
    // Row sums of 0.99 need 3000 sweeps for 1e-13.
    let (network, reference) = try Self.market(3000, degree: 5, leverage: 0.9)
    var failed = [Bool](repeating: false, count: 3000)
    failed[3] = true
    let found = propagate(
      network, valuation: .linearDebtRank, referenceEquity: reference, alreadyDefaulted: failed)
    #expect(found.report.iterations < 120, "\(found.report)")
  }

  @Test func `a default at the end of a long chain costs the chain, not its square`() throws {
    // Node i has lent 2 to node i − 1 and has equity 1: each default brings down one creditor.
    let count = 50_000
    let claims = SparseMatrix(
      rows: count, columns: count,
      entries: (1..<count).map { .init(row: $0, column: $0 - 1, value: 2) })
    let network = try SparseExposures(
      claims: claims,
      externalAssets: (0..<count).map { $0 == 0 ? 3 : $0 == count - 1 ? 0 : 1 },
      externalLiabilities: (0..<count).map { $0 == count - 1 ? 1 : 0 })
    var failed = [Bool](repeating: false, count: count)
    failed[0] = true
    let found = propagate(
      network, valuation: .furfine(recovery: 0), referenceEquity: network.bookEquity,
      alreadyDefaulted: failed)
    #expect(found.defaultRound == (0..<count).map { $0 })
    #expect(found.report.iterations < 6)
  }

  @Test func `several shocks are as many single ones, on any number of threads`() throws {
    let (network, reference) = try Self.market(500, degree: 4, leverage: 1.2)
    let shocks = (0..<6).map { j in (0..<500).map { $0 == 7 * j } }
    let one = propagateEach(
      network, valuation: .linearDebtRank, referenceEquity: reference, alreadyDefaulted: shocks)
    let three = propagateEach(
      network, valuation: .linearDebtRank, referenceEquity: reference, alreadyDefaulted: shocks,
      threads: 3)
    #expect(one == three)
    for (failed, result) in zip(shocks, one) {
      #expect(
        result
          == propagate(
            network, valuation: .linearDebtRank, referenceEquity: reference,
            alreadyDefaulted: failed))
    }
  }
}
