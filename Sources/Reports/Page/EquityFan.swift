import Experiments
import Formats
import Results

/// System equity over time, as far as replicates were recorded: the median, and the range of most of them.
enum EquityFan {
  /// So many points in time, at most, make the band and the table behind it.
  private static let mostTimes = 72

  /// `money` is the unit of account.
  static func chart(_ run: PublishedRun, mode: String, money: String) throws -> PageChart? {
    guard run.manifest.file("timeseries.csv") != nil else { return nil }
    let table = try run.table("timeseries")
    guard table.column("system_equity") != nil else { return nil }
    let modes = try table.strings("mode")
    let regimes = try table.strings("regime")
    let hours = try table.doubles("hours")
    let equity = try table.optionalDoubles("system_equity")
    let replicates = try Set(table.integers("replicate")).count
    var data: [JSONValue] = []
    var rows: [[HTMLText.Cell]] = []
    for regime in run.manifest.regimes.map(\.name) {
      let own = (0..<table.rowCount).filter { regimes[$0] == regime && modes[$0] == mode }
      let times = Array(Set(own.map { hours[$0] })).sorted()
      let step = max(1, (times.count + mostTimes - 1) / mostTimes)
      for (place, time) in times.enumerated()
      where place % step == 0 || place == times.count - 1 {
        let values = own.filter { hours[$0] == time }.compactMap { equity[$0] }.sorted()
        guard !values.isEmpty else { continue }
        let levels = [0.05, 0.5, 0.95].map { quantile($0, ofSorted: values) }
        data.append([
          "regime": .string(regime), "hours": .number(time), "low": .number(levels[0]),
          "middle": .number(levels[1]), "high": .number(levels[2]),
        ])
        rows.append(
          [HTMLText.Cell(regime), HTMLText.Cell(NumberText.value(time, unit: "hours"))]
            + levels.map {
              HTMLText.Cell(NumberText.value($0, unit: ""), value: JSONText.number($0))
            })
      }
    }
    guard !data.isEmpty else { return nil }
    let sort = run.manifest.regimes.map(\.name)
    let colour = ChartStyle.name("regime", "regime", sort: sort)
    let time = ChartStyle.quantity("hours", "hours since the start")
    func axis(_ field: String) -> JSONValue {
      [
        "field": .string(field), "type": "quantitative",
        "title": .string("system equity [\(money)]"),
        "scale": ["zero": false],
      ]
    }
    return PageChart(
      name: "equity-\(mode)", title: "System equity over time, \(mode)",
      description:
        "Median over \(ScorecardWords.count(replicates, "recorded replicate")), and the band from the 5 % "
        + "to the 95 % quantile.",
      specification: ChartStyle.specification(
        data,
        [
          JSONMember("width", 620), JSONMember("height", 300),
          JSONMember(
            "layer",
            [
              [
                "mark": ["type": "area", "opacity": 0.18],
                "encoding": [
                  "x": time, "y": axis("low"), "y2": ["field": "high"], "color": colour,
                ],
              ],
              [
                "mark": ["type": "line", "strokeWidth": 2],
                "encoding": [
                  "x": time, "y": axis("middle"), "color": colour,
                  "strokeDash": ChartStyle.dash("regime", sort: sort),
                ],
              ],
            ]),
        ]), header: ["regime", "hours", "5 %", "median", "95 %"], rows: rows)
  }
}
