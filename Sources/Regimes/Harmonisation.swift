/// Activity-weighted mean and standard deviation of one numeric rule over jurisdictions.
package struct RuleMoments: Sendable, Equatable {
  package let mean: Double
  package let dispersion: Double

  package init(_ values: [Double], weights: [Double]) {
    let mean = weightedMean(values, weights: weights)
    self.mean = mean
    self.dispersion = weightedMean(values.map { ($0 - mean) * ($0 - mean) }, weights: weights)
      .squareRoot()
  }
}

/// Activity-weighted mean; equal values give exactly that value, and weights need not sum to one.
func weightedMean(_ values: [Double], weights: [Double]) -> Double {
  guard let first = values.first else { return 0 }
  if values.allSatisfy({ $0 == first }) { return first }
  let total = weights.reduce(0, +)
  return zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
}

/// Every jurisdiction's rulebook at one point of the path from fragmented to harmonised.
///
/// Numeric rules: `centre(s) + δ·deviation_j`. A deviation that would leave the rule's bounds shrinks
/// the deviations of all jurisdictions alike, so that the activity-weighted mean stays the centre.
func harmonised(
  _ jurisdictions: [Jurisdiction], along path: HarmonisationPath, assets: [String]
) -> [Rulebook] {
  var rulebooks = jurisdictions.map(\.rulebook)
  let weights = jurisdictions.map(\.activity)
  for rule in NumericRule.all(assets: assets) {
    let values = jurisdictions.map { rule.get($0.rulebook) }
    let moved = moved(values, rule: rule, weights: weights, path: path)
    // Rounding must not carry a value over a bound that it just reaches.
    for j in rulebooks.indices {
      rule.set(&rulebooks[j], min(rule.upperBound, max(rule.lowerBound, moved[j])))
    }
  }
  for rule in CategoricalRule.all
  where path.dispersion(of: rule.lever) < path.categoricalSwitchPoint {
    let mode = modalJurisdiction(jurisdictions.map { rule.text($0.rulebook) }, weights: weights)
    for j in rulebooks.indices { rule.copy(jurisdictions[mode].rulebook, &rulebooks[j]) }
  }
  return rulebooks
}

/// The values of one rule, moved to the centre of this strictness and dispersed by δ.
private func moved(
  _ values: [Double], rule: NumericRule, weights: [Double], path: HarmonisationPath
) -> [Double] {
  let mean = weightedMean(values, weights: weights)
  let delta = path.dispersion(of: rule.lever)
  if path.strictness == 0, delta == 1 { return values }
  let centre = centre(of: values, mean: mean, rule: rule, strictness: path.strictness)
  if delta == 0 { return values.map { _ in centre } }
  let deviations = values.map { delta * ($0 - mean) }
  var admissible = 1.0
  for deviation in deviations where deviation != 0 {
    let room = deviation > 0 ? rule.upperBound - centre : rule.lowerBound - centre
    admissible = min(admissible, max(0, room / deviation))
  }
  // What reaches a bound does not cross it by a rounding.
  return deviations.map {
    min(rule.upperBound, max(rule.lowerBound, centre + admissible * $0))
  }
}

/// The mean, moved toward the strictest (s > 0) or the laxest (s < 0) value that some jurisdiction has.
private func centre(
  of values: [Double], mean: Double, rule: NumericRule, strictness: Double
) -> Double {
  guard let least = values.min(), let greatest = values.max() else { return mean }
  let strictest = rule.higherIsStricter ? greatest : least
  let laxest = rule.higherIsStricter ? least : greatest
  if strictness == 0 { return mean }
  if strictness == 1 { return strictest }
  if strictness == -1 { return laxest }
  return strictness > 0
    ? mean + strictness * (strictest - mean) : mean - strictness * (laxest - mean)
}

/// The first jurisdiction whose category carries the greatest activity.
private func modalJurisdiction(_ categories: [String], weights: [Double]) -> Int {
  var best = 0
  var bestWeight = -1.0
  for j in categories.indices where categories.firstIndex(of: categories[j]) == j {
    let weight = categories.indices.reduce(0) {
      $0 + (categories[$1] == categories[j] ? weights[$1] : 0)
    }
    if weight > bestWeight {
      best = j
      bestWeight = weight
    }
  }
  return best
}
