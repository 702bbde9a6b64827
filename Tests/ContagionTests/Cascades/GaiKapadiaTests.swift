import Contagion
import LinearAlgebra
import Networks
import Testing

@Suite struct GaiKapadiaTests {
  /// Six banks, claims of 20 % of assets split evenly over debtors; each row is a creditor.
  static let six = Matrix(rows: [
    [0, 0, 0, 0, 0.2, 0], [0.2, 0, 0, 0, 0, 0], [0.1, 0.1, 0, 0, 0, 0], [0, 0, 0.1, 0, 0, 0.1],
    [0, 0, 0, 0.2, 0, 0], [0, 0, 0, 0, 0, 0],
  ])

  @Test func `six banks fall in the order found by hand`() throws {
    let network = try ExposureNetwork(
      claims: Self.six, externalAssets: Array(repeating: 1, count: 6))
    let found = gaiKapadia(
      network, capital: [0.04, 0.15, 0.08, 0.09, 0.15, 0.3], initialDefaults: [0])
    #expect(found.defaultRound == [0, 1, 1, 2, 3, nil])
    #expect(found.defaulted == [true, true, true, true, true, false])
    #expect(found.report.status == .exact)
    expectClose(found.equity, [-0.16, -0.05, -0.12, -0.01, -0.05, 0.3], 1e-15)
  }

  @Test
  func `losses equal to the capital are default by the weak test only, whatever the rounding`()
    throws
  {
    // 0.1 + 0.1 + 0.1 is 0.30000000000000004, and three thirds of 0.2 are not 0.2, in binary.
    for (claim, debtors, failed, capital) in [
      (0.1, 3, 3, 0.3), (0.2 / 3, 3, 3, 0.2), (0.2 / 5, 5, 1, 0.04), (0.2 / 7, 7, 7, 0.2),
      (0.2 / 30, 30, 6, 0.04), (0.1, 10, 7, 0.7),
    ] {
      var claims = Matrix(rows: debtors + 1, columns: debtors + 1)
      for k in 1...debtors { claims[0, k] = claim }
      let network = try ExposureNetwork(
        claims: claims, externalAssets: Array(repeating: 0, count: debtors + 1))
      for (test, shift, expected) in [
        (DefaultTest.strict, 0.0, false), (.weak, 0, true), (.strict, -0.001, true),
        (.weak, 0.001, false),
      ] {
        let found = gaiKapadia(
          network, capital: [capital + shift] + Array(repeating: 1, count: debtors),
          initialDefaults: Array(1...failed), defaultTest: test)
        #expect(found.defaulted[0] == expected, "\(failed) of \(debtors) at \(capital + shift)")
      }
    }
  }

  @Test(arguments: [1e-300, 1e-12, 1e12, 1e300])
  func `amounts of any size are compared, the largest with the smallest`(_ size: Double) throws {
    let claims = Matrix(rows: [[0, size, size / 3], [0, 0, 0], [0, 0, 0]])
    let network = try ExposureNetwork(claims: claims, externalAssets: [0, 0, 0])
    for (capital, expected) in [
      (size / 2, true), (size * 1.3, true), (size * 1.4, false), (1e-307, true),
      (1e305, false), (0, true),
    ] {
      let found = gaiKapadia(network, capital: [capital, size, 1], initialDefaults: [1, 2])
      #expect(found.defaulted[0] == expected, "\(capital)")
    }
  }

  @Test(arguments: [DefaultTest.strict, .weak])
  func `without knife edges the cascade is Furfine's without recovery`(_ test: DefaultTest) throws {
    var failures = 0
    for world in RandomWorld.some.prefix(80) {
      let count = world.network.count
      let capital = world.reference.map { abs($0) + 0.1 }
      let (lent, owed) = (world.network.claims.rowSums, world.network.claims.columnSums)
      let net = (0..<count).map { capital[$0] - lent[$0] + owed[$0] }
      let network = try world.network.with(
        externalAssets: net.map { max(0, $0) }, externalLiabilities: net.map { max(0, -$0) })
      let seeds = [0, count / 2]
      let found = gaiKapadia(network, capital: capital, initialDefaults: seeds, defaultTest: test)
      let furfine = propagate(
        network, valuation: .furfine(recovery: 0), referenceEquity: capital,
        alreadyDefaulted: (0..<count).map { seeds.contains($0) },
        options: ContagionOptions(defaultTest: test))
      #expect(found.defaultRound == furfine.defaultRound, "\(world)")
      failures += found.defaulted.count { $0 }
    }
    #expect(failures > 300)
  }

