import Contagion
import Glibc
import LinearAlgebra
import Networks
import Testing

@Suite struct SolveValuationTests {
  static let sweepTolerance = 1e-9

  /// A valuation as a user would write it: a guarantee pays at least `floor` of every claim.
  struct Guaranteed: InterbankValuation {
    let floor: Double
    func value(equity: Double, debtor: Debtor) -> Double {
      guard debtor.isInDefault(equity) else { return 1 }
      guard debtor.obligations > 0 else { return floor }
      return max(floor, 1 + equity / debtor.obligations)
    }
  }

  @Test(arguments: FixedPointLawsTests.models)
  func `iteration of the valuation function is what the exact solver finds`(_ model: Valuation) {
    for world in RandomWorld.some {
      for fixedPoint in [FixedPoint.greatest, .least] {
        for rank in [ExternalLiabilities.senior, .pariPassu] {
          let options = ContagionOptions(fixedPoint: fixedPoint, externalLiabilities: rank)
          let exact = propagate(
            world.network, valuation: model, referenceEquity: world.reference, options: options)
          let found = solveValuation(
            world.network, valuation: model, referenceEquity: world.reference, options: options)
          expectClose(found.equity, exact.equity, Self.sweepTolerance)
          expectClose(found.payments, exact.payments, Self.sweepTolerance)
          expectClose(found.distress, exact.distress, Self.sweepTolerance)
          #expect(found.defaulted == exact.defaulted, "\(world)")
        }
      }
    }
  }

