import Formats
import Glibc
import Results

/// Institutions in a circle with their claims and positions, before the shock and after it under each regime: one
/// recorded replicate.
enum NetworkPicture {
  private static let largestCount = 300

  static func chart(_ run: PublishedRun, mode: String) throws -> PageChart? {
    guard run.manifest.file("institutions.csv") != nil else { return nil }
    let table = try run.table("institutions")
    let regimes = try table.strings("regime")
    let modes = try table.strings("mode")
    let replicates = try table.integers("replicate")
    let names = try table.strings("institution")
    let kinds = try table.strings("kind")
    let before = try table.doubles("equity_start")
    let after = try table.doubles("equity_end")
    let ticks = try table.optionalDoubles("default_tick")
    let panels = run.manifest.regimes.map(\.name)
    func rows(_ regime: String) -> [Int] {
      (0..<table.rowCount).filter {
        regimes[$0] == regime && modes[$0] == mode && replicates[$0] == 0
      }
    }
    guard let first = panels.first else { return nil }
    let members = rows(first).sorted { (kinds[$0], $0) < (kinds[$1], $1) }
    guard members.count > 1, members.count <= largestCount else { return nil }
    var places: [String: (x: Double, y: Double)] = [:]
    for (place, row) in members.enumerated() {
      let angle = 2 * Double.pi * Double(place) / Double(members.count)
      places[names[row]] = (cos(angle), sin(angle))
    }
    var data: [JSONValue] = []
    let lines = try links(run, names: members.map { names[$0] }).compactMap {
      (from, to) -> JSONValue? in
      guard let start = places[from], let end = places[to] else { return nil }
      return [
        "x": .number(round(start.x)), "y": .number(round(start.y)),
        "x2": .number(round(end.x)), "y2": .number(round(end.y)),
      ]
    }
    for panel in ["before"] + panels {
      for row in rows(panel == "before" ? first : panel) {
        guard let place = places[names[row]] else { continue }
        let equity = panel == "before" ? before[row] : after[row]
        let state = panel != "before" && ticks[row] != nil ? "in default" : kinds[row]
        data.append([
          "panel": .string(panel), "x": .number(round(place.x)), "y": .number(round(place.y)),
          "institution": .string(names[row]), "state": .string(state),
          "equity": .number(max(0, equity)),
        ])
      }
    }
    return PageChart(
      name: "network-\(mode)", title: "Institutions before and after, \(mode)",
      description:
        "One replicate. Lines are claims and positions as the scenario writes them, the area of a point is "
        + "equity, and black points with a cross are in default.",
      specification: specification(
        data, lines: lines, panels, Array(Set(members.map { kinds[$0] })).sorted()),
      header: ["institution", "kind", "equity before"]
        + panels.flatMap { ["equity after, \($0)", "default, \($0)"] },
      rows: members.map { member in
        [
          HTMLText.Cell(names[member]), HTMLText.Cell(kinds[member]),
          HTMLText.Cell(
            NumberText.value(before[member], unit: ""), value: JSONText.number(before[member])),
        ]
          + panels.flatMap { panel -> [HTMLText.Cell] in
            guard let row = rows(panel).first(where: { names[$0] == names[member] }) else {
              return [HTMLText.Cell(""), HTMLText.Cell("")]
            }
            return [
              HTMLText.Cell(
                NumberText.value(after[row], unit: ""), value: JSONText.number(after[row])),
              HTMLText.Cell(ticks[row].map { "tick \(Int($0))" } ?? ""),
            ]
          }
      })
  }

  /// Three decimals place a point exactly enough.
  private static func round(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

  /// Pairs of institutions with a claim or a position between them; a population stands for all its members.
  private static func links(_ run: PublishedRun, names: [String]) throws -> [(String, String)] {
    let json = try JSONReader.read(try run.read("scenario.json"), file: "scenario.json").plain
    func members(_ id: String) -> [String] {
      names.contains(id)
        ? [id]
        : names.filter { $0.hasPrefix(id + "-") && Int($0.dropFirst(id.count + 1)) != nil }
    }
    var links: [(String, String)] = []
    for (list, from, to) in [
      ("claims", "creditor", "debtor"), ("positions", "institution", "venue"),
    ] {
      for entry in json[list]?.elements({ $0 }) ?? [] {
        for first in members(entry[from]?.text ?? "") {
          for second in members(entry[to]?.text ?? "") where links.count < 600 {
            links.append((first, second))
          }
        }
      }
    }
    return links
  }

  private static func specification(
    _ data: [JSONValue], lines: [JSONValue], _ panels: [String], _ kinds: [String]
  ) -> JSONValue {
    func axis(_ field: String) -> JSONValue {
      [
        "field": .string(field), "type": "quantitative", "axis": .null,
        "scale": ["domain": [-1.15, 1.15]],
      ]
    }
    let states = kinds + ["in default"]
    let state: JSONValue = [
      "field": "state", "type": "nominal", "title": "kind",
      "scale": [
        "domain": .array(states.map { .string($0) }),
        "range": .array(colours(kinds.count).map { .string($0) } + ["#000000"]),
      ],
    ]
    let cross: JSONValue = [
      "condition": ["test": "datum.state === 'in default'", "value": "cross"], "value": "circle",
    ]
    return ChartStyle.specification(
      data,
      [
        JSONMember(
          "facet",
          [
            "field": "panel", "type": "nominal", "title": .null,
            "sort": .array((["before"] + panels).map { .string($0) }),
          ]),
        JSONMember("columns", 3),
        JSONMember(
          "spec",
          [
            "width": 210, "height": 210,
            "layer": [
              [
                // Data of a layer's own are drawn in every panel, so that they stand in the page once.
                "data": ["values": .array(lines)],
                "mark": ["type": "rule", "opacity": 0.25, "strokeWidth": 0.7],
                "encoding": [
                  "x": axis("x"), "y": axis("y"), "x2": ["field": "x2"], "y2": ["field": "y2"],
                ],
              ],
              [
                "mark": ["type": "point", "filled": true, "opacity": 0.9],
                "encoding": [
                  "x": axis("x"), "y": axis("y"), "color": state, "shape": cross,
                  "size": [
                    "field": "equity", "type": "quantitative", "title": "equity",
                    "scale": ["range": [25, 500]],
                  ],
                  "tooltip": [
                    ["field": "institution", "type": "nominal"],
                    ["field": "state", "type": "nominal"],
                    ["field": "equity", "type": "quantitative"],
                  ],
                ],
              ],
            ],
          ]),
      ])
  }

  /// Okabe and Ito's colours again, and greys where there are more kinds than colours.
  private static func colours(_ count: Int) -> [String] {
    let all = [
      "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#888888", "#5D3A9B",
      "#994F00", "#BBBBBB",
    ]
    return (0..<count).map { all[$0 % all.count] }
  }
}
