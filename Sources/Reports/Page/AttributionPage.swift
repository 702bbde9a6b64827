import Experiments
package import Formats
import Results
import Scenarios

/// One page about a finished attribution: for every mode and metric, what each lever does, with its interval.
package enum AttributionPage {
  /// The manifest of a finished attribution; nil for another directory.
  package static func manifest(of directory: String) -> JSONValue? {
    guard let manifest = Study.manifest(of: directory),
      manifest["format"]?.text == AttributionExperiment.format
    else { return nil }
    return manifest
  }

  /// The page; `bundle` is the JavaScript of Vega, Vega-Lite and Vega-Embed.
  package static func render(
    _ directory: String, manifest: JSONValue, bundle: VegaBundle
  ) throws -> String {
    let lines = try lines(directory, manifest)
    let name = manifest["name"]?.text ?? ""
    let ends = (manifest["from"]?.text ?? "", manifest["to"]?.text ?? "")
    let title = "\(name): what each lever does from \(ends.0) to \(ends.1)"
    var body = HTMLText.heading(1, title)
    body += HTMLText.paragraph(
      ScorecardWords.count(manifest["replicates"]?.whole ?? 0, "replicate")
        + ". A value is what a lever adds to those already moved, on average over all orders of them "
        + "(Shapley 1953); the values of a metric add up to its line all, the difference of the two regimes. "
        + "Lines are 95 % intervals over replicates. Levers in which the regimes agree are left out."
    )
    for mode in ordered(lines.map(\.mode)) {
      body += "<section>\n" + HTMLText.heading(2, ScorecardWords.mode(mode))
      let own = lines.filter { $0.mode == mode }
      for metric in ordered(own.map(\.metric)) {
        body += chart(own.filter { $0.metric == metric }, metric, mode).html
      }
      body += "</section>\n"
    }
    return ReportPage.document(title: title, body: body, bundle: bundle)
  }

  /// A row of `attribution.csv`.
  private struct Line {
    var mode: String
    var metric: String
    var unit: String
    var lever: String
    var value: Double
    var low: Double?
    var high: Double?
    var verdict: String
    var perCost: Double?
    var perCostReading: String
  }

  private static func lines(_ directory: String, _ manifest: JSONValue) throws -> [Line] {
    let path = directory + "/attribution.csv"
    let bytes = try Files.read(path)
    let digests = manifest["files"]?.elements { file in
      file["path"]?.text == "attribution.csv" ? file["sha256"]?.text ?? "" : ""
    }
    guard digests?.contains(SHA256.hexadecimal(of: bytes)) == true else {
      throw RunDirectoryError.altered(path: path)
    }
    let idle = Set(manifest["levers"]?.elements(\.text) ?? []).union(["all"])
    let table = try CSVTable.read(bytes, file: path)
    let (modes, metrics) = (try table.strings("mode"), try table.strings("metric"))
    let (units, levers) = (try table.strings("unit"), try table.strings("lever"))
    let values = try table.doubles("value")
    let lows = try table.optionalDoubles("interval_low")
    let highs = try table.optionalDoubles("interval_high")
    let verdicts = try table.strings("verdict")
    let prices = try table.optionalDoubles("per_cost")
    let readings = try table.strings("per_cost_reading")
    return (0..<table.rowCount).filter { idle.contains(levers[$0]) }.map { row in
      Line(
        mode: modes[row], metric: metrics[row], unit: units[row], lever: levers[row],
        value: values[row], low: lows[row], high: highs[row], verdict: verdicts[row],
        perCost: prices[row], perCostReading: readings[row])
    }
  }

  /// Each once, in the order of first appearance.
  private static func ordered(_ names: [String]) -> [String] {
    names.enumerated().filter { names.firstIndex(of: $0.element) == $0.offset }.map(\.element)
  }

  private static func chart(_ lines: [Line], _ metric: String, _ mode: String) -> PageChart {
    let unit = lines.first?.unit ?? ""
    let data = lines.map { line -> JSONValue in
      var members = [
        JSONMember("lever", .string(line.lever)), JSONMember("value", .number(line.value)),
        JSONMember("part", line.lever == "all" ? "all levers" : "one lever"),
      ]
      if let low = line.low, let high = line.high {
        members += [JSONMember("low", .number(low)), JSONMember("high", .number(high))]
      }
      return .object(members)
    }
    let levers = ChartStyle.name("lever", "lever", sort: lines.map(\.lever))
    return PageChart(
      name: "\(metric)-\(mode)", title: "\(metric), \(mode)",
      description: "What each lever changes [\(unit)]; a line is the 95 % interval.",
      specification: ChartStyle.specification(
        data,
        [
          JSONMember("width", 520), JSONMember("height", ["step": 18]),
          JSONMember(
            "layer",
            [
              [
                "mark": ["type": "bar", "height": ["band": 0.7]],
                "encoding": [
                  "y": levers, "x": ChartStyle.quantity("value", "change [\(unit)]"),
                  "color": ChartStyle.name("part", "what is moved"),
                ],
              ],
              [
                "mark": ["type": "rule", "strokeWidth": 2],
                "encoding": [
                  "y": levers, "x": ChartStyle.quantity("low", "change [\(unit)]"),
                  "x2": ["field": "high"],
                ],
              ],
            ]),
        ]),
      header: ["lever", "value", "interval", "verdict", "per unit of compliance cost"],
      rows: lines.map { row($0) })
  }

  private static func row(_ line: Line) -> [HTMLText.Cell] {
    func number(_ value: Double) -> String { significant(value, digits: 4) }
    let interval = line.low.flatMap { low in
      line.high.map { "\(number(low)) to \(number($0))" }
    }
    return [
      HTMLText.Cell(line.lever),
      HTMLText.Cell(number(line.value), value: JSONText.number(line.value)),
      HTMLText.Cell(interval ?? "–"), HTMLText.Cell(line.verdict),
      line.perCost.map { HTMLText.Cell(number($0), value: JSONText.number($0)) }
        ?? HTMLText.Cell(line.perCostReading.isEmpty ? "–" : line.perCostReading),
    ]
  }
}