  @Test func `a bank of no capital fails at once by the weak test, of negative capital by both`()
    throws
  {
    let network = try ExposureNetwork(
      claims: Self.six, externalAssets: Array(repeating: 1, count: 6))
    for (capital, test, expected) in [
      (0.0, DefaultTest.strict, false), (0, .weak, true), (-0.01, .strict, true),
      (-0.01, .weak, true),
    ] {
      let found = gaiKapadia(
        network, capital: [1, 1, 1, 1, 1, capital], initialDefaults: [], defaultTest: test)
      #expect(found.defaulted[5] == expected)
      #expect(found.defaulted[3] == false)
    }
  }

  @Test func `the contagion windows are those of the literature`() throws {
    // Gai and Kapadia (2010), 20 % of assets lent; roots recomputed by direct summation to 1e-9.
    for (capital, test, lower, upper) in [
      (3, DefaultTest.strict, 1.0005963707165344, 9.096986568410466),
      (3, .weak, 1.0005963707165344, 9.096986568410466),
      (4, .strict, 1.0207039085137266, 5.764677087161716),
      (4, .weak, 1.0037312313999747, 7.477080184864381),
      (5, .strict, 1.1141416269991844, 3.8630688583641226),
      (5, .weak, 1.0207039085137266, 5.764677087161716),
    ] {
      let model = GaiKapadiaModel(interbankAssets: 20, capital: capital, defaultTest: test)
      let window = try #require(model.contagionWindow)
      #expect(abs(window.lowerBound - lower) < 1e-9 && abs(window.upperBound - upper) < 1e-9)
    }
    let safe = GaiKapadiaModel(interbankAssets: 20, capital: 20, defaultTest: .strict)
    #expect(safe.vulnerableDebtors == 0 && safe.contagionWindow == nil)
    // One vulnerable degree only: z·exp(−z) is never above 1/e.
    #expect(
      GaiKapadiaModel(interbankAssets: 20, capital: 20, defaultTest: .weak).contagionWindow == nil)
  }

  /// Three standard deviations of a frequency over 1000 draws are 0.047, on both sides of the comparison.
  static let frequencyTolerance = 0.05
  /// Extents are means over hundreds of contagions of 1000 banks.
  static let extentTolerance = 0.01

  @Test(arguments: [
    (1.5, 0.57, 0.584, 0.51), (2, 0.767, 0.796, 0.692), (3, 0.885, 0.941, 0.777),
    (4, 0.903, 0.98, 0.726), (5, 0.836, 0.993, 0.506), (6, 0.733, 0.9976, 0.182),
    (7, 0.463, 0.9991, 0.009), (8, 0.118, 0.9998, 0.0),
  ])
  func `a thousand banks are contagious as often as in an independent simulation`(
    degree: Double, weak: Double, extent: Double, strict: Double
  ) throws {
    for (test, expected) in [(DefaultTest.weak, weak), (.strict, strict)] {
      let model = GaiKapadiaModel(interbankAssets: 20, capital: 4, defaultTest: test)
      let found = model.simulate(banks: 1000, meanDegree: degree, draws: 1000, seed: 2010)
      #expect(abs(found.frequency - expected) <= Self.frequencyTolerance, "\(found)")
      if test == .weak {
        #expect(abs(try #require(found.extent) - extent) <= Self.extentTolerance, "\(found)")
      }
    }
  }

  @Test func `a simulation is the same every time, and none draws nothing`() {
    let model = GaiKapadiaModel(interbankAssets: 20, capital: 4, defaultTest: .weak)
    let once = model.simulate(banks: 100, meanDegree: 3, draws: 20, seed: 1)
    #expect(once == model.simulate(banks: 100, meanDegree: 3, draws: 20, seed: 1))
    #expect(once != model.simulate(banks: 100, meanDegree: 3, draws: 20, seed: 2))
    let none = model.simulate(banks: 2, meanDegree: 0, draws: 0, seed: 1)
    #expect(none.frequency == 0 && none.extent == nil)
    // Complete networks: five debtors are vulnerable, six are not.
    #expect(model.simulate(banks: 6, meanDegree: 5, draws: 3, seed: 1).extent == 1)
    let seven = model.simulate(banks: 7, meanDegree: 6, draws: 3, seed: 1, contagionShare: 0.2)
    #expect(seven.contagions == 0)
  }
}
