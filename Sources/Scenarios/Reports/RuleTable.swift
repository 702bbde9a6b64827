internal import Formats
package import Regimes
internal import Simulation

/// The mean and dispersion of each numeric rule in each of some regimes, weighted by activity.
package struct RuleTable: Sendable {
  package struct Row: Sendable {
    package let rule: String
    package let unit: String
    /// One for each regime.
    package let moments: [RuleMoments]
  }

  package let columns: [String]
  package let rows: [Row]
}

extension Scenario {
  /// The rules in the cells of the two-by-two, or else in every regime.
  package var ruleTable: RuleTable {
    let world = specification(replicate: 0)
    let cells = comparison.twoByTwo?.regimes
    let columns = cells?.map(\.cell) ?? regimes.map(\.name)
    let chosen = cells?.compactMap { regime(named: $0.regime) } ?? regimes
    let assets = world.assets.map(\.id)
    let resolved = chosen.compactMap {
      try? ResolvedRegime($0, jurisdictions: world.jurisdictions, assets: assets)
    }
    let weights = world.jurisdictions.map(\.activity)
    let rows = NumericRule.all(assets: assets).map { rule in
      RuleTable.Row(
        rule: rule.name, unit: rule.unit,
        moments: resolved.map { RuleMoments($0.rulebooks.map(rule.get), weights: weights) })
    }
    return RuleTable(columns: columns, rows: rows)
  }
}
