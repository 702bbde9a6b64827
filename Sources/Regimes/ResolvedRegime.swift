package import LinearAlgebra

/// A jurisdiction: its own rulebook, and its weight in the activity-weighted centre of the rules.
package struct Jurisdiction: Sendable, Equatable {
  package var id: String
  package var rulebook: Rulebook
  package var activity: Double

  package init(id: String, rulebook: Rulebook, activity: Double) {
    self.id = id
    self.rulebook = rulebook
    self.activity = activity
  }
}

/// The canonical form of a regime: equal values give equal runs, whatever the regime's name.
package struct ResolvedRegime: Sendable, Equatable {
  package let rulebooks: [Rulebook]
  /// How far `k`'s licences count in `j`.
  package let recognition: Matrix
  /// How far positions in `k` offset positions in `j` where margin is computed.
  package let collateralRecognition: Matrix
  /// How far `k`'s reports complete the perimeter of `j`'s authority.
  package let reportRecognition: Matrix
  package let topology: ClearingTopology
  /// Id of the clearing house of the world; nil where the topology has none, or takes the first.
  package let globalClearer: String?
  package let positionData: PositionData
  package let coordination: Coordination
  package let settlementDelayHours: Double
  package let interoperability: Interoperability
  package let commonality: Double
  /// What the change of one rule costs a firm, by lever; 0 where no rule of the lever changes.
  package let transitionCostPerRule: [Lever: Double]
  /// What changes against the jurisdictions' own rulebooks, by what the change of one rule costs.
  package let ruleChanges: [RuleChanges]

  /// Jurisdictions that share one pool of liquidity, by mutual recognition of licences.
  package internal(set) var zones: Zones
  /// Jurisdictions between which positions offset without loss.
  package let collateralPools: Zones
  /// Jurisdictions whose authorities act as one.
  package let perimeters: Zones
  /// What comes into force in the course of a run; everything else is what it starts with.
  package internal(set) var transition: ResolvedTransition?
}

/// Rules that change on the way to a regime, and what each costs a firm, once.
package struct RuleChanges: Sendable, Equatable {
  package let costPerRule: Double
  /// How many rules change, by jurisdiction.
  package let counts: [Int]
}

/// Everything that a canonical form is made of; what follows from it is derived in one place.
struct RegimeContents {
  var rulebooks: [Rulebook]
  var recognition: [RecognitionSubject: Matrix]
  var topology: ClearingTopology
  var globalClearer: String?
  var positionData: PositionData
  var coordination: Coordination
  var settlementDelayHours: Double
  var interoperability: Interoperability
  var commonality: Double
  /// By lever.
  var transitionCostPerRule: [Lever: Double]
}

extension ResolvedRegime {
  /// Moves every rule of every jurisdiction along the regime's path and derives the zones.
  package init(
    _ regime: Regime, jurisdictions: [Jurisdiction], assets: [String]
  ) throws(RecognitionError) {
    if case .gradual(let first, let plan) = regime.introduction {
      var destination = regime
      destination.introduction = .atOnce
      try self.init(
        from: ResolvedRegime(first, jurisdictions: jurisdictions, assets: assets),
        to: ResolvedRegime(destination, jurisdictions: jurisdictions, assets: assets), by: plan,
        costPerRule: regime.statedTransitionCost, jurisdictions: jurisdictions, assets: assets)
      return
    }
    if case .between(let first, let second, let positions) = regime.origin {
      try self.init(
        between: ResolvedRegime(first, jurisdictions: jurisdictions, assets: assets),
        and: ResolvedRegime(second, jurisdictions: jurisdictions, assets: assets), at: positions,
        jurisdictions: jurisdictions, assets: assets)
      return
    }
    var recognition: [RecognitionSubject: Matrix] = [:]
    for subject in RecognitionSubject.allCases {
      recognition[subject] = regime.recognitionMatrix(
        of: subject, jurisdictions: jurisdictions.count)
    }
    let contents = RegimeContents(
      rulebooks: unified(
        harmonised(jurisdictions, along: regime.path, assets: assets), of: jurisdictions,
        in: regime.blocs, assets: assets),
      recognition: recognition, topology: regime.topology, globalClearer: regime.globalClearer,
      positionData: regime.positionData, coordination: regime.coordination,
      settlementDelayHours: regime.settlementDelayHours,
      interoperability: regime.interoperability, commonality: regime.commonality,
      transitionCostPerRule: Dictionary(
        uniqueKeysWithValues: Lever.allCases.map { ($0, regime.transitionCostPerRule) }))
    try self.init(contents, jurisdictions: jurisdictions, assets: assets)
  }

