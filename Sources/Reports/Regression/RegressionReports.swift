package import Experiments
import Formats
import Results
import Scenarios

/// The files of a night: JUnit XML for a forge, Markdown for people, CSV for everything else.
package enum RegressionReports {
  /// One test suite for each regime and mode, one test case for each metric.
  package static func junit(_ regression: Regression) -> String {
    var suites: [(name: String, cases: [MetricDrift])] = []
    for metric in regression.metrics {
      let name = "\(regression.scenarioName).\(metric.regime).\(metric.mode)"
      if suites.last?.name == name {
        suites[suites.count - 1].cases.append(metric)
      } else {
        suites.append((name, [metric]))
      }
    }
    let lines = suites.flatMap { suite in
      let failures = suite.cases.count { $0.verdict.isFailure }
      let name = MarkupText.escaped(suite.name)
      return [
        "  <testsuite name=\"\(name)\" tests=\"\(suite.cases.count)\" failures=\"\(failures)\">"
      ] + suite.cases.map { testCase($0, name) } + ["  </testsuite>"]
    }
    let header =
      "<testsuites name=\"concordat regress\" tests=\"\(regression.metrics.count)\" "
      + "failures=\"\(regression.failures.count)\">"
    return (["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", header] + lines + ["</testsuites>"])
      .joined(separator: "\n") + "\n"
  }

  private static func testCase(_ drift: MetricDrift, _ suite: String) -> String {
    let head =
      "    <testcase classname=\"\(suite)\" name=\"\(MarkupText.escaped(drift.metric))\""
    guard drift.verdict.isFailure else { return head + "/>" }
    let message = MarkupText.escaped(RegressionWords.line(drift))
    return "\(head)><failure type=\"\(drift.verdict.rawValue)\" message=\"\(message)\"/></testcase>"
  }

  package static func markdown(_ regression: Regression, _ changes: [NightHistory.Change]) -> String
  {
    var lines = [
      "# \(regression.failures.isEmpty ? "As the baseline" : "Moved"): \(regression.scenarioName)",
      "",
      RegressionWords.verdict(regression) + ".", "", RegressionWords.basis(regression),
    ]
    let drifts = regression.drifts
    if !drifts.isEmpty {
      lines += ["", "| metric | regime | mode | | baseline | run | in deviations | replicates |"]
      lines.append("| --- | --- | --- | --- | --: | --: | --: | --: |")
      for drift in drifts.prefix(shown) {
        let size = drift.standardisedDifference.map { significant($0, digits: 2) } ?? ""
        let cells = [
          drift.metric, drift.regime, drift.mode, drift.verdict.rawValue,
          RegressionWords.number(drift.baselineMean), RegressionWords.number(drift.mean), size,
          "\(drift.movedValues) of \(drift.replicates)",
        ]
        lines.append("| " + cells.joined(separator: " | ") + " |")
      }
      if drifts.count > shown {
        lines += ["", "\(drifts.count - shown) more are in drifts.csv."]
      }
    }
    if !changes.isEmpty {
      lines += ["", "## Changes of level in the history", ""]
      lines += changes.map { change in
        "- \(change.column): from \(RegressionWords.number(change.point.before)) to "
          + "\(RegressionWords.number(change.point.after)) since \(change.time) "
          + "(p = \(significant(change.point.p, digits: 2)))"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let shown = 25

  package static func csv(_ regression: Regression) -> [UInt8] {
    var writer = MetricDrift.table.writer(writesHeader: true)
    for drift in regression.drifts { writer.row(drift.cells) }
    return writer.bytes
  }

  /// The data package of the drifts, from their bytes.
  package static func dataPackage(_ regression: Regression, csv: [UInt8]) -> [UInt8] {
    let json = DataPackage.json(
      name: "regress-\(regression.scenarioName)", title: "regress \(regression.scenarioName)",
      table: MetricDrift.table, bytes: csv)
    return Array(JSONText.pretty(json).utf8)
  }
}
