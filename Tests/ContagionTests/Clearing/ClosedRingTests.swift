import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

/// Closed rings of debtors: systems whose linear equations are singular, and what is exact there all the same.
@Suite struct ClosedRingTests {
  static let pair = Matrix(rows: [[0, 1], [1, 0]])

  @Test(arguments: [1e-3, 1e-6, 1e-9, 1e-12])
  func `from below, a closed ring with almost no money outside fills up in a few solves`(
    money: Double
  ) throws {
    // Each time round adds what is there: sweeps would need as many as one over it.
    let network = try ExposureNetwork(claims: Self.pair, externalAssets: [money, 0])
    let options = ContagionOptions(maximumIterations: 100)
    let range = clearingRange(
      network, valuation: .eisenbergNoe, referenceEquity: [1, 1], options: options)
    #expect(range.greatest.payments == [1, 1] && range.least.payments == [1, 1])
    #expect(range.least.report.status == .exact && !range.least.report.usedFallback)
    #expect(range.least.report.residual == 0 && range.multiplicityGap == 0)
    #expect(range.least.defaulted == [false, false])
    // What sweeps alone come to says that it is not the answer.
    var swept = options
    swept.method = .iteration
    let unfinished = clearingRange(
      network, valuation: .eisenbergNoe, referenceEquity: [1, 1], options: swept)
    #expect(unfinished.least.report.status == .iterationLimit)
    #expect(unfinished.least.payments[0] < 0.1)
  }

  @Test func `from above, a closed ring that loses a little a round sinks to nothing, exactly`()
    throws
  {
    let network = try ExposureNetwork(
      claims: Self.pair, externalAssets: [0, 0], externalLiabilities: [1e-6, 0])
    let options = ContagionOptions(maximumIterations: 1000)
    let range = clearingRange(
      network, valuation: .eisenbergNoe, referenceEquity: [1, 1], options: options)
    #expect(range.greatest.payments == [0, 0] && range.least.payments == [0, 0])
    #expect(range.greatest.report.status == .exact && range.greatest.report.usedFallback)
    #expect(range.greatest.defaulted == [true, true])
  }

