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
  package let zones: Zones
  package let recognition: Matrix
  package let topology: ClearingTopology
  /// Id of the clearing house of the world; nil where the topology has none, or takes the first.
  package let globalClearer: String?
  package let coordination: Coordination
  package let settlementDelayHours: Double
  package let commonality: Double
  package let transitionCostPerRule: Double
  /// How many rules change in each jurisdiction against its own rulebook.
  package let changedRules: [Int]

  /// Moves every rule of every jurisdiction along the regime's path and derives the zones.
  package init(
    _ regime: Regime, jurisdictions: [Jurisdiction], assets: [String]
  ) throws(RecognitionError) {
    let recognition = regime.recognition.matrix(jurisdictions: jurisdictions.count)
    let resolved = harmonised(jurisdictions, along: regime.path, assets: assets)
    self.rulebooks = resolved
    self.recognition = recognition
    self.zones = try Zones(recognition: recognition)
    self.topology = regime.topology
    self.globalClearer = regime.topology == .global ? regime.globalClearer : nil
    self.coordination = regime.coordination
    self.settlementDelayHours = regime.settlementDelayHours
    self.commonality = regime.commonality
    self.transitionCostPerRule = regime.transitionCostPerRule
    self.changedRules = zip(jurisdictions, resolved).map { jurisdiction, after in
      differingRules(jurisdiction.rulebook, after, assets: assets)
    }
  }
}

/// How many rules, numeric or categorical, differ between two rulebooks; what says nothing in either is equal.
package func differingRules(_ left: Rulebook, _ right: Rulebook, assets: [String]) -> Int {
  NumericRule.all(assets: assets).count {
    ($0.isInForce(left) || $0.isInForce(right)) && $0.get(left) != $0.get(right)
  }
    + CategoricalRule.all.count {
      ($0.isInForce(left) || $0.isInForce(right)) && $0.text(left) != $0.text(right)
    }
}

/// How many rules there are in a world with these rulebooks: all that are in force in one of them.
package func ruleCount(_ rulebooks: [Rulebook], assets: [String]) -> Int {
  NumericRule.all(assets: assets).count { rulebooks.contains(where: $0.isInForce) }
    + CategoricalRule.all.count { rulebooks.contains(where: $0.isInForce) }
}