  @Test(arguments: PublishedCasesTests.family)
  func `the published valuation family is reproduced by iteration`(_ given: PublishedCase) throws {
    let network = try given.exposures()
    let found = solveValuation(
      network, valuation: try given.model(), referenceEquity: given.reference(network))
    expectClose(found.equity, try #require(given.expected.equity), given.tolerance)
  }

  @Test func `a valuation of one's own takes ten lines`() {
    var helped = 0
    for world in RandomWorld.some.prefix(60) {
      let plain = propagate(
        world.network, valuation: .eisenbergNoe, referenceEquity: world.reference)
      let none = solveValuation(
        world.network, valuation: Guaranteed(floor: 0), referenceEquity: world.reference)
      expectClose(none.equity, plain.equity, Self.sweepTolerance)
      let half = solveValuation(
        world.network, valuation: Guaranteed(floor: 0.5), referenceEquity: world.reference)
      for i in 0..<world.network.count {
        #expect(half.equity[i] >= none.equity[i] - Self.sweepTolerance)
        #expect(half.valuation[i] >= 0.5)
        if half.equity[i] > none.equity[i] + 0.01 { helped += 1 }
      }
      let all = solveValuation(
        world.network, valuation: Guaranteed(floor: 1), referenceEquity: world.reference)
      expectClose(all.equity, world.network.bookEquity, 1e-13)
    }
    #expect(helped > 20)
  }

  @Test func `a valuation outside its bounds or falling with equity is the caller's mistake`() async
  {
    await #expect(processExitsWith: .failure) {
      struct TooMuch: InterbankValuation {
        func value(equity: Double, debtor: Debtor) -> Double { 1.5 }
      }
      let network = try ExposureNetwork(
        claims: Matrix(rows: [[0, 1], [0, 0]]), externalAssets: [1, 1])
      _ = solveValuation(network, valuation: TooMuch(), referenceEquity: [1, 1])
    }
    await #expect(processExitsWith: .failure) {
      struct Perverse: InterbankValuation {
        func value(equity: Double, debtor: Debtor) -> Double { equity < 0 ? 1 : 0.5 }
      }
      let network = try ExposureNetwork(
        claims: Matrix(rows: [[0, 2], [2, 0]]), externalAssets: [0.5, 0.5])
      _ = solveValuation(network, valuation: Perverse(), referenceEquity: [1, 1])
    }
  }

  @Test func `without risk the expected payment is Eisenberg–Noe's`() throws {
    let cycle = Matrix(rows: [[0, 0, 2], [4, 0, 0], [0, 3, 0]])
    for shock in [0.05, 0.1, 0.15] {
      let network = try ExposureNetwork(
        claims: cycle, externalAssets: [20, 20, 10].map { $0 * (1 - shock) },
        externalLiabilities: [17, 18, 8])
      let plain = propagate(network, valuation: .eisenbergNoe, referenceEquity: [1, 3, 3])
      for volatility in [1e-4, 1e-6, 0] {
        let found = solveValuation(
          network, valuation: ExAnteEisenbergNoe(volatility: .common(volatility)),
          referenceEquity: [1, 3, 3])
        // At equity zero an option on assets of 20 is worth 0.4·σ·20 per unit.
        expectClose(found.equity, plain.equity, 50 * volatility + 1e-10)
      }
    }
  }

  @Test func `expected recovery is the integral over the external assets`() {
    for (equity, assets, owed, volatility) in [
      (0.4, 3.0, 2.0, 0.3), (-0.7, 3, 2, 0.3), (-2.5, 3, 2, 0.5), (1.2, 2, 0.5, 1),
      (0.1, 10, 0.5, 0.1),
    ] {
      // Simpson's rule over ±12 standard deviations; the integrand's kinks cost no more than 1e-7.
      let steps = 200_000
      let width = 24.0 / Double(steps)
      var value = 0.0
      for place in 0...steps {
        let z = -12 + width * Double(place)
        let later = equity + assets * (exp(volatility * z - 0.5 * volatility * volatility) - 1)
        let paid = later >= 0 ? 1 : max(0, 1 + later / owed)
        let weight = place == 0 || place == steps ? 1.0 : (place % 2 == 1 ? 4 : 2)
        value += weight * width / 3 * paid * exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
      }
      let point = ValuationPoint(
        equity: equity, assets: assets, owed: owed, volatility: volatility, share: 1, value: 0,
        merton: 0, blackCox: 0)
      let found = point.value(ExAnteEisenbergNoe(volatility: .common(volatility)))
      #expect(abs(found - value) < 1e-6, "\(found) for \(value)")
    }
  }

  @Test func `default at any time has the law of the first passage`() {
    for (equity, assets, volatility) in [(0.4, 3.0, 0.3), (1.2, 2, 1), (0.1, 10, 0.1), (0.9, 1, 2)]
    {
      // The density of the first time at which a motion of drift −σ²/2 reaches ln(1 − E/Ae), midpoint rule.
      let barrier = log1p(-equity / assets)
      let steps = 400_000
      var probability = 0.0
      for place in 0..<steps {
        let time = (Double(place) + 0.5) / Double(steps)
        let variance = volatility * volatility * time
        let gap = barrier + 0.5 * variance
        probability +=
          -barrier / (time * (2 * Double.pi * variance).squareRoot())
          * exp(-0.5 * gap * gap / variance) / Double(steps)
      }
      let found = blackCoxDefaultProbability(
        equity: equity, externalAssets: assets, volatility: volatility)
      #expect(abs(found - probability) < 1e-6, "\(found) for \(probability)")
      #expect(
        found
          >= mertonDefaultProbability(
            equity: equity, externalAssets: assets, volatility: volatility))
    }
  }

  @Test func `every ex-ante valuation rises with equity, from nothing to one`() {
    for volatility in [0, 0.01, 0.2, 1.5] {
      let risk = HorizonVolatility.each([volatility])
      for valuation: any InterbankValuation in [
        ExAnteEisenbergNoe(volatility: risk, recoveredShare: 0.7),
        ExAnteEisenbergNoe(volatility: risk), ExAnteFurfine(volatility: risk, recovery: 0.3),
        ExAnteBlackCox(volatility: risk, recovery: 0.3),
      ] {
        for assets in [0, 0.5, 3] {
          for owed in [0, 2.0] {
            let debtor = Debtor(externalAssets: assets, obligations: owed)
            var last = 0.0
            for step in 0...2000 {
              let value = valuation.value(equity: -4 + 0.005 * Double(step), debtor: debtor)
              // Differences of distribution functions are rounded at 1e-15.
              #expect(value >= last - 1e-14 && value <= 1)
              last = value
            }
            #expect(valuation.value(equity: -1e6, debtor: debtor) < 0.31)
            #expect(valuation.value(equity: 1e6, debtor: debtor) == 1)
          }
        }
      }
    }
  }

  @Test func `the reported contraction is the rate at which sweeps close in`() throws {
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 0, 2], [4, 0, 0], [0, 3, 0]]), externalAssets: [18, 18, 9],
      externalLiabilities: [17, 18, 8])
    let model = ExAnteEisenbergNoe(volatility: .common(0.1), recoveredShare: 0.7)
    func solved(_ limit: Int) -> ContagionResult {
      solveValuation(
        network, valuation: model, referenceEquity: [1, 3, 3],
        options: ContagionOptions(maximumIterations: limit), reportsContraction: true)
    }
    let exact = solved(100_000)
    let rate = try #require(exact.report.spectralRadius)
    #expect(exact.report.status == .converged && rate < 1)
    func distance(_ limit: Int) -> Double {
      abs(solved(limit).equity[0] - exact.equity[0])
    }
    #expect(solved(20).report.status == .iterationLimit)
    // Over three rounds of the cycle, in which directions repeat.
    let observed = pow(distance(29) / distance(20), 1.0 / 9)
    #expect(abs(observed - rate) < 0.02, "\(observed) for \(rate)")
    #expect(solved(20).equity[0] > exact.equity[0])
  }

  @Test func `nothing owed, nothing owned and no reference equity are no exceptions`() throws {
    // Node 0 owes outside more than it has; nobody has a claim on it; node 2 has no reference equity.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 1, 0], [0, 0, 1], [0, 0, 0]]), externalAssets: [0, 0, 0],
      externalLiabilities: [3, 0, 0])
    let risk = HorizonVolatility.common(0.2)
    for valuation: any InterbankValuation in [
      ExAnteEisenbergNoe(volatility: risk), ExAnteFurfine(volatility: risk, recovery: 0),
      Valuation.linearDebtRank, Valuation.eisenbergNoe,
    ] {
      func solve(_ valuation: some InterbankValuation) -> ContagionResult {
        solveValuation(network, valuation: valuation, referenceEquity: [-1, 1, 0])
      }
      let found = solve(valuation)
      #expect(found.equity == [-3, -1, -1] && found.valuation == [0, 0, 0])
      #expect(found.defaulted == [true, true, true] && found.distress == [1, 1, 1])
    }
    let none = try ExposureNetwork(claims: Matrix(rows: 0, columns: 0), externalAssets: [])
    let empty = solveValuation(
      none, valuation: Valuation.eisenbergNoe, referenceEquity: [], reportsContraction: true)
    #expect(empty.equity.isEmpty && empty.report.status == .exact)
    #expect(empty.report.spectralRadius == 0)
  }
}
