import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

/// The searches of sparse networks, against full sweeps of the same network.
@Suite struct SparseSearchTests {
  /// Sweeps of 1e-15 stop within that over the distance of the spectral radius from one.
  static let sweepTolerance = 1e-10

  func failed(_ nodes: Set<Int>, of count: Int) -> [Bool] { (0..<count).map { nodes.contains($0) } }

  @Test(arguments: [DefaultTest.strict, .weak], [0, 0.3, 1])
  func `defaults come in the rounds in which full sweeps find them`(
    defaultTest: DefaultTest, recovery: Double
  ) throws {
    for (leverage, outside) in [
      (1.5, ExternalLiabilities.senior), (3, .pariPassu), (4, .senior), (10, .senior),
    ] {
      let (network, reference) = try SparsePropagationTests.market(
        3000, degree: 5, leverage: leverage)
      func run(_ method: ContagionOptions.Method) -> ContagionResult {
        propagate(
          network, valuation: .furfine(recovery: recovery), referenceEquity: reference,
          alreadyDefaulted: failed([17, 2048], of: 3000),
          options: ContagionOptions(
            defaultTest: defaultTest, method: method, externalLiabilities: outside))
      }
      let (found, swept) = (run(.activeSets), run(.iteration))
      #expect(found.defaultRound == swept.defaultRound)
      #expect(found.defaulted == swept.defaulted)
      #expect(found.valuation == swept.valuation)
      #expect(found.payments == swept.payments)
      expectClose(found.equity, swept.equity, 1e-12)
      expectClose(found.distress, swept.distress, 1e-12)
      #expect(found.report.status == .exact && found.report.residual == 0)
      // Most rounds visit few of the claims, a look at them all is worth some of those.
      #expect(found.report.iterations <= 10)
    }
  }

  @Test
  func
    `a cascade that takes hold late goes from charging creditors to looking at debtors and back`()
    throws
  {
    // A chain into a market in which all fall, and from there into another chain.
    let (market, _) = try SparsePropagationTests.market(2000, degree: 5, leverage: 10)
    var entries: [SparseMatrix.Entry] = []
    for i in 0..<2000 {
      for (k, value) in market.claims.row(i) {
        entries.append(.init(row: 200 + i, column: 200 + k, value: value))
      }
    }
    for i in 1...200 { entries.append(.init(row: i, column: i - 1, value: 100)) }
    for i in 2200..<2600 { entries.append(.init(row: i, column: i - 1, value: 100)) }
    let claims = SparseMatrix(rows: 2600, columns: 2600, entries: entries)
    let (lent, owed) = (claims.rowSums, claims.columnSums)
    let buffers = lent.map { 0.05 * $0 + 0.01 }
    let net = (0..<2600).map { buffers[$0] - lent[$0] + owed[$0] }
    let network = try SparseExposures(
      claims: claims, externalAssets: net.map { max(0, $0) },
      externalLiabilities: net.map { max(0, -$0) })
    func run(_ method: ContagionOptions.Method) -> ContagionResult {
      propagate(
        network, valuation: .furfine(recovery: 0.1), referenceEquity: buffers,
        alreadyDefaulted: failed([0], of: 2600), options: ContagionOptions(method: method))
    }
    let (found, swept) = (run(.activeSets), run(.iteration))
    #expect(found.defaultRound == swept.defaultRound)
    #expect(found.defaulted.count { $0 } > 2000)
    #expect((found.defaultRound[2599] ?? 0) > 500)
  }

  @Test(arguments: [0.7, 0.95, 1.0, 1.05, 1.5])
  func `one default in a market where it spreads to all is solved before it has`(
    leverage: Double
  ) throws {
    let (network, reference) = try SparsePropagationTests.market(
      20_000, degree: 6, leverage: leverage)
    func run(_ method: ContagionOptions.Method) -> ContagionResult {
      propagate(
        network, valuation: .linearDebtRank, referenceEquity: reference,
        alreadyDefaulted: failed([5], of: 20_000),
        options: ContagionOptions(
          tolerance: method == .iteration ? 1e-15 : 1e-13, method: method))
    }
    let (found, swept) = (run(.activeSets), run(.iteration))
    expectClose(found.valuation, swept.valuation, Self.sweepTolerance)
    expectClose(found.equity, swept.equity, 100 * Self.sweepTolerance)
    #expect(found.defaulted == swept.defaulted)
    #expect(found.report.residual < 1e-12 && found.report.status.isSolved)
    #expect(found == run(.activeSets))
  }

  @Test(arguments: [Valuation.linearDebtRank, .eisenbergNoe, .furfine(recovery: 0)])
  func `a limit of iterations is told`(model: Valuation) throws {
    let (network, reference) = try SparsePropagationTests.market(3000, degree: 5, leverage: 1.3)
    let cut = propagate(
      network, valuation: model, referenceEquity: reference,
      alreadyDefaulted: failed([17], of: 3000), options: ContagionOptions(maximumIterations: 1))
    #expect(cut.report.status == .iterationLimit || cut.report.iterations <= 1)
  }
}
