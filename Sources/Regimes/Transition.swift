internal import LinearAlgebra

/// When and how fast rules change in the course of a run (MODEL.md, "Levers").
package struct Transition: Sendable, Equatable {
  package enum Trigger: String, Sendable, CaseIterable {
    /// From a stated hour on, whatever happens.
    case proactive
    /// From the first default on that is known at a stated hour or later.
    case reactive
  }

  package var trigger = Trigger.proactive
  /// The hour at which legislation is begun, or from which on a default begins it.
  package var startsHours = 0.0
  /// From the beginning of legislation until the path is entered.
  package var legislativeDelayHours = 0.0
  /// How long the path is; step `k` of `n` is in force after `k/n` of it.
  package var durationHours = 0.0
  package var steps = 1
  /// What is no number changes over at the first step beyond this share of the path.
  package var switchPoint = 0.5

  package init() {}
}

/// Whether a regime is in force from the start.
package indirect enum RegimeIntroduction: Sendable, Equatable {
  case atOnce
  /// Another regime is in force first.
  case gradual(from: Regime, Transition)
}

/// The rules that come into force step by step after those with which a run starts.
///
/// All are written on the same zones, those that every step has apart: zones that grow together are not merged in
/// the books, but recognise each other fully from then on, so that nothing between them is slow or scaled, and with
/// unbounded arbitrage they are one (docking table). Custody stays as it was: what is deposited keeps the law of
/// its deposit; and contracts between two parties stay theirs where what is new is cleared.
package struct ResolvedTransition: Sendable, Equatable {
  package let plan: Transition
  /// By step; the last is where the path ends.
  package let stages: [ResolvedRegime]
  /// Rules that each step changes for the first time, which firms pay for once.
  package let changes: [RuleChanges]
}

extension ResolvedRegime {
  /// The rules at the start of a run in which they move to those of another regime.
  ///
  /// Where both are the same this is just that regime.
  init(
    from first: ResolvedRegime, to second: ResolvedRegime, by plan: Transition,
    costPerRule: Double, jurisdictions: [Jurisdiction], assets: [String]
  ) throws(RecognitionError) {
    var stages: [ResolvedRegime] = []
    for step in 1...plan.steps {
      let place = LeverPositions(
        all: Double(step) / Double(plan.steps), single: [.custody: 0],
        switchPoint: plan.switchPoint)
      stages.append(
        try ResolvedRegime(
          between: first, and: second, at: place, jurisdictions: jurisdictions, assets: assets))
    }
    guard stages.contains(where: { $0 != first }) else {
      self = first
      return
    }
    var common = first.recognition
    for j in 0..<common.rows {
      for k in 0..<common.columns { common[j, k] = min(common[j, k], second.recognition[j, k]) }
    }
    let apart = try Zones(recognition: common).zoneOfJurisdiction
    var changed = jurisdictions.map { _ in Set<String>() }
    var changes: [RuleChanges] = []
    for stage in stages {
      let counts = jurisdictions.indices.map { j in
        let before = changed[j].count
        changed[j].formUnion(
          rulesThatDiffer(first.rulebooks[j], stage.rulebooks[j], assets: assets))
        return changed[j].count - before
      }
      changes.append(RuleChanges(costPerRule: costPerRule, counts: counts))
    }
    var start = first.keeping(apart: apart)
    start.transition = ResolvedTransition(
      plan: plan, stages: stages.map { $0.keeping(apart: apart) }, changes: changes)
    self = start
  }

  /// The same rules on zones that may recognise each other fully.
  private func keeping(apart zoneOfJurisdiction: [Int]) -> ResolvedRegime {
    var copy = self
    copy.zones = Zones(zoneOfJurisdiction, recognition: recognition)
    return copy
  }
}

extension Regime {
  /// What the change of one rule on the way to it costs; between two others, as the dearer of them says.
  var statedTransitionCost: Double {
    guard case .between(let first, let second, _) = origin else { return transitionCostPerRule }
    return max(first.transitionCostPerRule, second.transitionCostPerRule)
  }
}

/// The names of the rules that differ between two rulebooks.
private func rulesThatDiffer(
  _ left: Rulebook, _ right: Rulebook, assets: [String]
) -> [String] {
  NumericRule.all(assets: assets).filter {
    ($0.isInForce(left) || $0.isInForce(right)) && $0.get(left) != $0.get(right)
  }.map(\.name)
    + CategoricalRule.all.filter {
      ($0.isInForce(left) || $0.isInForce(right)) && $0.text(left) != $0.text(right)
    }.map(\.name)
}
