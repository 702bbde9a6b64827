import Foundation
import Formats
import Testing

@testable import Reports
@testable import Results

@Suite("concordat report")
struct ReportTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  init() throws {
    place = try TemporaryDirectory()
    _ = try command("run", fixture("small.json"), "--out", "run", "--quiet")
  }

  /// The page with a stand-in for the JavaScript: all of it but the drawing.
  private func page() throws -> String {
    try ReportPage.render(
      try PublishedRun(place.path("run")), bundle: VegaBundle(standIn: "window.vegaEmbed = null;"))
  }

  @Test("without the JavaScript the command says how to get it, and writes nothing")
  func missingBundle() throws {
    let ended = try command("report", "run", "--bundle", "nothing.js")
    #expect(ended.status == 65)
    #expect(ended.errors.contains("the charts need nothing.js; scripts/vega.sh obtains it"))
    try Files.replace(place.path("other.js"), with: Array("alert(1)".utf8))
    let altered = try command("report", "run", "--bundle", "other.js")
    #expect(altered.status == 65)
    #expect(altered.errors.contains("other.js is not the bundle of vl-convert-python"))
    #expect(Files.kind(place.path("run.html")) == nil)
  }

  @Test("the numbers on the page are those of the CSV files, digit by digit")
  func numbers() throws {
    let run = try PublishedRun(place.path("run"))
    let page = try page()
    let values = Set(
      page.matches(of: /data-value="([^"]*)"/).map { String($0.output.1) })
    let summary = try run.table("summary")
    let metrics = try summary.strings("metric")
    for row in 0..<summary.rowCount where metrics[row] == "system_loss" {
      let mean = summary.text(row: row, column: try summary.requiredColumn("mean"))
      #expect(values.contains(mean), "\(mean)")
    }
    let comparison = try run.table("comparison")
    let compared = try comparison.strings("metric")
    let baselines = try comparison.strings("baseline")
    let contrasts = try comparison.strings("contrast")
    for row in 0..<comparison.rowCount
    where compared[row] == "defaults" && baselines[row] == "fragmented"
      && contrasts[row] == "difference"
    {
      let column = try comparison.requiredColumn("difference")
      let difference = comparison.text(row: row, column: column)
      #expect(values.contains(difference), "\(difference)")
    }
  }

  @Test("nothing is loaded from outside, and the policy allows only the two scripts of the page")
  func policy() throws {
    let page = try page()
    #expect(page.contains("default-src 'none'"))
    #expect(!page.contains(" src=") && !page.contains("<link") && !page.contains("@import"))
    #expect(!page.contains("unsafe-eval"))
    // The digest that a browser computes for the stand-in, by sha256sum and base64.
    #expect(page.contains("'sha256-\(VegaBundle.base64(ofDigestOf: "window.vegaEmbed = null;"))'"))
  }

  @Test("a digest is written in base64 as RFC 4648 says")
  func base64() {
    // printf '' | openssl dgst -sha256 -binary | base64
    #expect(
      VegaBundle.base64(ofDigestOf: "") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
  }

  @Test("every chart has a title, words for who cannot see it, and a table with its numbers")
  func charts() throws {
    let page = try page()
    let figures = page.components(separatedBy: "<figure>").dropFirst()
    // Losses, equity, channels and network, in two modes.
    #expect(figures.count == 8)
    for figure in figures {
      #expect(figure.contains("<figcaption><strong>"))
      #expect(figure.contains("role=\"img\" aria-label=\""))
      #expect(figure.contains("<details><summary>") && figure.contains("<table>"))
      let text = try #require(
        figure.firstMatch(of: /data-for="[^"]*">(.*?)<\/script>/)?.output.1)
      let specification = try JSONReader.read(String(text), file: "specification").plain
      #expect(specification["$schema"]?.text?.contains("vega-lite") == true)
    }
  }

  @Test("names from a scenario cannot become markup")
  func escaping() throws {
    let scenario = String(decoding: try Files.read(fixture("small.json")), as: UTF8.self)
      .replacing(
        "A market invented for tests", with: "</script><script>alert(1)</script> & \\\"others\\\"")
    try Files.replace(place.path("odd.json"), with: Array(scenario.utf8))
    _ = try command("run", "odd.json", "--out", "odd", "--quiet")
    let page = try ReportPage.render(
      try PublishedRun(place.path("odd")), bundle: VegaBundle(standIn: "0"))
    #expect(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)"))
    #expect(!page.contains("<script>alert"))
  }
}
