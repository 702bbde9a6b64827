import Formats
import Regimes
import Results
import Simulation

/// The tables of an attribution.
struct AttributionTables {
  let order: AttributionOrder

  /// What every run measured.
  var rows: Table {
    Table(
      "rows", "One row per replicate, set of levers that are moved, and mode.",
      columns: [
        Column(
          "replicate", .integer, "Replicate, counted from 0; the same luck in all its rows.",
          isRequired: true),
        Column(
          "levers", .string, "The levers that are moved, joined by +; none where none is.",
          isRequired: true),
        Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
      ] + order.metrics.map(Column.init(metric:)), key: ["replicate", "levers", "mode"])
  }

  /// What each lever does.
  var attribution: Table {
    Table(
      "attribution",
      "One row per mode, metric and lever: what moving it from one regime to the other does.",
      columns: [
        Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
        Column("metric", .string, "Name of the metric, a column of rows.csv.", isRequired: true),
        Column("unit", .string, "Unit of the effects of this row.", isRequired: true),
        Column(
          "lever", .string, "The lever; all is the difference of the two regimes.",
          isRequired: true),
        Column("replicates", .integer, "Replicates that have a value.", isRequired: true),
        Column(
          "value", .number,
          "Shapley value: what the lever adds to those already moved, on average over all orders, mean over "
            + "replicates; the values of all levers add up to the row all.", isRequired: true),
        Column("standard_deviation", .number, "Sample standard deviation over replicates."),
        Column(
          "interval_low", .number,
          "Lower end of the 95 % interval: accelerated bootstrap over replicates."),
        Column("interval_high", .number, "Upper end of that interval."),
        Column(
          "verdict", .string,
          "better, worse, higher or lower where the interval is clear of zero; no difference shown where it "
            + "holds zero; empty where there is none."),
        Column(
          "alone", .number,
          "Mean effect of the lever moved before all others; empty where sampling did not run it."),
        Column("last", .number, "Mean effect of the lever moved after all others; empty likewise."),
        Column(
          "per_cost", .number,
          "The value per unit of money by which the lever changes compliance cost; a negative number can be a "
            + "lever that costs less: see compliance_cost."),
        Column("per_cost_low", .number, "Lower end of its 95 % interval: bootstrap of the ratio."),
        Column("per_cost_high", .number, "Upper end of that interval."),
        Column(
          "per_cost_reading", .string,
          "no cost change where the change of cost is not of one sign in all resamples; else empty."
        ),
      ], key: ["mode", "metric", "lever"])
  }

  func cells(_ line: LeverValue) -> [CSVWriter.Cell] {
    let metric = order.metrics[line.metric]
    let estimate = line.estimate
    var price: [CSVWriter.Cell] = [.missing, .missing, .missing, .missing]
    switch line.price {
    case .none: break
    case .noCostChange: price[3] = .string("no cost change")
    case .ratio(let ratio, let interval):
      price[0] = .double(ratio)
      price[1] = .init(optional: interval?.low)
      price[2] = .init(optional: interval?.high)
    }
    return [
      .string(order.modes[line.mode].rawValue), .string(metric.name), .string(metric.unit),
      .string(line.name), .int(estimate.count), .double(estimate.mean),
      .init(optional: estimate.standardDeviation), .init(optional: estimate.interval?.low),
      .init(optional: estimate.interval?.high), .string(line.verdict.rawValue),
      .init(optional: line.alone), .init(optional: line.last),
    ] + price
  }

  /// The rows of a piece of work: one coalition of a replicate in all modes.
  func rows(piece: Int) -> [UInt8] {
    let (replicate, coalition) = order.design.place(of: piece)
    let levers = order.design.moved(in: coalition)
    let words = levers.isEmpty ? "none" : levers.map(\.rawValue).joined(separator: "+")
    var writer = rows.writer(writesHeader: false)
    for mode in order.modes {
      writer.row(
        [.int(replicate), .string(words), .string(mode.rawValue)]
          + order.simulate(levers, mode, replicate).map { .init(optional: $0) })
    }
    return writer.bytes
  }
}
