package import Simulation

/// What an interval says about a difference.
///
/// It never says more than that zero is outside.
package enum Verdict: String, Sendable {
  case better, worse, higher, lower
  case noDifferenceShown = "no difference shown"
  /// There is no interval: a single replicate shows nothing about luck.
  case undetermined = ""

  package init(_ interval: Interval?, direction: MetricDirection) {
    guard let interval else {
      self = .undetermined
      return
    }
    guard !interval.contains(0) else {
      self = .noDifferenceShown
      return
    }
    let isHigher = interval.low > 0
    switch direction {
    case .neutral: self = isHigher ? .higher : .lower
    case .higherIsBetter: self = isHigher ? .better : .worse
    case .lowerIsBetter: self = isHigher ? .worse : .better
    }
  }
}
