import LinearAlgebra
import Testing

@testable import Regimes

/// Two regimes that differ in every lever, and what lies between them.
@Suite("Levers and partial paths")
struct LeversTests {
  static let jurisdictions = HarmonisationTests.jurisdictions().enumerated().map { j, each in
    var changed = each
    changed.rulebook.capitalRatio = 0.02 * Double(j)
    changed.rulebook.skinInTheGameShare = [0.1, 0.2, 0.4][j]
    changed.rulebook.auditHazardScale = [3, 1, 0.5][j]
    changed.rulebook.access = [.everyone, .qualified, .licensed][j]
    changed.rulebook.enforcementThreshold = 0.03 * Double(j)
    return changed
  }

  static func fragmented() -> Regime {
    var regime = Regime(name: "fragmented")
    regime.transitionCostPerRule = 1
    return regime
  }

  static func harmonised() -> Regime {
    var regime = Regime(name: "harmonised")
    regime.path.dispersion = 0
    regime.path.strictness = 0.5
    regime.recognition = .full
    regime.topology = .global
    regime.globalClearer = "house"
    regime.positionData = .shared
    regime.coordination = .college(delayHours: 4, quorum: 0.5)
    regime.settlementDelayHours = 2
    regime.commonality = 0.6
    regime.transitionCostPerRule = 3
    return regime
  }

  func resolve(_ regime: Regime) throws -> ResolvedRegime {
    try ResolvedRegime(
      regime, jurisdictions: Self.jurisdictions, assets: HarmonisationTests.assets)
  }

  func mixed(_ levers: some Sequence<Lever>) throws -> ResolvedRegime {
    .mixed(
      from: try resolve(Self.fragmented()), to: try resolve(Self.harmonised()), levers: levers,
      jurisdictions: Self.jurisdictions, assets: HarmonisationTests.assets)
  }

  func between(_ positions: LeverPositions) throws -> ResolvedRegime {
    var regime = Regime(name: "between")
    regime.origin = .between(Self.fragmented(), Self.harmonised(), positions)
    return try resolve(regime)
  }

  /// Every field of a canonical form that a lever may move, as text, by the lever to which it belongs.
  func fields(_ regime: ResolvedRegime) -> [Lever: [String]] {
    var fields: [Lever: [String]] = [:]
    for rule in NumericRule.all(assets: HarmonisationTests.assets) {
      fields[rule.lever, default: []] += regime.rulebooks.map { "\(rule.get($0))" }
    }
    for rule in CategoricalRule.all {
      fields[rule.lever, default: []] += regime.rulebooks.map { rule.text($0) }
    }
    fields[.clearing, default: []] += [
      "\(regime.topology)", regime.globalClearer ?? "", "\(regime.positionData)",
    ]
    fields[.enforcement, default: []].append("\(regime.coordination)")
    fields[.technicalStandards, default: []] += [
      "\(regime.settlementDelayHours)", "\(regime.commonality)",
    ]
    for subject in RecognitionSubject.allCases {
      let matrix = regime.matrix(of: subject)
      fields[subject.lever, default: []] += (0..<matrix.rows).map { "\(matrix.row($0))" }
    }
    return fields
  }

  @Test("no lever moved is the one regime and all ten moved are the other, in every field")
  func ends() throws {
    #expect(try mixed([]) == resolve(Self.fragmented()))
    #expect(try mixed(Lever.allCases) == resolve(Self.harmonised()))
  }

  @Test("each lever moves its own fields, all of them, and no others", arguments: Lever.allCases)
  func ownFields(lever: Lever) throws {
    let apart = fields(try resolve(Self.fragmented()))
    let together = fields(try resolve(Self.harmonised()))
    let found = fields(try mixed([lever]))
    for each in Lever.allCases {
      #expect(found[each] == (each == lever ? together[each] : apart[each]), "\(each)")
    }
    #expect(together[lever] != apart[lever])
  }

  @Test("levers move in any order to the same place")
  func anyOrder() throws {
    let first = resolveTwice([.margin, .access], then: [.clearing])
    let second = resolveTwice([.clearing], then: [.access, .margin])
    #expect(try first() == second())
    #expect(try first() == mixed([.margin, .clearing, .access]))
  }

  private func resolveTwice(
    _ levers: [Lever], then more: [Lever]
  ) -> () throws -> ResolvedRegime {
    {
      .mixed(
        from: try mixed(levers), to: try resolve(Self.harmonised()), levers: more,
        jurisdictions: Self.jurisdictions, assets: HarmonisationTests.assets)
    }
  }

