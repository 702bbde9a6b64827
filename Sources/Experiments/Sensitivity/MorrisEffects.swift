package import Randomness

/// What trajectories say about one factor (Morris 1991; `μ*` of Campolongo, Cariboni and Saltelli 2007).
package struct MorrisEffects: Sendable, Equatable {
  /// Mean elementary effect.
  package var mean: Double
  /// Mean size of the elementary effects: how much the factor matters.
  package var meanSize: Double
  /// Its percentile bootstrap interval over trajectories; none for a single one.
  package var meanSizeInterval: Interval?
  /// Standard deviation of the elementary effects: how far it acts through curvature or other factors.
  package var spread: Double?
  /// Trajectories with a value at both ends of the step.
  package var count: Int

  /// Of all factors from the values at the points of the trajectories.
  ///
  /// Where a point has no value the effects that need it are left out; a factor without any effect is nil.
  package static func of(
    _ design: MorrisTrajectories, values: [[Double?]], stream: Stream
  ) -> [MorrisEffects?] {
    precondition(values.count == design.points.count, "\(values.count) trajectories with values")
    var effects = [[Double]](repeating: [], count: design.factors)
    for (path, steps) in zip(values, design.steps) {
      for (place, step) in steps.enumerated() {
        guard let before = path[place], let after = path[place + 1] else { continue }
        effects[step.factor].append(contrast(after - before, of: [before, after]) / step.change)
      }
    }
    return effects.map { MorrisEffects($0, stream: stream) }
  }

  private init?(_ effects: [Double], stream: Stream) {
    guard !effects.isEmpty else { return nil }
    let sizes = effects.map { abs($0) }
    count = effects.count
    mean = Experiments.mean(effects)
    meanSize = Experiments.mean(sizes)
    spread = sampleStandardDeviation(effects)
    meanSizeInterval =
      count < 2
      ? nil
      : Bootstrap.percentileInterval(
        ofSorted: Resamples(of: count, stream: stream).means(of: sizes).sorted(), confidence: 0.95)
  }
}
