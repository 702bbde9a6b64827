import ArgumentParser
import Experiments
import Glibc
import Reports
import Results

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write one HTML page about a finished run or attribution.",
    discussion: """
      The page says what was run, compares the regimes with intervals, and draws losses, equity over time, \
      channels and the network before and after, each chart with its numbers in a table. It is one file of at \
      most 1.5 MB that loads nothing and sends nothing, and it prints. Of an attribution it draws what each lever \
      does to each metric.

      Charts are drawn by Vega-Lite, whose JavaScript is not part of Concordat: scripts/vega.sh obtains it once.

        concordat report Results/starter-1a2b3c4d --out starter.html
      """)

  @Argument(help: ArgumentHelp("A run directory, or that of an attribution.", valueName: "run"))
  var directory: String

  @Option(
    help: ArgumentHelp(
      "The page to write; one that is there is replaced. (default: the name of the run and .html, beside it)",
      valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "The JavaScript bundle. (default: where scripts/vega.sh puts it)", valueName: "file"))
  var bundle: String?

  func run() throws {
    try reportingComplaints {
      let page = try page()
      guard page.utf8.count <= ReportPage.greatestSize else {
        throw Complaint(
          text:
            "the page would have \(page.utf8.count) bytes, more than \(ReportPage.greatestSize)",
          status: .internalError)
      }
      let target = out ?? "\(Files.parent(of: directory))/\(Files.name(of: directory)).html"
      guard !isFinished(Files.parent(of: target)) else {
        throw Complaint(
          text:
            "\(Files.parent(of: target)) is a finished run and is not added to; give --out a file elsewhere",
          status: .cannotWrite)
      }
      try Files.replace(target, with: Array(page.utf8))
      Console.print(target + "\n")
    }
  }

  private func page() throws -> String {
    if let attribution = AttributionPage.manifest(of: directory) {
      return try AttributionPage.render(directory, manifest: attribution, bundle: try opened())
    }
    let finished = try PublishedRun(directory)
    return try ReportPage.render(finished, bundle: try opened())
  }

  private func isFinished(_ directory: String) -> Bool {
    (try? PublishedRun(directory)) != nil || AttributionPage.manifest(of: directory) != nil
  }

  private func opened() throws -> VegaBundle {
    let path = bundle ?? Self.standardPath
    do {
      return try VegaBundle(path)
    } catch VegaBundle.Refusal.missing(let path) {
      throw Complaint(
        text:
          "the charts need \(path); scripts/vega.sh obtains it (from the package \(VegaBundle.source), once), "
          + "or name another place with --bundle", status: .badInput)
    } catch VegaBundle.Refusal.altered(let path) {
      throw Complaint(
        text:
          "\(path) is not the bundle of \(VegaBundle.source); obtain it again with scripts/vega.sh",
        status: .badInput)
    }
  }

  /// Data of the user's programs, by the XDG base directory specification.
  private static var standardPath: String {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    let data = variable("XDG_DATA_HOME") ?? (variable("HOME") ?? "") + "/.local/share"
    return data + "/concordat/vega-bundle.js"
  }
}