  @Test("a rule that a lever has moved costs what the regime asks from which it comes")
  func transitionCosts() throws {
    func cost(_ regime: ResolvedRegime) -> Double {
      regime.ruleChanges.reduce(0) { $0 + $1.costPerRule * Double($1.counts.reduce(0, +)) }
    }
    #expect(cost(try mixed([])) == 0)
    var sum = 0.0
    for lever in Lever.allCases { sum += cost(try mixed([lever])) }
    let all = try mixed(Lever.allCases)
    #expect(sum == cost(all))
    #expect(cost(all) == 3 * Double(all.changedRules.reduce(0, +)))
    #expect(cost(all) > 0)
  }

  @Test("h = 0 and h = 1 are the two regimes, whatever the switch point", arguments: [0, 0.5, 1])
  func partialEnds(switchPoint: Double) throws {
    #expect(
      try between(.init(all: 0, switchPoint: switchPoint)) == resolve(Self.fragmented()))
    #expect(
      try between(.init(all: 1, switchPoint: switchPoint)) == resolve(Self.harmonised()))
  }

  @Test(
    "dispersion falls and recognition rises all along the path, and zones merge at its end only")
  func monotone() throws {
    let weights = Self.jurisdictions.map(\.activity)
    var last: [Double]?
    for step in 0...8 {
      let h = Double(step) / 8
      let regime = try between(.init(all: h))
      let spreads = NumericRule.all(assets: HarmonisationTests.assets).map {
        RuleMoments(regime.rulebooks.map($0.get), weights: weights).dispersion
      }
      if let last {
        for (now, then) in zip(spreads, last) { #expect(then == 0 ? now == 0 : now < then) }
      }
      last = spreads
      #expect(regime.recognition[0, 1] == h)
      #expect(regime.zones.count == (h == 1 ? 1 : 3))
    }
  }

  @Test(
    "half way, every rule is half as far from its centre, and the centre half way to the strict one"
  )
  func halfWay() throws {
    let weights = Self.jurisdictions.map(\.activity)
    let ends = [try resolve(Self.fragmented()), try resolve(Self.harmonised())]
    let half = try between(.init(all: 0.5))
    for rule in NumericRule.all(assets: HarmonisationTests.assets) {
      let moments = (ends + [half]).map {
        RuleMoments($0.rulebooks.map(rule.get), weights: weights)
      }
      // Rounding of sums of three terms.
      #expect(abs(moments[2].dispersion - moments[0].dispersion / 2) < 1e-12 * 200, "\(rule.name)")
      #expect(abs(moments[2].mean - (moments[0].mean + moments[1].mean) / 2) < 1e-12 * 200)
    }
  }

  @Test("what is no number changes over where h is above the switch point, lever by lever")
  func switchPoint() throws {
    let at = try between(.init(all: 0.4, switchPoint: 0.4))
    let above = try between(.init(all: 0.41, switchPoint: 0.4))
    #expect(at.topology == .perVenue && above.topology == .global)
    #expect(at.coordination == .alone && above.coordination != .alone)
    #expect(Set(at.rulebooks.map(\.access)).count == 3)
    #expect(Set(above.rulebooks.map(\.access)).count == 1)
    let one = try between(.init(all: 0, single: [.clearing: 0.6], switchPoint: 0.5))
    #expect(one.topology == .global && one.coordination == .alone)
  }

  @Test("full recognition of licences must be transitive; of collateral and reports it need not be")
  func subjects() throws {
    var matrix = Matrix(rows: 3, columns: 3, repeating: 1)
    matrix[0, 2] = 0.5
    matrix[2, 0] = 0.5
    for subject in RecognitionSubject.allCases {
      var regime = Self.fragmented()
      regime.recognitionBySubject[subject] = .matrix(matrix)
      guard subject != .licences else {
        #expect(throws: RecognitionError.notTransitive(a: 0, b: 1, c: 2)) { try resolve(regime) }
        continue
      }
      let resolved = try resolve(regime)
      #expect(resolved.zones.count == 3)
      // The first and the third part ways, so nobody is in one class with both.
      let classes = subject == .collateral ? resolved.collateralPools : resolved.perimeters
      #expect(classes.zoneOfJurisdiction == [0, 1, 2])
      #expect(classes.mutual[0, 1] == 1 && classes.mutual[0, 2] == 0.5)
    }
  }

  @Test(
    "where full recognition is transitive, its classes are the zones", arguments: [0.0, 0.4, 1])
  func classes(other: Double) throws {
    var matrix = Matrix(rows: 3, columns: 3, repeating: other)
    for (j, k) in [(0, 2), (2, 0)] { matrix[j, k] = 1 }
    var regime = Self.fragmented()
    regime.recognition = .matrix(matrix)
    let resolved = try resolve(regime)
    #expect(resolved.collateralPools == resolved.zones)
    #expect(resolved.perimeters == resolved.zones)
  }
}
