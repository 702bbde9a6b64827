import ArgumentParser
import Experiments
import Formats
import Reports
import Results

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Print the scorecard of a finished run, or of two runs side by side.",
    discussion: """
      With one run directory: the headline metrics of every regime with 95 % intervals, the paired \
      differences from a baseline, the interaction of harmonising and tightening where the run has \
      all four regimes for it, and published values beside simulated ones. --format words says each \
      difference in a plain line, with a bootstrap interval, the p-value after Holm's correction for all \
      headline metrics, how often the regime has the lower value, stochastic dominance, and the replicates \
      that pairing saved; csv has the same for every metric.

      With two run directories: the second run minus the first for every regime that both have, in \
      pairs where both have the same seed.

      Everything is read from the files of the runs, which are never changed.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, words, markdown, csv, json
  }

  @Argument(help: "A run directory, or two.")
  var runs: [String]

  @Option(
    help: ArgumentHelp("Compare with this regime instead of the scenario's.", valueName: "regime"))
  var baseline: String?

  @Option(
    help:
      "text for a terminal of 100 columns, words (a plain line for each difference), markdown, csv (every metric, not only headlines) or json."
  )
  var format: Format = .text

  @Option(
    help: ArgumentHelp("Write to this new file instead of standard output.", valueName: "file"))
  var out: String?

  func validate() throws {
    guard (1...2).contains(runs.count) else {
      throw ValidationError("Give one run directory, or two to set side by side.")
    }
    guard runs.count == 1 || baseline == nil else {
      throw ValidationError("Two runs are compared with each other; --baseline is for one run.")
    }
    guard runs.count == 1 || format != .words else {
      throw ValidationError("--format words is for the regimes of one run.")
    }
  }

  func run() throws {
    try reportingComplaints {
      let text = try Comparison(runs: runs, baseline: baseline, format: format).text()
      if let out {
        try write(text, to: out)
      } else {
        Console.print(text)
      }
    }
  }

  /// A file that is there already stays; so do the runs.
  private func write(_ text: String, to path: String) throws {
    guard Files.kind(path) == nil else {
      throw Complaint(
        text: "\(path) is there already; give --out a new file", status: .cannotWrite)
    }
    let parent = Files.parent(of: path)
    guard (try? PublishedRun(parent)) == nil else {
      throw Complaint(
        text: "\(parent) is a finished run and is not added to; give --out a file elsewhere",
        status: .cannotWrite)
    }
    try Files.replace(path, with: Array(text.utf8))
  }
}

/// What `concordat compare` prints.
struct Comparison {
  var runs: [String]
  var baseline: String?
  var format: CompareCommand.Format

  func text() throws -> String {
    let opened = try runs.map { path throws in
      let run = try PublishedRun(path)
      return (manifest: run.manifest, table: try MetricTable(run))
    }
    let first = opened[0]
    guard opened.count == 1 else { return try contrast(first, opened[1]) }
    let chosen = baseline ?? first.manifest.baseline
    let names = first.manifest.regimes.map(\.name)
    guard let place = names.firstIndex(of: chosen) else {
      throw Complaint.commandLine(
        "the run has no regime \(chosen); it has \(names.joined(separator: ", "))")
    }
    let card = Scorecard(first.manifest, first.table, baseline: place)
    switch format {
    case .text: return ScorecardText.render(card)
    case .words:
      let rows = RegimeComparison(
        first.table, regimes: first.manifest.regimes, seed: first.manifest.seed
      ).rows(baseline: place)
      return EvidenceWords.render(card, rows)
    case .markdown: return ScorecardMarkdown.render(card)
    case .json: return ScorecardJSON.render(card)
    case .csv:
      let regimes = RegimeComparison(
        first.table, regimes: first.manifest.regimes, seed: first.manifest.seed)
      var writer = ComparisonRow.table.writer(writesHeader: true)
      for row in regimes.rows(baseline: place) { writer.row(row.cells) }
      return String(decoding: writer.bytes, as: UTF8.self)
    }
  }

  private func contrast(
    _ first: (manifest: RunManifest, table: MetricTable),
    _ second: (manifest: RunManifest, table: MetricTable)
  ) throws -> String {
    let contrast = RunContrast(
      first: first.manifest, first.table, second: second.manifest, second.table)
    guard !contrast.sections.isEmpty else {
      throw Complaint(
        text: "\(runs[0]) and \(runs[1]) have no regime in common", status: .badInput)
    }
    switch format {
    case .text, .words: return ContrastReports.text(contrast)
    case .markdown: return ContrastReports.markdown(contrast)
    case .csv: return ContrastReports.csv(contrast)
    case .json: return ContrastReports.json(contrast)
    }
  }
}
