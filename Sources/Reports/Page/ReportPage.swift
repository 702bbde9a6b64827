import Experiments
import Formats
package import Results
import Simulation

/// One page about a run: a file that needs nothing else, lets nothing in and sends nothing out.
package enum ReportPage {
  /// The greatest size of a page, in bytes.
  package static let greatestSize = 1_500_000

  /// The page; `bundle` is the JavaScript of Vega, Vega-Lite and Vega-Embed.
  package static func render(_ run: PublishedRun, bundle: VegaBundle) throws -> String {
    let table = try MetricTable(run)
    let names = run.manifest.regimes.map(\.name)
    let card = Scorecard(
      run.manifest, table, baseline: names.firstIndex(of: run.manifest.baseline) ?? 0)
    var body = HTMLText.heading(1, run.manifest.scenarioName)
    if let about = try description(run) { body += HTMLText.paragraph(about) }
    for warning in ScorecardWords.warnings(run.manifest) {
      body += "<p class=\"warning\">\(MarkupText.escaped(warning))</p>\n"
    }
    body += HTMLText.heading(2, "What was run") + whatWasRun(run)
    for (mode, section) in card.sections.enumerated() {
      body += "<section>\n" + HTMLText.heading(2, ScorecardWords.mode(section.mode))
      body += "<div class=\"wide\">\(means(section, card))</div>\n"
      if !card.comparedRegimes.isEmpty {
        body += "<div class=\"wide\">\(differences(section, card))</div>\n"
      }
      let money = table.metrics.first { $0.name == "system_loss" }?.unit ?? "money"
      let charts = [
        LossCharts.distribution(table, mode: mode),
        try EquityFan.chart(run, mode: section.mode, money: money),
        LossCharts.channels(table, mode: mode), try NetworkPicture.chart(run, mode: section.mode),
      ]
      for chart in charts.compactMap({ $0 }) { body += chart.html }
      let events = try events(run, mode: section.mode)
      if !events.isEmpty {
        body += HTMLText.heading(3, "Events that mattered") + "<div class=\"wide\">\(events)</div>"
      }
      body += "</section>\n"
    }
    body += HTMLText.heading(2, "How to read it") + HTMLText.paragraph(ScorecardWords.reading)
    body += HTMLText.paragraph(ScorecardWords.differenceReading) + meanings(card)
    return document(title: ScorecardWords.title(card), body: body, bundle: bundle)
  }

  /// What the scenario says about itself.
  private static func description(_ run: PublishedRun) throws -> String? {
    let json = try JSONReader.read(try run.read("scenario.json"), file: "scenario.json").plain
    return json["description"]?.text.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Draws every specification; Vega's interpreter evaluates expressions, so that no code is made from text.
  private static let drawing = """
    for (const script of document.querySelectorAll("script.specification")) {
      const place = document.getElementById(script.dataset.for);
      vegaEmbed(place, JSON.parse(script.textContent), {
        actions: false, ast: true, renderer: "svg", mode: "vega-lite",
      }).then(() => { place.dataset.drawn = "yes"; },
              (error) => { place.dataset.drawn = "no"; console.error(error); });
    }
    """

  static func document(title: String, body: String, bundle: VegaBundle) -> String {
    let policy =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src "
      + "'sha256-\(bundle.sha256Base64)' 'sha256-\(VegaBundle.base64(ofDigestOf: drawing))'; "
      + "base-uri 'none'; form-action 'none'"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(MarkupText.escaped(title))</title>
      <style>\(style)</style>
      </head>
      <body>
      <main>
      \(body)</main>
      <script>\(bundle.text)</script>
      <script>\(drawing)</script>
      </body>
      </html>

      """
  }

  private static let style = """
    body { font: 16px/1.5 sans-serif; color: #111; background: #fff; margin: 2rem auto; max-width: 62rem;
      padding: 0 1rem; }
    h1, h2, h3 { line-height: 1.2; }
    h2 { border-bottom: 2px solid #0072B2; margin-top: 2.5rem; }
    table { border-collapse: collapse; margin: 1rem 0; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; font-weight: bold; padding: 0.3rem 0; }
    th, td { border-bottom: 1px solid #ccc; padding: 0.25rem 0.6rem; text-align: right; }
    th[scope="row"], thead th:first-child { text-align: left; }
    figure { margin: 2rem 0; }
    .wide, .chart { overflow-x: auto; }
    .warning { border-left: 4px solid #D55E00; padding-left: 0.8rem; }
    dt { font-weight: bold; }
    summary { cursor: pointer; }
    @media print { body { max-width: none; margin: 0; } figure, tr { break-inside: avoid; }
      details { display: none; } .wide, .chart { overflow: visible; } }
    """
}
