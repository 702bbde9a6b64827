package import Experiments
import Scenarios

/// What questions about a scenario answer, as plain text.
package enum StressText {
  /// For each regime and mode, who does the most harm.
  package static func ranking(_ ranking: DefaultRanking, top: Int) -> String {
    var lines = [
      "\(ranking.name): what others lose (\(ranking.money)) when one institution becomes insolvent, "
        + ScorecardWords.count(ranking.replicates, "replicate")
    ]
    var place = ranking.lines.startIndex
    while place < ranking.lines.endIndex {
      let first = ranking.lines[place]
      let own = ranking.lines[place...].prefix {
        $0.regime == first.regime && $0.mode == first.mode
      }
      place = own.endIndex
      let rows = own.prefix(top).map { line -> TextTable.Row in
        .cells(
          label: "  \(line.rank). \(line.institution)",
          [
            line.kind, significant(line.blow, digits: 3),
            NumberText.estimate(
              line.furtherLoss.mean, halfWidth: line.furtherLoss.interval?.halfWidth,
              unit: ranking.money),
            NumberText.difference(
              line.furtherDefaults.mean, halfWidth: line.furtherDefaults.interval?.halfWidth,
              unit: "institutions"),
          ])
      }
      lines += ["", "\(first.regime), \(first.mode)", ""]
      lines +=
        TextTable(
          columns: ["kind", "blow", "loss", "defaults"],
          rows: Array(rows)
        ).lines
      if own.count > top { lines.append("  and \(own.count - top) more") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A line for each regime and mode.
  package static func reverse(_ stress: ReverseStress) -> String {
    let question = stress.question
    func percent(_ share: Double) -> String { "\(significant(share * 100, digits: 3)) %" }
    let lost =
      "\(percent(question.share)) of \(question.target == .equity ? "equity" : "venues")"
    var lines = [
      "\(stress.name): the smallest shock that loses \(lost) in \(percent(question.probability)) of "
        + ScorecardWords.count(stress.replicates, "replicate")
    ]
    for answer in stress.answers {
      let place = "  \(answer.regime), \(answer.mode): "
      guard let size = answer.size else {
        lines.append(
          place
            + "none up to \(significant(question.largest, digits: 3)) times the scenario's shock")
        continue
      }
      lines.append(
        place
          + "\(significant(size, digits: 3)) times the scenario's shock (\(stress.shock(at: size)))"
          + (answer.hasRelief ? "; a larger shock does not always break it" : ""))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