  init(
    _ contents: RegimeContents, jurisdictions: [Jurisdiction], assets: [String]
  ) throws(RecognitionError) {
    let count = jurisdictions.count
    func matrix(_ subject: RecognitionSubject) -> Matrix {
      contents.recognition[subject] ?? Matrix.identity(count)
    }
    rulebooks = contents.rulebooks
    recognition = matrix(.licences)
    collateralRecognition = matrix(.collateral)
    reportRecognition = matrix(.reports)
    zones = try Zones(recognition: recognition)
    collateralPools = Zones(alike: collateralRecognition)
    perimeters = Zones(alike: reportRecognition)
    topology = contents.topology
    globalClearer = contents.topology == .global ? contents.globalClearer : nil
    positionData = contents.positionData
    coordination = contents.coordination
    settlementDelayHours = contents.settlementDelayHours
    interoperability = contents.interoperability
    commonality = contents.commonality
    let pairs = zip(jurisdictions.map(\.rulebook), contents.rulebooks)
    func counts(_ levers: [Lever]) -> [Int] {
      pairs.map { differingRules($0, $1, assets: assets, of: Set(levers)) }
    }
    var costs: [Lever: Double] = [:]
    for lever in Lever.allCases {
      let hasChanges = counts([lever]).contains { $0 > 0 }
      costs[lever] = hasChanges ? contents.transitionCostPerRule[lever] : 0
    }
    transitionCostPerRule = costs
    // Levers whose rules cost the same to change are counted together.
    ruleChanges = Set(costs.values).sorted().map { cost in
      RuleChanges(costPerRule: cost, counts: counts(Lever.allCases.filter { costs[$0] == cost }))
    }
  }

  func transitionCost(of lever: Lever) -> Double { transitionCostPerRule[lever] ?? 0 }

  /// How many rules change in each jurisdiction against its own rulebook.
  package var changedRules: [Int] {
    rulebooks.indices.map { j in ruleChanges.reduce(0) { $0 + $1.counts[j] } }
  }
}

/// How many rules, numeric or categorical, differ between two rulebooks; what says nothing in either is equal.
package func differingRules(_ left: Rulebook, _ right: Rulebook, assets: [String]) -> Int {
  differingRules(left, right, assets: assets, of: Set(Lever.allCases))
}

/// How many rules of some levers differ between two rulebooks; what says nothing in either is equal.
func differingRules(
  _ left: Rulebook, _ right: Rulebook, assets: [String], of levers: Set<Lever>
) -> Int {
  NumericRule.all(assets: assets).count {
    levers.contains($0.lever) && ($0.isInForce(left) || $0.isInForce(right))
      && $0.get(left) != $0.get(right)
  }
    + CategoricalRule.all.count {
      levers.contains($0.lever) && ($0.isInForce(left) || $0.isInForce(right))
        && $0.text(left) != $0.text(right)
    }
}

/// How many rules there are in a world with these rulebooks: all that are in force in one of them.
package func ruleCount(_ rulebooks: [Rulebook], assets: [String]) -> Int {
  NumericRule.all(assets: assets).count { rulebooks.contains(where: $0.isInForce) }
    + CategoricalRule.all.count { rulebooks.contains(where: $0.isInForce) }
}
