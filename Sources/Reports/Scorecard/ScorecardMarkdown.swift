package import Experiments
import Results
import Simulation

/// The scorecard as GitHub-flavoured Markdown.
package enum ScorecardMarkdown {
  package static func render(_ card: Scorecard) -> String {
    var lines = ["# \(escaped(ScorecardWords.title(card)))"]
    for section in card.sections {
      lines += ["", "## \(escaped(ScorecardWords.mode(section.mode)))", ""]
      lines += means(section, card)
      if !card.comparedRegimes.isEmpty {
        lines += ["", "### Difference from \(escaped(card.regimes[card.baseline]))", ""]
        lines += differences(section, card)
      }
    }
    if !card.published.isEmpty { lines += published(card) }
    lines += ["", ScorecardWords.reading]
    if !card.comparedRegimes.isEmpty { lines += ["", ScorecardWords.differenceReading] }
    if card.sections.contains(where: { $0.hasInteraction }) {
      lines += ["", ScorecardWords.interactionReading]
    }
    if !card.published.isEmpty { lines += ["", ScorecardWords.publishedReading] }
    for warning in ScorecardWords.warnings(card.manifest) { lines += ["", "**Note:** \(warning)"] }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func means(_ section: Scorecard.Section, _ card: Scorecard) -> [String] {
    var rows: [[String]] = []
    var question: String?
    for line in section.lines {
      let heading = ScorecardWords.heading(line.question)
      rows.append(
        [line.question == question ? "" : heading, label(line.metric)]
          + line.means.map {
            ScorecardWords.mean($0, line.metric, of: card.manifest.replicates)
          })
      question = line.question
    }
    return table(["Question", "Metric"] + card.regimes, names: 2, rows)
  }

  private static func differences(_ section: Scorecard.Section, _ card: Scorecard) -> [String] {
    let rows = section.lines.map { line in
      [label(line.metric)]
        + card.comparedRegimes.map {
          ScorecardWords.difference(
            line.differences[$0]?.estimate, line.metric, of: card.manifest.replicates)
        }
        + (section.hasInteraction
          ? [ScorecardWords.interaction(line) ?? "none shown"] : [])
    }
    return table(
      ["Metric"] + card.comparedRegimes.map { card.regimes[$0] }
        + (section.hasInteraction ? ["interaction"] : []), names: 1, rows)
  }

  private static func published(_ card: Scorecard) -> [String] {
    let rows = card.published.map { line in
      [
        ScorecardWords.label(line.published.metric, line.unit),
        ScorecardWords.bounds(line.published, unit: line.unit), ScorecardWords.simulated(line),
        ScorecardWords.verdict(line),
        line.published.source,
      ]
    }
    return ["", "## \(escaped(ScorecardWords.publishedTitle(card)))", ""]
      + table(["Metric", "Published", "Simulated", "", "Source"], names: 1, rows)
  }

  private static func label(_ metric: MetricDescription) -> String {
    let arrow = ScorecardWords.arrow(metric.direction)
    return (arrow == " " ? "" : arrow + " ") + ScorecardWords.label(metric)
  }

  /// A table whose first columns are names and the others numbers.
  private static func table(_ header: [String], names: Int, _ rows: [[String]]) -> [String] {
    func line(_ cells: [String]) -> String {
      "| " + cells.map(escaped).joined(separator: " | ") + " |"
    }
    let rule = header.indices.map { $0 < names ? "---" : "--:" }
    return [line(header), "| " + rule.joined(separator: " | ") + " |"] + rows.map(line)
  }

  private static func escaped(_ text: String) -> String {
    text.map { "|_*<".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}