  @Test func `a ring of nothing pays nothing from below, whatever others around it pay`() throws {
    // Nodes 0 and 1 owe each other and have nothing; node 2 pays node 3 a half of what it owes.
    var claims = Matrix(rows: 4, columns: 4)
    (claims[0, 1], claims[1, 0], claims[3, 2]) = (2, 2, 4)
    let network = try ExposureNetwork(claims: claims, externalAssets: [0, 0, 2, 0])
    let range = clearingRange(
      network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
    #expect(range.least.payments == [0, 0, 2, 0] && range.greatest.payments == [2, 2, 2, 0])
    #expect(range.least.report.status == .exact && !range.least.report.usedFallback)
    #expect(range.paymentGap == [2, 2, 0, 0] && range.multiplicityGap == 4)
    // As soon as the payment reaches the ring, it is whole.
    claims[0, 2] = 4
    let fed = clearingRange(
      try ExposureNetwork(claims: claims, externalAssets: [0, 0, 2, 0]), valuation: .eisenbergNoe,
      referenceEquity: [1, 1, 1, 1])
    #expect(fed.least.payments == [2, 2, 2, 0] && fed.multiplicityGap == 0)
  }

  @Test func `gains and losses that cancel in a closed ring leave a line of clearings`() throws {
    // Node 0 has 1 over, node 1 is 1 short: p0 = 1 + p1 for every p1 up to 3.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 4], [4, 0]]), externalAssets: [1, 0], externalLiabilities: [0, 1])
    let range = clearingRange(
      network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity)
    #expect(range.least.payments == [1, 0] && range.greatest.payments == [4, 3])
    #expect(range.least.report.status == .exact && range.greatest.report.status.isSolved)
    #expect(range.least.report.residual == 0 && range.multiplicityGap == 6)
  }

  /// Networks of rings and little else, with amounts in eighths so that gains and losses can cancel.
  static let ringed: [ExposureNetwork] = (0..<300).map(ringedNetwork)

  private static func ringedNetwork(_ seed: Int) -> ExposureNetwork {
    var stream = Stream(seed: 78, replicate: UInt32(seed), purpose: 3, tick: 0, entity: 0)
    let count = 2 + stream.integer(below: 4)
    func eighths(_ most: Int) -> Double { Double(1 + stream.integer(below: most)) / 8 }
    var claims = Matrix(rows: count, columns: count)
    let closed = 2 + stream.integer(below: count - 1)
    for i in 0..<closed { claims[(i + 1) % closed, i] = eighths(8) }
    for i in 0..<count {
      for k in 0..<count where k != i && stream.uniform() < 0.15 {
        claims[i, k] += eighths(8)
      }
    }
    let assets = (0..<count).map { _ in stream.uniform() < 0.7 ? 0 : eighths(4) }
    let senior = (0..<count).map { _ in stream.uniform() < 0.8 ? 0 : eighths(4) }
    return needed(
      try ExposureNetwork(claims: claims, externalAssets: assets, externalLiabilities: senior))
  }

  @Test(arguments: [(1, 1), (0.5, 1), (0.75, 0.5)])
  func `the range of clearings is that of all sets of defaulters, and its least end is exact`(
    alpha: Double, beta: Double
  ) {
    var several = 0
    for network in Self.ringed {
      let (greatest, least, count) = BruteForceTests.enumerated(
        network, alpha: alpha, beta: beta)
      #expect(count > 0)
      let range = clearingRange(
        network, valuation: .rogersVeraart(alpha: alpha, beta: beta),
        referenceEquity: network.bookEquity)
      let owed = network.totalLiabilities
      expectClose(range.greatest.payments, zip(greatest, owed).map { $0 * $1 }, 1e-10)
      expectClose(range.least.payments, zip(least, owed).map { $0 * $1 }, 1e-10)
      #expect(range.least.report.status == .exact && !range.least.report.usedFallback)
      #expect(range.greatest.report.status.isSolved)
      let gap = zip(zip(greatest, least), owed).reduce(0) { $0 + ($1.0.0 - $1.0.1) * $1.1 }
      #expect(abs(range.multiplicityGap - gap) < 1e-9)
      if gap > 1e-6 { several += 1 }
    }
    #expect(several > 20, "\(several)")
  }

  /// The same rings as the junior of two classes, with a part of everyone's equity held by the next.
  @Test(arguments: [FixedPoint.greatest, .least], [false, true])
  func `closed rings of two classes are exact too`(
    _ fixedPoint: FixedPoint, hold: Bool
  ) throws {
    var moving = 0
    for network in Self.ringed {
      let count = network.count
      var holdings = Matrix(rows: count, columns: count)
      for i in 0..<count where hold { holdings[(i + 1) % count, i] = 0.25 }
      let classes = [
        DebtClass(
          claims: Matrix(rows: count, columns: count),
          externalLiabilities: network.externalLiabilities),
        DebtClass(claims: network.claims), DebtClass(claims: network.claims.transposed),
      ]
      func cleared(_ method: ContagionOptions.Method) throws -> SeniorityClearing {
        try clearBySeniority(
          externalAssets: network.externalAssets, classes: classes, equityHoldings: holdings,
          options: ContagionOptions(fixedPoint: fixedPoint, method: method))
      }
      let (exact, swept) = (try cleared(.activeSets), try cleared(.iteration))
      #expect(exact.report.status == .exact && !exact.report.usedFallback)
      #expect(swept.report.status == .converged)
      // Sweeps stop at moves of 1e-13, a tenth of their distance at a contraction of nine tenths.
      expectClose(exact.assets, swept.assets, 1e-9)
      expectClose(
        exact.payments.flatMap { $0 }, swept.payments.flatMap { $0 }, 1e-9)
      #expect(exact.report.residual < 1e-12)
      // Sweeps from below stop a little short of an equity of zero.
      for i in 0..<count where abs(exact.equity[i]) > 1e-9 {
        #expect(exact.defaulted[i] == swept.defaulted[i])
      }
      if exact.assets != network.externalAssets { moving += 1 }
    }
    #expect(moving > 100)
  }

  @Test func `a closed ring of almost nothing fills up under seniority too`() throws {
    for money in [1e-3, 1e-9] {
      let found = try clearBySeniority(
        externalAssets: [money, 0],
        classes: [DebtClass(claims: Self.pair), DebtClass(claims: Self.pair)],
        options: ContagionOptions(fixedPoint: .least, maximumIterations: 100))
      #expect(found.report.status == .exact)
      expectClose(found.payments.flatMap { $0 }, [1, 1, 1, 1], 1e-12)
    }
  }
}
