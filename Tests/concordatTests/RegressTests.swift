import Foundation
import FoundationXML
import Formats
import Testing

@testable import Results

@Suite("concordat regress")
struct RegressTests {
  private let place: TemporaryDirectory
  private let small = fixture("small.json")
  private var command: Command { Command(directory: place.path) }

  init() throws { place = try TemporaryDirectory() }

  private func text(_ path: String) throws -> String {
    String(decoding: try Files.read(place.path(path)), as: UTF8.self)
  }

  @Test("without a baseline there is no verdict, and the error says how to make one")
  func noBaseline() throws {
    let ended = try command("regress", small)
    #expect(ended.status == 65)
    #expect(ended.errors.contains("has no baseline; make one with: concordat regress"))
    #expect(Files.kind(place.path("Results")) == nil)
  }

  @Test("the run that made the baseline passes, whatever the number of jobs")
  func passes() throws {
    let first = try command("regress", small, "--update")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output == "Results/baselines/small-shock is the first baseline.\n")
    for jobs in ["1", "2"] {
      try Files.remove(place.path("Results/regress"))
      for name in try Files.list(place.path("Results")) where name.hasPrefix("small-shock-") {
        try Files.remove(place.path("Results/\(name)"))
      }
      let ended = try command("regress", small, "--jobs", jobs, "--history", "nights.csv")
      #expect(ended.status == 0, "\(ended.errors)")
      #expect(ended.output.hasPrefix("small-shock: "))
      #expect(try text("Results/regress/junit.xml").contains("failures=\"0\""))
      #expect(try text("Results/regress/summary.md").hasPrefix("# As the baseline: small-shock\n"))
    }
    #expect(try text("nights.csv").split(separator: "\n").count == 3)
  }

  @Test("a changed parameter fails and names the metric; an update says what changed")
  func changed() throws {
    _ = try command("regress", small, "--update")
    let altered = place.path("altered.json")
    let scenario = String(decoding: try Files.read(small), as: UTF8.self)
    try Files.replace(
      altered,
      with: Array(scenario.replacing("\"fraction\": -0.09", with: "\"fraction\": -0.1").utf8))
    let ended = try command("regress", "altered.json")
    #expect(ended.status == 1)
    #expect(ended.errors.contains(" moved; the worst is "))
    let drifts = try CSVTable.read(try text("Results/regress/drifts.csv"), file: "drifts.csv")
    #expect(try drifts.strings("metric").contains("system_loss"))
    #expect(try drifts.strings("verdict").contains("moved"))
    // The data package describes the file as it is.
    let package = try JSONReader.read(
      try Files.read(place.path("Results/regress/datapackage.json")), file: "datapackage.json"
    ).plain
    let resource = try #require(package["resources"]?.elements(\.self)?.first)
    #expect(resource["path"]?.text == "drifts.csv")
    #expect(
      try resource["hash"]?.text
        == "sha256:" + SHA256.hexadecimal(ofFile: place.path("Results/regress/drifts.csv")))
    let fields = try #require(resource["schema"]?["fields"]?.elements { $0["name"]?.text })
    #expect(fields == drifts.header)
    let junit = try text("Results/regress/junit.xml")
    #expect(XMLParser(data: Data(junit.utf8)).parse())
    #expect(junit.contains("name=\"system_loss\"><failure type=\"moved\""))
    #expect(
      try text("Results/regress/summary.md").contains(
        "The scenario is not the one of the baseline."))
    let update = try command("regress", "altered.json", "--update")
    #expect(update.status == 0)
    #expect(update.output.contains(" metrics changed.\n"))
    #expect(try command("regress", "altered.json").status == 0)
  }
}
