import Experiments
import Formats
import Results
import Simulation

/// The tables of the page.
extension ReportPage {
  static func whatWasRun(_ run: PublishedRun) -> String {
    let manifest = run.manifest
    let facts: [(String, String)] = [
      ("scenario", manifest.scenarioName),
      ("regimes", manifest.regimes.map(\.name).joined(separator: ", ")),
      ("modes", manifest.modes.joined(separator: ", ")),
      ("replicates", "\(manifest.replicates)"), ("seed", "\(manifest.seed)"),
      ("program", "concordat \(manifest.program.version)"),
      ("arithmetic", manifest.making.numericFingerprint),
      ("identity of the run", String(manifest.identity.prefix(16))),
      (
        "units",
        "\(manifest.plan.count), of which \(manifest.failures.count) failed and "
          + "\(manifest.passLimitHits) ticks were cut off"
      ),
    ]
    return HTMLText.table(
      caption: "What was run", header: ["what", "value"],
      rows: facts.map { [HTMLText.Cell($0.0), HTMLText.Cell($0.1)] })
  }

  static func means(_ section: Scorecard.Section, _ card: Scorecard) -> String {
    HTMLText.table(
      caption: "Means with half of their 95 % intervals, \(section.mode)",
      header: ["metric"] + card.regimes,
      rows: section.lines.map { line in
        [HTMLText.Cell(metric(line.metric))]
          + line.means.map { estimate in
            HTMLText.Cell(
              ScorecardWords.mean(estimate, line.metric, of: card.manifest.replicates),
              value: estimate.map { JSONText.number($0.mean) })
          }
      })
  }

  static func differences(_ section: Scorecard.Section, _ card: Scorecard) -> String {
    HTMLText.table(
      caption: "Difference from \(card.regimes[card.baseline]), \(section.mode)",
      header: ["metric"] + card.comparedRegimes.map { card.regimes[$0] },
      rows: section.lines.map { line in
        [HTMLText.Cell(metric(line.metric))]
          + card.comparedRegimes.map { regime in
            let estimate = line.differences[regime]?.estimate
            return HTMLText.Cell(
              ScorecardWords.difference(estimate, line.metric, of: card.manifest.replicates),
              value: estimate.map { JSONText.number($0.mean) })
          }
      })
  }

  private static func metric(_ metric: MetricDescription) -> String {
    let arrow = ScorecardWords.arrow(metric.direction)
    return (arrow == " " ? "" : arrow + " ") + ScorecardWords.label(metric)
  }

  static func meanings(_ card: Scorecard) -> String {
    let lines = (card.sections.first?.lines ?? []).map { line in
      "<dt>\(MarkupText.escaped(line.metric.name))</dt>"
        + "<dd>\(MarkupText.escaped(line.metric.meaning))</dd>"
    }
    return "<dl>\(lines.joined())</dl>\n"
  }

  /// The defaults and the largest other events of one replicate, regime by regime.
  static func events(_ run: PublishedRun, mode: String, shown: Int = 12) throws -> String {
    guard run.manifest.file("events.csv") != nil else { return "" }
    let table = try run.table("events")
    let regimes = try table.strings("regime")
    let modes = try table.strings("mode")
    let replicates = try table.integers("replicate")
    let kinds = try table.strings("kind")
    let amounts = try table.optionalDoubles("amount")
    var text = ""
    for regime in run.manifest.regimes.map(\.name) {
      let own = (0..<table.rowCount).filter {
        regimes[$0] == regime && modes[$0] == mode && replicates[$0] == 0
      }
      let important = own.sorted { first, second in
        let isDefault = (kinds[first] == "default", kinds[second] == "default")
        if isDefault.0 != isDefault.1 { return isDefault.0 }
        let sizes = (abs(amounts[first] ?? 0), abs(amounts[second] ?? 0))
        return sizes.0 == sizes.1 ? first < second : sizes.0 > sizes.1
      }.prefix(shown).sorted()
      guard !important.isEmpty else { continue }
      func cell(_ row: Int, _ name: String) throws -> HTMLText.Cell {
        HTMLText.Cell(table.text(row: row, column: try table.requiredColumn(name)))
      }
      text += HTMLText.table(
        caption: "\(regime), \(mode), first replicate",
        header: ["event", "tick", "kind", "who", "to whom", "amount", "led to by event"],
        rows: try important.map { row in
          [
            try cell(row, "event"), try cell(row, "tick"), HTMLText.Cell(kinds[row]),
            try cell(row, "who"), try cell(row, "to_whom"),
            HTMLText.Cell(
              amounts[row].map { NumberText.value($0, unit: "") } ?? "",
              value: amounts[row].map { JSONText.number($0) }), try cell(row, "cause"),
          ]
        })
    }
    return text
  }
}
