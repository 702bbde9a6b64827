package import Experiments
package import Results
import Scenarios
package import Simulation

/// The differences between regimes, each in a plain line.
package enum EvidenceWords {
  /// A section for each mode and compared regime, with the headline metrics in the order of the scorecard.
  package static func render(_ card: Scorecard, _ rows: [ComparisonRow]) -> String {
    var lines = [ScorecardWords.title(card)]
    for section in card.sections {
      for regime in card.comparedRegimes.map({ card.regimes[$0] }) {
        lines += ["", "\(regime) against \(card.regimes[card.baseline]), \(section.mode)"]
        for metric in section.lines.map(\.metric) {
          let row = rows.first {
            $0.contrast == .difference && $0.mode == section.mode && $0.regime == regime
              && $0.metric == metric.name
          }
          guard let row else { continue }
          lines += Paragraph.lines(line(row, metric), indentation: 2, hanging: 2)
        }
      }
    }
    lines += [""]
    lines += Paragraph.lines(reading)
    return lines.joined(separator: "\n") + "\n"
  }

  static let reading =
    "In brackets is the 95\u{A0}% bootstrap interval over pairs of replicates that met the same luck; p is "
    + "adjusted for all headline metrics of the pair (Holm)."

  /// One difference: what, how sure, how often, for whom, and what pairing saved.
  package static func line(_ row: ComparisonRow, _ metric: MetricDescription) -> String {
    let evidence = row.evidence
    let interval = evidence.bootstrapLow.flatMap { low in
      evidence.bootstrapHigh.map { " [\(number(low)), \(number($0))]" }
    }
    let size = "\(number(row.difference))\(interval ?? "") \(row.unit)"
    let isShown = !["", Verdict.noDifferenceShown.rawValue].contains(row.verdict)
    var text =
      isShown
      ? "\(row.metric): \(row.verdict), by \(size)"
      : "\(row.metric): no difference is shown, \(size)"
    if let p = evidence.adjustedP {
      if isShown, p >= 0.05 { text += ", but not when many metrics are looked at" }
      text += p < 0.001 ? ", p < 0.001" : ", p = \(number(p))"
    }
    if let share = evidence.probabilityLower {
      text += "; lower in \(significant(share * 100, digits: 2)) % of \(row.pairs) pairs"
    }
    if isShown, let preference = preference(row) { text += "; \(preference)" }
    if let saved = evidence.replicatesSaved, saved >= 1 {
      text += "; pairing saved \(Int(saved.rounded())) replicates"
    }
    return text + "."
  }

  /// Whom the distributions are preferred by.
  private static func preference(_ row: ComparisonRow) -> String? {
    let names = ["regime": row.regime, "baseline": row.baseline]
    let parts = (row.evidence.dominance ?? "").split(separator: ",").map {
      String($0.drop { $0 == " " })
    }
    guard parts.count == 2, let name = names[parts[0]] else { return nil }
    return parts[1] == StochasticDominance.firstOrder.rawValue
      ? "\(name) is better all over its distribution"
      : "who dislikes risk prefers \(name)"
  }

  private static func number(_ value: Double) -> String { significant(value, digits: 3) }
}
