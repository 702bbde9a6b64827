import Experiments
import Formats
import Results
import Simulation

/// Charts from the metrics of replicates: the distribution of losses, and through which channels they came.
enum LossCharts {
  /// More points than these do not change the picture.
  private static let points = 101

  static func distribution(_ table: MetricTable, mode: Int) -> PageChart? {
    guard let metric = table.metrics.firstIndex(where: { $0.name == "system_loss" }) else {
      return nil
    }
    let unit = table.metrics[metric].unit
    var data: [JSONValue] = []
    var rows: [[HTMLText.Cell]] = []
    for (regime, name) in table.plan.regimes.enumerated() {
      let losses = table.values(metric: metric, regime: regime, mode: mode).compactMap { $0 }
        .sorted()
      guard !losses.isEmpty else { continue }
      let count = min(points, losses.count)
      for place in 0..<count {
        let share = count == 1 ? 1 : Double(place) / Double(count - 1)
        let loss = quantile(share, ofSorted: losses)
        data.append(["regime": .string(name), "loss": .number(loss), "share": .number(share)])
      }
      let shares = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]
      rows.append(
        [HTMLText.Cell(name)]
          + shares.map { share in
            let loss = quantile(share, ofSorted: losses)
            return HTMLText.Cell(
              NumberText.value(loss, unit: unit), value: JSONText.number(loss))
          })
    }
    guard !data.isEmpty else { return nil }
    let word = table.plan.modes[mode]
    return PageChart(
      name: "losses-\(word)", title: "Distribution of system loss, \(word)",
      description:
        "The share of replicates with at most so much loss, by regime; a curve further left loses less.",
      specification: ChartStyle.specification(
        data,
        [
          JSONMember("width", 620), JSONMember("height", 300),
          JSONMember("mark", ["type": "line", "interpolate": "linear", "strokeWidth": 2]),
          JSONMember(
            "encoding",
            [
              "x": ChartStyle.quantity("loss", "system loss [\(unit)]"),
              "y": ChartStyle.quantity("share", "share of replicates"),
              "color": ChartStyle.name("regime", "regime", sort: table.plan.regimes),
              "strokeDash": ChartStyle.dash("regime", sort: table.plan.regimes),
              "order": ["field": "share", "type": "quantitative"],
            ]),
        ]),
      header: ["regime", "least", "5 %", "25 %", "median", "75 %", "95 %", "most"], rows: rows)
  }

  static func channels(_ table: MetricTable, mode: Int) -> PageChart? {
    let channels = table.metrics.indices.filter { table.metrics[$0].name.hasPrefix("channel_") }
    guard let first = channels.first else { return nil }
    let unit = table.metrics[first].unit
    var data: [JSONValue] = []
    var rows: [[HTMLText.Cell]] = []
    for metric in channels {
      let name = table.metrics[metric].name.dropFirst("channel_".count).replacing("_", with: " ")
      var row = [HTMLText.Cell(String(name))]
      for (regime, regimeName) in table.plan.regimes.enumerated() {
        let values = table.values(metric: metric, regime: regime, mode: mode).compactMap { $0 }
        guard !values.isEmpty else {
          row.append(HTMLText.Cell("no value"))
          continue
        }
        let centre = mean(values)
        data.append([
          "channel": .string(String(name)), "regime": .string(regimeName),
          "change": .number(centre),
        ])
        row.append(
          HTMLText.Cell(NumberText.value(centre, unit: unit), value: JSONText.number(centre)))
      }
      rows.append(row)
    }
    let word = table.plan.modes[mode]
    return PageChart(
      name: "channels-\(word)", title: "Change of equity by channel, \(word)",
      description:
        "Mean over replicates of what each channel did to the equity of all; bars to the left are losses.",
      specification: ChartStyle.specification(
        data,
        [
          JSONMember("width", 520), JSONMember("height", ["step": 9]),
          JSONMember("mark", "bar"),
          JSONMember(
            "encoding",
            [
              "y": ChartStyle.name("channel", "channel"),
              "yOffset": ChartStyle.name("regime", "regime", sort: table.plan.regimes),
              "x": ChartStyle.quantity("change", "mean change of equity [\(unit)]"),
              "color": ChartStyle.name("regime", "regime", sort: table.plan.regimes),
            ]),
        ]),
      header: ["channel"] + table.plan.regimes, rows: rows)
  }
}
