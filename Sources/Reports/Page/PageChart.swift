import Formats

/// A chart of the page: a Vega-Lite specification, its title, what it shows in words, and the table behind it.
struct PageChart {
  var name: String
  var title: String
  /// For who cannot see it, and for everybody.
  var description: String
  var specification: JSONValue
  var header: [String]
  var rows: [[HTMLText.Cell]]

  /// The figure; its script draws into the element `chart-<name>`.
  var html: String {
    let label = MarkupText.escaped("\(title). \(description)")
    // A `<` would end the element early if a name held a closing tag.
    let text = JSONText.compact(specification).replacing("<", with: "\\u003c")
    return """
      <figure>
      <figcaption><strong>\(MarkupText.escaped(title)).</strong> \(MarkupText.escaped(description))</figcaption>
      <div class="chart" id="chart-\(name)" role="img" aria-label="\(label)"></div>
      <script type="application/json" class="specification" data-for="chart-\(name)">\(text)</script>
      <details><summary>The numbers behind this chart</summary>
      <div class="wide">\(HTMLText.table(caption: title, header: header, rows: rows))</div>
      </details>
      </figure>

      """
  }
}

/// What all specifications share.
enum ChartStyle {
  /// The colours of Okabe and Ito (2008), told apart by colour-blind readers; yellow is left out on white.
  static let colours: JSONValue = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
  ]

  static func specification(_ data: [JSONValue], _ members: [JSONMember]) -> JSONValue {
    .object(
      [
        JSONMember("$schema", "https://vega.github.io/schema/vega-lite/v6.json"),
        JSONMember("data", ["values": .array(data)]),
        JSONMember(
          "config",
          [
            "font": "sans-serif", "range": ["category": colours],
            "view": ["stroke": .null], "axis": ["grid": true, "gridOpacity": 0.4],
          ]),
      ] + members)
  }

  static func quantity(_ field: String, _ title: String) -> JSONValue {
    ["field": .string(field), "type": "quantitative", "title": .string(title)]
  }

  /// Another dash for each name, beside its colour, so that curves differ in print too.
  static func dash(_ field: String, sort: [String]) -> JSONValue {
    [
      "field": .string(field), "type": "nominal", "legend": .null,
      "sort": .array(sort.map { .string($0) }),
    ]
  }

  static func name(_ field: String, _ title: String, sort: [String] = []) -> JSONValue {
    var channel: JSONValue = [
      "field": .string(field), "type": "nominal", "title": .string(title),
    ]
    if !sort.isEmpty { channel.append("sort", .array(sort.map { .string($0) })) }
    return channel
  }
}
