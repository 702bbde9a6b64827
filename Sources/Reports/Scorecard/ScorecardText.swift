package import Experiments
import Results
import Simulation

/// The scorecard as plain text for a terminal of 100 columns.
package enum ScorecardText {
  package static func render(_ card: Scorecard) -> String {
    var lines = [ScorecardWords.title(card)]
    for section in card.sections {
      lines += ["", ScorecardWords.mode(section.mode).uppercasedFirstWord, ""]
      lines += means(section, card).lines
      if !card.comparedRegimes.isEmpty {
        lines += ["", "Difference from \(card.regimes[card.baseline])", ""]
        lines += differences(section, card).lines
        if section.hasInteraction { lines += interactions(section) }
      }
    }
    if !card.published.isEmpty { lines += [""] + published(card) }
    lines += ["", "What the metrics mean"] + meanings(card) + [""]
    lines += Paragraph.lines(ScorecardWords.reading)
    if !card.comparedRegimes.isEmpty { lines += Paragraph.lines(ScorecardWords.differenceReading) }
    if card.sections.contains(where: { $0.hasInteraction }) {
      lines += Paragraph.lines(ScorecardWords.interactionReading)
    }
    if !card.published.isEmpty { lines += Paragraph.lines(ScorecardWords.publishedReading) }
    for warning in ScorecardWords.warnings(card.manifest) {
      lines += Paragraph.lines("Note: " + warning)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func means(_ section: Scorecard.Section, _ card: Scorecard) -> TextTable {
    var rows: [TextTable.Row] = []
    var question: String?
    for line in section.lines {
      if line.question != question {
        question = line.question
        rows.append(.heading(ScorecardWords.heading(line.question)))
      }
      rows.append(
        .cells(
          label:
            "  \(ScorecardWords.arrow(line.metric.direction)) \(ScorecardWords.label(line.metric))",
          line.means.map {
            ScorecardWords.mean($0, line.metric, of: card.manifest.replicates)
          }))
    }
    return TextTable(columns: card.regimes, rows: rows)
  }

  private static func differences(_ section: Scorecard.Section, _ card: Scorecard) -> TextTable {
    let rows = section.lines.map { line -> TextTable.Row in
      .cells(
        label: "  \(ScorecardWords.arrow(line.metric.direction)) \(line.metric.name)",
        card.comparedRegimes.map {
          ScorecardWords.difference(
            line.differences[$0]?.estimate, line.metric, of: card.manifest.replicates)
        })
    }
    return TextTable(columns: card.comparedRegimes.map { card.regimes[$0] }, rows: rows)
  }

  /// The interactions that are shown, and that there are no others.
  private static func interactions(_ section: Scorecard.Section) -> [String] {
    let shown = section.lines.compactMap { line in
      ScorecardWords.interaction(line).map { "\(line.metric.name) \($0)" }
    }
    let text =
      shown.isEmpty
      ? "none shown in any metric."
      : shown.joined(separator: ", ")
        + (shown.count < section.lines.count ? "; none shown in the other metrics." : ".")
    return [""] + Paragraph.lines("Interaction of harmonising and tightening: " + text, hanging: 2)
  }

  private static func meanings(_ card: Scorecard) -> [String] {
    (card.sections.first?.lines ?? []).flatMap {
      Paragraph.lines("\($0.metric.name): \($0.metric.meaning)", indentation: 2, hanging: 2)
    }
  }

  private static func published(_ card: Scorecard) -> [String] {
    let rows = card.published.map { line -> TextTable.Row in
      .cells(
        label: "  " + ScorecardWords.label(line.published.metric, line.unit),
        [
          ScorecardWords.bounds(line.published, unit: line.unit), ScorecardWords.simulated(line),
          ScorecardWords.verdict(line),
        ])
    }
    let sources = card.published.flatMap { line in
      Paragraph.lines(
        "\(line.published.metric): \(line.published.source)", indentation: 2, hanging: 2)
    }
    return [ScorecardWords.publishedTitle(card), ""]
      + TextTable(columns: ["published", "simulated", ""], rows: rows).lines
      + ["", "Sources"] + sources
  }
}

extension Scorecard.Section {
  var hasInteraction: Bool { lines.contains { $0.interaction != nil } }
}

extension String {
  /// `Impact: …` becomes `IMPACT: …`.
  fileprivate var uppercasedFirstWord: String {
    guard let end = firstIndex(of: ":") else { return uppercased() }
    return self[..<end].uppercased() + self[end...]
  }
}
