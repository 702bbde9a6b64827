import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

/// Laws of DebtRank that hold on every network, on seeded random ones and on small ones by hand.
@Suite struct DistressLawsTests {
  /// Stresses are sums of a few dozen ratios of order one.
  static let rounding = 1e-10

  /// Random claims with buffers and a shock.
  struct Case {
    let network: ExposureNetwork
    let buffer: [Double]
    let shock: [Double]
  }

  static let cases: [Case] = RandomWorld.some.prefix(60).map { world in
    var stream = Stream(seed: world.seed, replicate: 0, purpose: 2, tick: 0, entity: 0)
    let buffer = world.reference.map { abs($0) + 0.2 }
    let shock = buffer.map { _ in stream.uniform() < 0.3 ? stream.uniform() : 0 }
    return Case(network: world.network, buffer: buffer, shock: shock)
  }

  /// Linear DebtRank by its published recursion, `s += W·Δmin(1, s)`, as an independent oracle.
  func recursion(_ given: Case, _ impact: Impact) -> [Double] {
    let leverage = leverageMatrix(
      given.network, referenceEquity: given.buffer, impact: impact)
    var stress = given.shock
    var sent = given.shock.map { _ in 0.0 }
    for _ in 0..<200_000 {
      let now = stress.map { min(1, $0) }
      let news = zip(now, sent).map { $0 - $1 }
      if news.allSatisfy({ $0 < 1e-16 }) { return stress }
      stress = zip(stress, leverage.times(news)).map { $0 + $1 }
      sent = now
    }
    return stress
  }

  @Test(arguments: [Impact.capped, .uncapped])
  func `linear DebtRank by linear solves is its published recursion`(_ impact: Impact) {
    for given in Self.cases {
      let found = debtRank(
        given.network, referenceEquity: given.buffer, initialDistress: given.shock, impact: impact)
      expectClose(found.stress, recursion(given, impact), 1e-9)
    }
  }

  @Test(arguments: [Impact.capped, .uncapped])
  func `a single hit carries no more distress than all hits`(_ impact: Impact) {
    var less = 0
    for given in Self.cases {
      let once = singleHitDebtRank(
        given.network, referenceEquity: given.buffer, initialDistress: given.shock, impact: impact)
      let all = debtRank(
        given.network, referenceEquity: given.buffer, initialDistress: given.shock, impact: impact)
      for i in given.buffer.indices {
        #expect(once.distress[i] <= all.distress[i] + Self.rounding)
        if once.distress[i] < all.distress[i] - 0.01 { less += 1 }
      }
      #expect(once.systemLoss <= all.systemLoss + Self.rounding * max(1, all.systemLoss))
    }
    #expect(less > 20)
  }

