package import Experiments
import Scenarios
import Simulation

/// What an attribution says, as plain text.
package enum AttributionText {
  /// What is run, in one line.
  package static func size(_ order: AttributionOrder) -> String {
    let method =
      switch order.design.method {
      case .exact: "every set of them"
      case .sampled(let orders): "\(orders) orders in each replicate"
      }
    return "\(order.name), \(order.from) → \(order.to): "
      + "\(ScorecardWords.count(order.design.levers.count, "lever")) differ, \(method), "
      + "\(ScorecardWords.count(order.modes.count, "mode")), "
      + "\(ScorecardWords.count(order.replicates, "replicate")): "
      + "\(ScorecardWords.count(order.runs, "run")) in all"
  }

  /// For each mode a table over metrics and levers.
  package static func table(_ order: AttributionOrder, _ lines: [LeverValue]) -> String {
    var text = [
      "\(order.name): what each lever does on the way from \(order.from) to \(order.to), "
        + ScorecardWords.count(order.replicates, "replicate")
    ]
    if !order.idleLevers.isEmpty {
      text.append("  the same in both: \(order.idleLevers.joined(separator: ", "))")
    }
    for mode in order.modes.indices {
      text += ["", ScorecardWords.mode(order.modes[mode].rawValue), ""]
      var rows: [TextTable.Row] = []
      for metric in order.chosen {
        let own = lines.filter {
          $0.mode == mode && $0.metric == metric && !order.idleLevers.contains($0.name)
        }
        guard !own.isEmpty else { continue }
        let description = order.metrics[metric]
        rows.append(.heading("\(description.name) (\(description.unit))"))
        rows += own.map { row($0, order, unit: description.unit) }
      }
      let columns = ["value", "reading", "moved_alone", "moved_last", "per_unit_of_cost"]
      text += TextTable(columns: columns, rows: rows, width: 110).lines
    }
    text += [
      "",
      "A value is what the lever adds to those already moved, on average over all orders of them, ± half the",
      "95 % interval; the values of a metric add up to its line all. Moved alone and moved last: before and after all",
      "others. Per unit of cost: per \(order.money) by which the lever changes compliance_cost.",
    ]
    return text.joined(separator: "\n") + "\n"
  }

  private static func row(_ line: LeverValue, _ order: AttributionOrder, unit: String)
    -> TextTable.Row
  {
    func effect(_ value: Double?) -> String {
      value.map { NumberText.difference($0, halfWidth: nil, unit: unit) } ?? "–"
    }
    let price =
      switch line.price {
      case .none: "–"
      case .noCostChange: "no cost change"
      case .ratio(let ratio, let interval):
        significant(ratio, digits: 3)
          + (interval.map {
            " [\(significant($0.low, digits: 3)), \(significant($0.high, digits: 3))]"
          } ?? "")
      }
    return .cells(
      label: "  " + line.name,
      [
        NumberText.difference(
          line.estimate.mean, halfWidth: line.estimate.interval?.halfWidth, unit: unit),
        line.verdict.rawValue, effect(line.alone), effect(line.last), price,
      ])
  }
}
