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
    for agreement in ranking.agreements {
      let own = ranking.lines[place..<place + agreement.institutions]
      place = own.endIndex
      let rows = own.prefix(top).map { line -> TextTable.Row in
        .cells(
          label: "  \(line.rank). \(line.institution)",
          [
            line.kind, significant(line.blow, digits: 3),
            NumberText.estimate(
              line.furtherLoss.mean, halfWidth: line.furtherLoss.interval?.halfWidth,
              unit: ranking.money),
            NumberText.estimate(line.claimsLoss, halfWidth: nil, unit: ranking.money),
            NumberText.difference(
              line.furtherDefaults.mean, halfWidth: line.furtherDefaults.interval?.halfWidth,
              unit: "institutions"),
          ])
      }
      lines += ["", "\(agreement.regime), \(agreement.mode)", ""]
      lines +=
        TextTable(
          columns: ["kind", "blow", "loss", "claims", "defaults"],
          rows: Array(rows)
        ).lines
      if own.count > top { lines.append("  and \(own.count - top) more") }
      for sentence in explanation(agreement, money: ranking.money) {
        lines += Paragraph.lines(sentence, indentation: 2, hanging: 2)
      }
    }
    lines.append("")
    lines += Paragraph.lines(
      "Loss: beyond the blow, against the same luck without it. Claims: what the claims of the balance "
        + "sheets at the start carry of it when nothing is sold, margined or withdrawn.")
    return lines.joined(separator: "\n") + "\n"
  }

  /// What claims alone explain, and what everything else adds.
  static func explanation(_ agreement: RankAgreement, money: String) -> [String] {
    func amount(_ value: Double) -> String { significant(value, digits: 3) }
    let (claims, all) = (agreement.claimsLoss, agreement.furtherLoss)
    let share: String
    if all <= 0 || claims < 0 {
      share =
        "The failures together cost the others \(amount(all)) \(money); claims alone "
        + "\(amount(claims))."
    } else if claims <= all {
      share =
        "Claims alone carry \(amount(claims)) of the \(amount(all)) \(money) lost over all failures "
        + "(\(significant(100 * claims / all, digits: 2)) %); markets, margins and runs add the rest."
    } else {
      share =
        "Claims alone would carry \(amount(claims)), more than the \(amount(all)) \(money) lost over all "
        + "failures: what follows after the start makes up for some of it."
    }
    return [
      share, order(agreement.byClaims, "Claims alone"), order(agreement.byDistress, "DebtRank"),
    ]
  }

  private static func order(_ order: RankAgreement.Order, _ who: String) -> String {
    guard let kendall = order.kendall, let spearman = order.spearman else {
      return "\(who) put nobody before anybody."
    }
    let words =
      switch kendall {
      case 0.8...: "nearly the same order"
      case 0.5..<0.8: "much the same order"
      case 0.2..<0.5: "a loosely similar order"
      case -0.2..<0.2: "an order that has little to do with it"
      default: "a contrary order"
      }
    return "\(who) put them in \(words): Kendall's tau \(significant(kendall, digits: 2)), "
      + "Spearman's rho \(significant(spearman, digits: 2))."
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
