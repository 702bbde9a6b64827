internal import Formats
package import Regimes
internal import Simulation

/// The rules in each of some regimes: mean and dispersion of numbers, mode of categories, weighted by
/// activity.
package struct RuleTable: Sendable {
  package struct Row: Sendable {
    package let rule: String
    package let unit: String
    /// One for each regime.
    package let moments: [RuleMoments]
  }

  /// A rule that is a category.
  package struct CategoryRow: Sendable {
    package let rule: String
    /// The category with the greatest activity and its share, one for each regime.
    package let modes: [(category: String, share: Double)]
  }

  package let columns: [String]
  package let rows: [Row]
  package let categories: [CategoryRow]
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
    // A parameter of a mechanism that no rulebook uses says nothing.
    let rulebooks = world.jurisdictions.map(\.rulebook)
    let numeric = NumericRule.all(assets: assets).filter { rulebooks.contains(where: $0.isInForce) }
    let rows = numeric.map { rule in
      RuleTable.Row(
        rule: rule.name, unit: rule.unit,
        moments: resolved.map { RuleMoments($0.rulebooks.map(rule.get), weights: weights) })
    }
    let categorical = CategoricalRule.all.filter { rulebooks.contains(where: $0.isInForce) }
    let categories = categorical.map { rule in
      RuleTable.CategoryRow(
        rule: rule.name, modes: resolved.map { mode($0.rulebooks.map(rule.text), weights) })
    }
    return RuleTable(columns: columns, rows: rows, categories: categories)
  }

  /// The category with the greatest weight, the first of equals, and its share of all weight.
  private func mode(
    _ categories: [String], _ weights: [Double]
  ) -> (category: String, share: Double) {
    var best = (category: "", share: -1.0)
    let total = weights.reduce(0, +)
    for category in categories {
      let weight = zip(categories, weights).reduce(0) { $0 + ($1.0 == category ? $1.1 : 0) }
      if weight / total > best.share { best = (category, weight / total) }
    }
    return best
  }
}