  @Test func `capping the impact leaves nobody worse off, and changes nothing below the cap`() {
    for given in Self.cases {
      let capped = singleHitDebtRank(
        given.network, referenceEquity: given.buffer, initialDistress: given.shock, impact: .capped)
      let free = singleHitDebtRank(
        given.network, referenceEquity: given.buffer, initialDistress: given.shock,
        impact: .uncapped)
      let large = given.network.claims.elements.max() ?? 1
      let rich = given.buffer.map { _ in 2 * large }
      for i in given.buffer.indices {
        #expect(capped.stress[i] <= free.stress[i] + Self.rounding)
      }
      #expect(
        singleHitDebtRank(
          given.network, referenceEquity: rich, initialDistress: given.shock, impact: .capped)
          == singleHitDebtRank(
            given.network, referenceEquity: rich, initialDistress: given.shock, impact: .uncapped))
    }
  }

  @Test func `a sparse network gives the same bytes as the dense one`() {
    for given in Self.cases {
      let sparse = SparseExposures(given.network)
      for impact in [Impact.capped, .uncapped] {
        #expect(
          singleHitDebtRank(
            sparse, referenceEquity: given.buffer, initialDistress: given.shock, impact: impact)
            == singleHitDebtRank(
              given.network, referenceEquity: given.buffer, initialDistress: given.shock,
              impact: impact))
        let limits = given.buffer.indices.map { 0.2 + 0.1 * Double($0 % 9) }
        #expect(
          thresholdCascade(
            sparse, referenceEquity: given.buffer, initialDistress: given.shock,
            thresholds: limits, recovery: 0.1, impact: impact)
            == thresholdCascade(
              given.network, referenceEquity: given.buffer, initialDistress: given.shock,
              thresholds: limits, recovery: 0.1, impact: impact))
      }
    }
  }

  @Test func `along a tree one hit is all hits`() throws {
    // Node i has lent to node (i − 1)/2: distress reaches every node once, by one way.
    let count = 31
    var claims = Matrix(rows: count, columns: count)
    for i in 1..<count { claims[i, (i - 1) / 2] = 1 + Double(i % 5) }
    let network = try ExposureNetwork(
      claims: claims, externalAssets: Array(repeating: 0, count: 31))
    let buffer = (0..<count).map { 2 + Double($0 % 7) }
    var shock = [Double](repeating: 0, count: count)
    shock[0] = 0.8
    let once = singleHitDebtRank(network, referenceEquity: buffer, initialDistress: shock)
    let all = debtRank(
      network, referenceEquity: buffer, initialDistress: shock, impact: .capped)
    expectClose(once.stress, all.stress, 1e-13)
    #expect(once.report.iterations == 5)
    #expect(once.transmissionRound?.last == 4)
  }

  @Test func `a larger shock leaves nobody better off in a threshold cascade`() {
    for given in Self.cases {
      let limits = given.buffer.indices.map { 0.5 + 0.1 * Double($0 % 5) }
      func run(_ scale: Double) -> DistressResult {
        thresholdCascade(
          given.network, referenceEquity: given.buffer,
          initialDistress: given.shock.map { scale * $0 }, thresholds: limits, recovery: 0.3)
      }
      let (mild, severe) = (run(0.5), run(1))
      for i in given.buffer.indices {
        #expect(mild.stress[i] <= severe.stress[i] + Self.rounding)
        if mild.transmissionRound?[i] != nil { #expect(severe.transmissionRound?[i] != nil) }
      }
    }
  }

  @Test(arguments: [0, 0.4], [DefaultTest.strict, .weak])
  func `a threshold of one is Furfine's sequential default`(
    recovery: Double, test: DefaultTest
  ) throws {
    var cascades = 0
    for given in Self.cases {
      let shock = given.buffer.indices.map { $0 % 4 == 0 ? 1.0 : 0 }
      let found = thresholdCascade(
        given.network, referenceEquity: given.buffer, initialDistress: shock, recovery: recovery,
        defaultTest: test)
      let (lent, owed) = (given.network.claims.rowSums, given.network.claims.columnSums)
      let net = given.buffer.indices.map { given.buffer[$0] - lent[$0] + owed[$0] }
      let network = try given.network.with(
        externalAssets: net.map { max(0, $0) }, externalLiabilities: net.map { max(0, -$0) })
      let furfine = propagate(
        network, valuation: .furfine(recovery: recovery), referenceEquity: given.buffer,
        alreadyDefaulted: shock.map { $0 >= 1 },
        options: ContagionOptions(defaultTest: test))
      #expect(found.defaultRound == furfine.defaultRound)
      if found.additionalDefaults > 0 { cascades += 1 }
    }
    #expect(cascades > 20)
  }

  @Test func `the cycle of the literature shows what a single hit leaves out`() throws {
    // Equity 1 each, claims of ½ in a 3-cycle, half of node 0's equity lost: Battiston et al. (2012)
    // (9/16, 1/8, 1/4) and R = 7/48; Bardoscia et al. (2015) (4/7, 1/7, 2/7) and R = 1/6.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0.5, 0], [0, 0, 0.5], [0.5, 0, 0]]), externalAssets: [0, 0, 0])
    let once = singleHitDebtRank(
      network, referenceEquity: [1, 1, 1], initialDistress: [0.5, 0, 0])
    #expect(once.stress == [0.5625, 0.125, 0.25])
    #expect(abs(once.additionalStress(weights: [1, 1, 1]) - 7.0 / 48) < 1e-15)
    #expect(once.transmissionRound == [0, 2, 1])
    for (shock, expected) in [
      ([0.5, 0, 0], [4.0 / 7, 1.0 / 7, 2.0 / 7]), ([0.3, 0.3, 0.3], [0.6, 0.6, 0.6]),
      ([1, 0, 0], [1, 0.25, 0.5]),
    ] {
      let all = debtRank(network, referenceEquity: [1, 1, 1], initialDistress: shock)
      expectClose(all.distress, expected, 1e-14)
    }
  }

  @Test func `the family of the literature between linear distress and mere default`() throws {
    // Bardoscia et al. (2016): leverage matrix of four banks, spectral radius 0.589; twice it, 1.178.
    let leverage: [[Double]] = [
      [0, 0.3, 0.2, 0.1], [0.25, 0, 0.15, 0.2], [0.1, 0.3, 0, 0.2], [0.2, 0.1, 0.25, 0],
    ]
    let expected: [(scale: Double, alpha: Double, distress: [Double])] = [
      (1, 0, [0.24636806024224583, 0.08624302916207678, 0.06535715554292429, 0.07423720385038719]),
      (
        1, 1, [0.2046755480271261, 0.02542024513722419, 0.013673391178895093, 0.020713618697351704]
      ),
      (1, 2, [0.2006790895551396, 0.01047144280733898, 0.004723076085543596, 0.00842032622018869]),
      (
        1, 4,
        [0.20001741992627545, 0.0020467661819106673, 0.0008327516433124444, 0.001638349217594349]
      ),
      (2, 0, [1, 1, 1, 1]),
      (2, 1, [0.22695111326087317, 0.06629627305318607, 0.04527601447667808, 0.05583050810479684]),
      (
        2, 2,
        [0.20299129711274552, 0.022079845234144968, 0.011123188691316715, 0.01788589405361466]
      ),
      (
        2, 4,
        [0.20007072603579146, 0.0041126842696061015, 0.0017019249815470336, 0.003294060059204055]
      ),
    ]
    for given in expected {
      let network = try ExposureNetwork(
        claims: Matrix(rows: leverage.map { row in row.map { given.scale * $0 } }),
        externalAssets: [0, 0, 0, 0])
      let found = debtRank(
        network, referenceEquity: [1, 1, 1, 1], initialDistress: [0.2, 0, 0, 0],
        valuation: .nonlinearDebtRank(alpha: given.alpha, recovery: 0))
      expectClose(found.distress, given.distress, 1e-9)
    }
  }

  @Test func `a node without equity fails at once by the weak test, by the strict one at a loss`()
    throws
  {
    // Node 1 has nothing and has lent 1 to node 0; node 2 has 2 and has lent 1 to node 1.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 0], [1, 0, 0], [0, 1, 0]]), externalAssets: [0, 0, 0])
    for (shock, test, distress) in [
      ([0.0, 0, 0], DefaultTest.strict, [0.0, 0, 0]), ([0.0, 0, 0], .weak, [0.0, 1, 0.5]),
      ([0.5, 0, 0], .strict, [0.5, 1, 0.5]), ([1, 0, 0], .strict, [1, 1, 0.5]),
    ] {
      let single = singleHitDebtRank(
        network, referenceEquity: [1, 0, 2], initialDistress: shock, defaultTest: test)
      let linear = debtRank(
        network, referenceEquity: [1, 0, 2], initialDistress: shock,
        options: ContagionOptions(defaultTest: test))
      #expect(single.distress == distress && linear.distress == distress)
      #expect(single.defaulted == [shock[0] == 1, distress[1] == 1, false])
      #expect(single.defaulted == linear.defaulted)
    }
    let negative = singleHitDebtRank(
      network, referenceEquity: [1, -3, 2], initialDistress: [0, 0, 0], defaultTest: .strict)
    #expect(negative.distress == [0, 1, 0.5] && negative.equity == [1, -3, 1])
  }

  @Test func `an empty network and one without claims have no contagion`() throws {
    let none = try ExposureNetwork(claims: Matrix(rows: 0, columns: 0), externalAssets: [])
    #expect(singleHitDebtRank(none, referenceEquity: [], initialDistress: []).stress.isEmpty)
    #expect(debtRank(none, referenceEquity: [], initialDistress: []).systemLoss == 0)
    let apart = try ExposureNetwork(
      claims: Matrix(rows: 3, columns: 3), externalAssets: [0, 0, 0])
    for found in [
      singleHitDebtRank(apart, referenceEquity: [1, 2, 4], initialDistress: [1, 0.5, 0]),
      debtRank(apart, referenceEquity: [1, 2, 4], initialDistress: [1, 0.5, 0]),
      thresholdCascade(apart, referenceEquity: [1, 2, 4], initialDistress: [1, 0.5, 0]),
    ] {
      #expect(found.stress == [1, 0.5, 0] && found.equity == [0, 1, 4])
      #expect(found.systemLoss == 2 && found.additionalDefaults == 0)
      #expect(found.defaultRound == [0, nil, nil])
    }
  }
}
