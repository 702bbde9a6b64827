package import Experiments
import Formats
import Results
import Simulation

/// The comparison of two runs as text, Markdown, CSV or JSON.
package enum ContrastReports {
  package static func text(_ contrast: RunContrast) -> String {
    var lines = [title(contrast)]
    for section in contrast.sections {
      let rows = section.lines.map { line -> TextTable.Row in
        .cells(
          label:
            "  \(ScorecardWords.arrow(line.metric.direction)) \(ScorecardWords.label(line.metric))",
          cells(line, contrast))
      }
      lines += ["", "\(section.regime), \(section.mode)", ""]
      lines += TextTable(columns: columns, rows: rows).lines
    }
    lines += [""] + Paragraph.lines(reading(contrast))
    return lines.joined(separator: "\n") + "\n"
  }

  package static func markdown(_ contrast: RunContrast) -> String {
    var lines = ["# \(title(contrast))"]
    for section in contrast.sections {
      lines += ["", "## \(section.regime), \(section.mode)", ""]
      lines.append("| metric | " + columns.joined(separator: " | ") + " |")
      lines.append("| --- | --: | --: | --: |")
      for line in section.lines {
        lines.append(
          "| \(ScorecardWords.label(line.metric)) | "
            + cells(line, contrast).joined(separator: " | ") + " |")
      }
    }
    lines += ["", reading(contrast)]
    return lines.joined(separator: "\n") + "\n"
  }

  package static func csv(_ contrast: RunContrast) -> String {
    var writer = CSVWriter(columns: [
      "regime", "mode", "metric", "unit", "first_mean", "second_mean", "difference",
      "interval_low", "interval_high", "verdict",
    ])
    for section in contrast.sections {
      for line in section.lines {
        let interval = line.difference?.interval
        writer.row([
          .string(section.regime), .string(section.mode), .string(line.metric.name),
          .string(line.metric.unit), .init(optional: line.first?.mean),
          .init(optional: line.second?.mean), .init(optional: line.difference?.mean),
          .init(optional: interval?.low), .init(optional: interval?.high),
          .string(Verdict(interval, direction: line.metric.direction).rawValue),
        ])
      }
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  package static func json(_ contrast: RunContrast) -> String {
    JSONText.pretty([
      "first": .string(contrast.first.scenarioName),
      "second": .string(contrast.second.scenarioName),
      "paired": .bool(contrast.isPaired),
      "sections": .array(
        contrast.sections.map { section in
          [
            "regime": .string(section.regime), "mode": .string(section.mode),
            "metrics": .array(
              section.lines.map { line in
                [
                  "metric": .string(line.metric.name), "unit": .string(line.metric.unit),
                  "first": ScorecardJSON.json(line.first),
                  "second": ScorecardJSON.json(line.second),
                  "difference": ScorecardJSON.json(line.difference),
                ]
              }),
          ]
        }),
    ])
  }

  private static let columns = ["first", "second", "second − first"]

  private static func title(_ contrast: RunContrast) -> String {
    "First: \(summary(contrast.first)). Second: \(summary(contrast.second))."
  }

  private static func summary(_ manifest: RunManifest) -> String {
    "\(manifest.scenarioName), \(ScorecardWords.count(manifest.replicates, "replicate")), "
      + "seed \(manifest.seed)"
  }

  private static func cells(_ line: RunContrast.Line, _ contrast: RunContrast) -> [String] {
    [
      ScorecardWords.mean(line.first, line.metric, of: contrast.first.replicates),
      ScorecardWords.mean(line.second, line.metric, of: contrast.second.replicates),
      ScorecardWords.difference(
        line.difference, line.metric,
        of: min(contrast.first.replicates, contrast.second.replicates)),
    ]
  }

  private static func reading(_ contrast: RunContrast) -> String {
    contrast.isPaired
      ? "Both runs have the same seed, so replicates are compared in pairs."
      : "The runs have different seeds, so their means are compared as independent ones (Welch)."
  }
}
