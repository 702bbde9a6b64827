package import Experiments
import Scenarios

/// The verdict of a night in words.
package enum RegressionWords {
  /// One line: what holds, or the worst drift.
  package static func verdict(_ regression: Regression) -> String {
    let failures = regression.failures.count
    guard let worst = regression.drifts.first, failures > 0 else {
      let equivalent = regression.metrics.count { $0.verdict == .equivalent }
      return "\(regression.scenarioName): \(count(regression.metrics.count)) as the baseline"
        + (equivalent > 0 ? ", \(equivalent) of them within their margin" : "")
    }
    return
      "\(regression.scenarioName): \(failures) of \(count(regression.metrics.count)) moved; the worst is "
      + line(worst)
  }

  /// One drift: where, from what to what.
  package static func line(_ drift: MetricDrift) -> String {
    let place = "\(drift.metric) (\(drift.regime), \(drift.mode))"
    switch drift.verdict {
    case .gone: return "\(place), which is gone"
    case .new: return "\(place), which is new"
    case .same, .equivalent, .moved:
      let unit = drift.unit.isEmpty ? "" : " \(drift.unit)"
      return "\(place): \(number(drift.baselineMean)) to \(number(drift.mean))\(unit)"
        + (drift.standardisedDifference.map {
          ", \(significant($0, digits: 2)) standard deviations"
        } ?? "")
        + " (\(drift.movedValues) of \(drift.replicates) replicates)"
    }
  }

  static func basis(_ regression: Regression) -> String {
    (regression.isSameArithmetic
      ? "The arithmetic has the baseline's fingerprint, so every value must be the baseline's."
      : "The arithmetic has another fingerprint than the baseline's, so means must be shown to be within their "
        + "margins (two one-sided tests, level 0.05).")
      + (regression.isSameScenario ? "" : " The scenario is not the one of the baseline.")
  }

  private static func count(_ number: Int) -> String {
    number == 1 ? "1 metric" : "\(number) metrics"
  }

  /// As many digits as tell two numbers apart that differ in the seventh.
  static func number(_ value: Double?) -> String {
    value.map { significant($0, digits: 7) } ?? "nothing"
  }
}
