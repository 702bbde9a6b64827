import Randomness
package import Regimes
import Simulation

/// What a lever does to a metric: its Shapley value over replicates, and what that costs.
package struct LeverValue: Sendable, Equatable {
  /// Nil for all levers together: the difference of the two regimes.
  package var lever: Lever?
  package var mode: Int
  /// Its place among the metrics of the order.
  package var metric: Int
  /// The mean over replicates, with the accelerated bootstrap interval of Efron (1987).
  package var estimate: Estimate
  package var verdict: Verdict
  /// Mean effect of the lever moved alone, and moved last; nil where that is not among what was run.
  package var alone: Double?
  package var last: Double?
  package var price: Price

  /// The name of the lever, or `all`.
  package var name: String { lever?.rawValue ?? "all" }

  /// The effect for each unit of money by which the lever changes compliance cost.
  package enum Price: Sendable, Equatable {
    /// The mean effect over the mean change of cost, with the percentile interval of the ratio.
    case ratio(Double, Interval?)
    /// The change of cost is not of one sign in all resamples, so that the ratio has no meaning.
    case noCostChange
    /// Cost is not measured, or is the metric itself.
    case none
  }
}

/// Sums up the values of levers over replicates.
struct LeverStatistics {
  /// By replicate and lever; nil where a coalition has no value of the metric.
  typealias Values = [[Double]?]

  let order: AttributionOrder
  private var drawn: [Int: Resamples] = [:]

  init(_ order: AttributionOrder) { self.order = order }

  /// The lines of one metric and mode: each of the ten levers, then all of them together.
  ///
  /// `worths` and `costs` are by replicate and coalition.
  mutating func lines(
    metric: Int, mode: Int, worths: [[Double?]], costs: [[Double?]]?
  ) -> [LeverValue] {
    let values = Self.values(order.design, worths)
    let paid = costs.map { Self.values(order.design, $0) }
    var lines: [LeverValue] = []
    for lever in Lever.allCases {
      let place = order.design.levers.firstIndex(of: lever)
      func own(_ values: Values) -> [Double?] {
        values.map { row in row.map { row in place.map { row[$0] } ?? 0 } }
      }
      let line = line(metric, mode, own(values), paid: paid.map(own))
      guard var line else { continue }
      line.lever = lever
      line.alone = place.map { marginal(worths, $0, isFirst: true) } ?? 0
      line.last = place.map { marginal(worths, $0, isFirst: false) } ?? 0
      lines.append(line)
    }
    let all = line(metric, mode, Self.whole(worths), paid: costs.map(Self.whole))
    return lines + (all.map { [$0] } ?? [])
  }

  private mutating func line(
    _ metric: Int, _ mode: Int, _ effects: [Double?], paid: [Double?]?
  ) -> LeverValue? {
    guard let estimate = estimate(effects.compactMap { $0 }) else { return nil }
    return LeverValue(
      lever: nil, mode: mode, metric: metric, estimate: estimate,
      verdict: Verdict(estimate.interval, direction: order.metrics[metric].direction),
      alone: nil, last: nil, price: metric == order.cost ? .none : price(effects, paid))
  }

  /// The difference of the two regimes in every replicate that has all it needs.
  private static func whole(_ worths: [[Double?]]) -> [Double?] {
    worths.map { worth in
      let known = worth.compactMap { $0 }
      guard known.count == worth.count, let first = known.first, let last = known.last else {
        return nil
      }
      return contrast(last - first, of: known)
    }
  }

  /// The Shapley values of every replicate that has all it needs.
  private static func values(_ design: AttributionDesign, _ worths: [[Double?]]) -> Values {
    worths.enumerated().map { replicate, worth in
      let known = worth.compactMap { $0 }
      return known.count == worth.count ? design.values(replicate: replicate, worth: known) : nil
    }
  }

  private mutating func resamples(_ count: Int) -> Resamples {
    let found = drawn[count] ?? Resamples(of: count, stream: Bootstrap.stream(seed: order.seed))
    drawn[count] = found
    return found
  }

  private mutating func estimate(_ values: [Double]) -> Estimate? {
    guard !values.isEmpty else { return nil }
    return Estimate(
      count: values.count, mean: mean(values), standardDeviation: sampleStandardDeviation(values),
      interval: resamples(values.count).meanInterval(values))
  }

  /// What a lever does before all others, or after them.
  private func marginal(_ worths: [[Double?]], _ lever: Int, isFirst: Bool) -> Double? {
    let all = 1 << order.design.levers.count - 1
    let pair = isFirst ? (0, 1 << lever) : (all & ~(1 << lever), all)
    var effects: [Double] = []
    for (coalitions, worth) in zip(order.design.coalitions, worths) {
      guard let before = coalitions.firstIndex(of: pair.0),
        let after = coalitions.firstIndex(of: pair.1), let low = worth[before],
        let high = worth[after]
      else { return nil }
      effects.append(contrast(high - low, of: [high, low]))
    }
    return effects.isEmpty ? nil : mean(effects)
  }

  private mutating func price(_ effects: [Double?], _ costs: [Double?]?) -> LeverValue.Price {
    guard let costs else { return .none }
    var (above, below): ([Double], [Double]) = ([], [])
    for case (let effect?, let cost?) in zip(effects, costs) {
      above.append(effect)
      below.append(cost)
    }
    guard !below.isEmpty else { return .none }
    guard mean(below) != 0 else { return .noCostChange }
    guard below.count > 1 else { return .ratio(Self.ratio(above, below), nil) }
    let drawn = resamples(below.count)
    let signs = drawn.means(of: below)
    guard signs.allSatisfy({ $0 > 0 }) || signs.allSatisfy({ $0 < 0 }) else {
      return .noCostChange
    }
    let interval = drawn.interval { places in
      Self.ratio(places.map { above[$0] }, places.map { below[$0] })
    }
    return .ratio(Self.ratio(above, below), interval)
  }

  /// The ratio of two means; no effect is zero, whatever the sign of the cost.
  private static func ratio(_ above: [Double], _ below: [Double]) -> Double {
    let effect = mean(above)
    return effect == 0 ? 0 : effect / mean(below)
  }
}
