import Contagion
import LinearAlgebra
import Networks
import Testing

/// What the models beside ``propagate`` say of networks with nobody, with nobody connected, and with nothing to lose.
@Suite struct EdgesOfOtherModelsTests {
  static let none = needed(
    try ExposureNetwork(claims: Matrix(rows: 0, columns: 0), externalAssets: []))
  /// Three nodes: one with a buffer, one with none, one with less than nothing; nobody owes anybody inside.
  static let apart = needed(
    try ExposureNetwork(
      claims: Matrix(rows: 3, columns: 3), externalAssets: [3, 2, 1],
      externalLiabilities: [1, 2, 4]))

  @Test func `nobody has no impact, no bounds that bind and no resilience to lose`() {
    for valuation in [Valuation.linearDebtRank, .furfine(recovery: 0), .eisenbergNoe] {
      let nothing = impactAndVulnerability(
        Self.none, referenceEquity: [], weights: [], valuation: valuation)
      #expect(nothing.impact.isEmpty && nothing.vulnerability.isEmpty)
      #expect(nothing.report.status.isSolved)
      let alone = impactAndVulnerability(
        Self.apart, referenceEquity: [2, 0, -3], weights: [1, 1, 1], valuation: valuation)
      #expect(alone.impact == [0, 0, 0] && alone.vulnerability == [0, 0, 0])
    }
    #expect(
      debtRank(Self.none, referenceEquity: [], initialDistress: []).additionalStress(weights: [])
        == 0)
    let bounds = ContagionBounds(Self.none)
    #expect(bounds.shortfallMultiplier() == 1)
    #expect(bounds.relativeLossBound(defaultProbabilities: []) == 0)
    let wide = ContagionBounds(Self.apart)
    // Who owes nothing inside topples nobody but those without worth.
    #expect(wide.shockNeeded(toTopple: [0], from: 1) == .infinity)
    #expect(wide.shockNeeded(toTopple: [2], from: 0) == 2)
    #expect(
      resilience(Self.none, equity: []) == 1 && resilience(Self.apart, equity: [2, 0, -3]) == 1)
    #expect(weakestCut(Self.none) == nil && weakestCut(Self.apart)?.connection == 0)
  }

  @Test func `spectra and walks of nothing are nothing`() {
    let empty = Matrix(rows: 0, columns: 0)
    #expect(leverageSpectralRadius(Self.none, referenceEquity: []).value == 0)
    #expect(leverageSpectralRadius(Self.apart, referenceEquity: [2, 0, -3]).value == 0)
    #expect(spectralVectors(empty).right.isEmpty)
    #expect(spectralVectors(Matrix(rows: 2, columns: 2)).right == [0, 0])
    #expect(communicability(empty)?.elements.isEmpty == true)
    #expect(criticality(empty).isEmpty && impactSusceptibility(empty) == [])
    #expect(impactFluidity(empty) == 0 && impactDiffusion(empty)?.start.isEmpty == true)
    #expect(impactSusceptibility(Matrix(rows: 2, columns: 2)) == [0, 0])
    // A claim on a creditor without equity is no leverage, and fatal to nobody.
    let claims = Matrix(rows: [[0, 4], [0, 0]])
    #expect(leverageMatrix(claims: claims, referenceEquity: [0, 1])[0, 1] == 0)
    #expect(leverageMatrix(claims: claims, referenceEquity: [2, 1])[0, 1] == 2)
    #expect(fatalClaims(empty, referenceEquity: []).elements.isEmpty)
  }

  @Test func `cascades among nobody, and among those without equity, end at once`() {
    let nobody = gaiKapadia(Self.none, capital: [], initialDefaults: [])
    #expect(nobody.defaultRound.isEmpty && nobody.report.status == .exact)
    #expect(thresholdCascade(Self.none, referenceEquity: [], initialDistress: []).stress.isEmpty)
    // Without claims only those fail who fail by themselves.
    let alone = gaiKapadia(Self.apart, capital: [2, 0, -3], initialDefaults: [0])
    #expect(alone.defaulted[0] && !alone.defaulted[1])
    let batch = linearDebtRank(Self.apart, referenceEquity: [2, 0, -3])
    #expect(batch.reports.allSatisfy { $0.status.isSolved })
    let each = propagateEach(
      Self.none, valuation: .eisenbergNoe, referenceEquity: [], alreadyDefaulted: [[], []])
    #expect(each.count == 2 && each.allSatisfy { $0.equity.isEmpty })
  }

  @Test func `payments, ranks and derivatives of nothing are nothing`() throws {
    let paid = try clearPayments(dues: Matrix(rows: 0, columns: 0), resources: [])
    #expect(paid.paid.isEmpty && paid.report.status == .exact)
    let idle = try clearPayments(dues: Matrix(rows: 2, columns: 2), resources: [0, 5])
    #expect(idle.paidFraction == [1, 1] && idle.remaining == [0, 5] && idle.shortfall == [0, 0])
    let range = clearingRange(Self.apart, valuation: .eisenbergNoe, referenceEquity: [2, 0, -3])
    #expect(range.multiplicityGap == 0 && range.least.defaulted == [false, false, true])
    let sensitivity = clearingSensitivity(
      Self.apart, valuation: .eisenbergNoe, at: range.greatest, referenceEquity: [2, 0, -3])
    #expect(sensitivity.payments == Matrix(rows: 3, columns: 3))
    #expect(sensitivity.equity == Matrix.identity(3))
    let moved = clearingDerivative(
      Self.apart, along: NetworkDirection(count: 3), at: range.greatest)
    #expect(moved.payments == [0, 0, 0] && moved.equity == [0, 0, 0])
    // Ranked: what is short goes to the last class, an empty class takes nothing.
    let empty = DebtClass(claims: Matrix(rows: 3, columns: 3))
    let ranked = try clearBySeniority(
      externalAssets: Self.apart.externalAssets,
      classes: [
        empty, DebtClass(claims: empty.claims, externalLiabilities: [1, 2, 4]), empty,
      ])
    #expect(
      ranked.payments == [[0, 0, 0], [1, 2, 1], [0, 0, 0]] && ranked.equity == [2, 0, -3])
    #expect(ranked.defaultRound == [nil, nil, 0])
  }

  @Test func `negative net cash pays nothing until what comes in exceeds it, under every rank`()
    throws
  {
    // Node 0 has 1 and owes 3 outside first; it is owed 4 by node 1, who has 3, and owes node 2 five.
    let network = try ExposureNetwork(
      claims: Matrix(rows: [[0, 4, 0], [0, 0, 0], [5, 0, 0]]), externalAssets: [1, 3, 0],
      externalLiabilities: [3, 0, 0])
    for fixedPoint in [FixedPoint.greatest, .least] {
      let options = ContagionOptions(fixedPoint: fixedPoint)
      let found = propagate(
        network, valuation: .eisenbergNoe, referenceEquity: network.bookEquity, options: options)
      expectClose(found.payments, [1, 3, 0], 1e-14)
      expectClose(found.equity, [-4, -1, 1], 1e-14)
      let ranked = try clearCrossHoldings(
        network, equityHoldings: Matrix(rows: 3, columns: 3), options: options)
      expectClose(ranked.payments.flatMap { $0 }, [3, 0, 0, 1, 3, 0], 1e-14)
      expectClose(ranked.equity, [-4, -1, 1], 1e-14)
      let sparse = propagate(
        SparseExposures(network), valuation: .eisenbergNoe, referenceEquity: network.bookEquity,
        options: options)
      expectClose(sparse.payments, [1, 3, 0], 1e-14)
    }
    let soft = softDefault(network, stressTransmission: [1, 1, 1])
    expectClose(soft.payments, [1, 3, 0], 1e-13)
  }

  @Test func `the least clearing of a sparse ring is as exact as that of a dense one`() throws {
    let ring = try ExposureNetwork(
      claims: Matrix(rows: [[0, 1], [1, 0]]), externalAssets: [1e-8, 0])
    let least = propagate(
      SparseExposures(ring), valuation: .eisenbergNoe, referenceEquity: [1, 1],
      options: ContagionOptions(fixedPoint: .least))
    #expect(least.payments == [1, 1] && least.report.status == .exact)
    #expect(ExposureNetwork(SparseExposures(ring)) == ring)
  }

  @Test func `close to a singular ring the clearing is exact to what the leak leaves of digits`()
    throws
  {
    // Of every unit that goes round, the part `leak` goes outside: p = (assets/leak) on both.
    for leak in [1e-2, 1e-5, 1e-8, 1e-11] {
      let network = try ExposureNetwork(
        claims: Matrix(rows: [[0, 1 - leak], [1 - leak, 0]]), externalAssets: [leak / 4, leak / 4],
        externalLiabilities: [leak, leak])
      for fixedPoint in [FixedPoint.greatest, .least] {
        let found = propagate(
          network, valuation: .eisenbergNoe, referenceEquity: [1, 1],
          options: ContagionOptions(
            fixedPoint: fixedPoint, maximumIterations: 1000, externalLiabilities: .pariPassu))
        #expect(found.report.status == .exact, "leak \(leak): \(found.report)")
        for payment in found.payments {
          // Shares of one are rounded to 1e-16, of which the leak is what is solved with.
          #expect(abs(payment - 0.25) < 1e-15 / leak + 1e-12, "leak \(leak): \(payment)")
        }
      }
    }
  }

  @Test func `houses, margins and compression of nothing`() throws {
    let empty = Matrix(rows: 0, columns: 0)
    let summary = netting(empty)
    #expect(summary.gross == 0 && summary.bilateralEfficiency == nil)
    #expect(netPositions(empty).isEmpty && netExposures(classes: [], clearingHouses: []).isEmpty)
    #expect(netExposures(classes: [empty], clearingHouses: [[0]]).isEmpty)
    for rule in CompressionRule.allCases {
      #expect(compress(empty, rule: rule).excessRemoved == nil)
      #expect(compress(Matrix(rows: 2, columns: 2), rule: rule).grossAfter == 0)
    }
    let waterfall = DefaultWaterfall(layers: [])
    #expect(
      waterfall.allocate(loss: 3).uncovered == 3 && waterfall.allocate(loss: 0).uncovered == 0)
    for rule in AutoDeleveragingRule.allCases {
      #expect(autoDeleverage(deficit: 3, gains: [], scores: [], rule: rule).isEmpty)
      #expect(autoDeleverage(deficit: 3, gains: [-1, 0], scores: [1, 1], rule: rule) == [0, 0])
    }
    #expect(coverRequirement(losses: empty).unified == 0)
    #expect(liquidationCascade([], price: 1, depth: 1).report.status == .exact)
    #expect(herfindahlIndex([]) == 0 && effectiveNumber([0, 0]) == 0)
    #expect(shapleyValues(players: 0) { _ in 5 }.isEmpty && airportShapleyValues(costs: []).isEmpty)
  }

  @Test func `fire sales with nobody, and with nobody who has equity`() throws {
    let none = try OverlappingPortfolios(holdings: Matrix(rows: 0, columns: 0), liabilities: [])
    let rule = LeverageTargeting(minimumRatio: 0.03, bufferRatio: 0.04, targetRatio: 0.05)
    #expect(leverageTargeting(none, rule: rule).equity.isEmpty)
    #expect(
      thresholdDeleveraging(none, rule: ThresholdDeleveraging(maximumLeverage: 20)).systemLoss == 0)
    let cleared = try fireSaleClearing(
      none, claims: Matrix(rows: 0, columns: 0), minimumRatio: 0.07)
    #expect(cleared.equity.isEmpty && cleared.report.status.isSolved)
    #expect(liquidityWeightedOverlap(none).elements.isEmpty)
    // One at zero and one below: they sell all they must, nobody has a number that is none.
    let broke = try OverlappingPortfolios(
      holdings: Matrix(rows: [[10], [10]]), depths: [100], liabilities: [10, 12])
    for found in [
      portfolioCascade(broke), leverageTargeting(broke, rule: rule),
      thresholdDeleveraging(broke, rule: ThresholdDeleveraging(maximumLeverage: 20)),
    ] {
      #expect(found.equity.allSatisfy { $0.isFinite } && found.defaulted[1])
      #expect(found.distress.allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(found.prices[0] > 0 && found.prices[0] <= 1)
    }
    let joint = try fireSaleClearing(
      broke, claims: Matrix(rows: 2, columns: 2), minimumRatio: 0.07)
    #expect(joint.equity.allSatisfy { $0.isFinite } && joint.defaulted[1])
  }
}
