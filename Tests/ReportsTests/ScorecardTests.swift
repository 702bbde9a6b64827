import Formats
import Testing

@testable import Experiments
@testable import Reports
@testable import Results
@testable import Simulation

@Suite("The scorecard")
struct ScorecardTests {
  @Test("four regimes: means, paired differences, interaction, published values")
  func fourRegimes() throws {
    let text = ScorecardText.render(try ToyCard.card())
    #expect(
      text.hasPrefix(
        """
        toy-cascade: 4 regimes, 8 replicates, seed 42

        IMPACT: positions as they stood when the rules changed

                                     fragmented-    fragmented-    harmonised-    harmonised-
                                            mean         strict           mean         strict
        Who fails
          ↓ defaults [count]          12.0 ± 2.0     10.0 ± 2.0      9.0 ± 2.0      7.0 ± 2.0
        What prevention costs
          ↓ compliance_cost [USD]  200.0 ± 2.0 m  200.0 ± 4.1 m  400.0 ± 2.0 m  400.0 ± 4.1 m
        How soon risk is seen
          ↑ detection_share [%]         no value     50.0 ± 2.0     50.0 ± 2.0     50.0 ± 2.0

        Difference from fragmented-mean

                               fragmented-strict   harmonised-mean     harmonised-strict
          ↓ defaults               -2 ± 0 better     -3 ± 0 better         -5 ± 0 better
          ↓ compliance_cost  no difference shown  +200 ± 0 m worse  +200.0 ± 2.0 m worse
          ↑ detection_share             no value          no value              no value

        Interaction of harmonising and tightening: none shown in any metric.

        Published values beside simulated ones (fragmented-mean; impact)

                                 published      simulated
          defaults [count]        10 to 13     12.0 ± 2.0       hit
          compliance_cost [USD]        9 m  200.0 ± 2.0 m      miss
          unknown                   1 to 2       no value         –

        Sources
          defaults: A ledger, 2025
          compliance_cost: A survey
          unknown: Elsewhere

        What the metrics mean
          defaults: Institutions in default.
          compliance_cost: What compliance costs.
          detection_share: Breaches detected.

        """))
    for line in text.split(separator: "\n") { #expect(line.count <= 100) }
  }

  @Test("an interaction that is clear of zero is named with its size")
  func interaction() throws {
    var card = try ToyCard.card()
    card.sections[0].lines[1].interaction = Estimate([1e6, 2e6, 3e6])
    #expect(
      ScorecardText.render(card).contains(
        "Interaction of harmonising and tightening: compliance_cost +2.0 ± 2.5 m; none shown")
        == false)
    card.sections[0].lines[1].interaction = Estimate([1e6, 1.1e6, 1.2e6])
    #expect(
      ScorecardText.render(card).contains(
        """
        Interaction of harmonising and tightening: compliance_cost +1.10 ± 0.25 m; none shown in the other
          metrics.
        """))
  }

  @Test("one replicate: no intervals, no verdicts, and a note that says so")
  func oneReplicate() throws {
    let regimes = [ToyCard.regimes[0], ToyCard.regimes[3]]
    let text = ScorecardText.render(try ToyCard.card(regimes, replicates: 1))
    #expect(!text.contains("±  "))
    #expect(!text.contains("Interaction"))
    #expect(text.contains("  ↓ defaults                  -5\n"))
    #expect(
      text.hasSuffix("Note: One replicate shows nothing about luck: there are no intervals.\n"))
  }

  @Test("one regime: nothing is compared")
  func oneRegime() throws {
    let text = ScorecardText.render(try ToyCard.card([ToyCard.regimes[0]]))
    #expect(!text.contains("Difference"))
  }

  @Test("a mean over a part of the replicates says so")
  func missingValues() throws {
    let metric = ToyCard.metrics[0]
    #expect(ScorecardWords.mean(Estimate([1, 3]), metric, of: 8) == "2 ± 13 (2 of 8)")
  }

  @Test("failed units and bounds that were hit are told")
  func warnings() throws {
    var manifest = ToyCard.manifest(ToyCard.regimes, replicates: 8)
    manifest.passLimitHits = 1
    manifest.failures = [
      RunManifest.Failure(regime: "a", mode: "impact", replicate: 0, message: "singular")
    ]
    #expect(
      ScorecardWords.warnings(manifest) == [
        "1 of 32 units failed and are left out; manifest.json names them.",
        "The bound on the passes of a cascade was hit 1 time; runs.csv says where.",
      ])
  }

  @Test("Markdown has a row per metric and escapes what is markup")
  func markdown() throws {
    let text = ScorecardMarkdown.render(try ToyCard.card())
    #expect(
      text.contains(
        """
        | Question | Metric | fragmented-mean | fragmented-strict | harmonised-mean | harmonised-strict |
        | --- | --- | --: | --: | --: | --: |
        | Who fails | ↓ defaults [count] | 12.0 ± 2.0 | 10.0 ± 2.0 | 9.0 ± 2.0 | 7.0 ± 2.0 |
        """))
    #expect(text.contains("| ↓ compliance\\_cost [USD] | no difference shown | +200 ± 0 m worse |"))
  }

  @Test("JSON holds the numbers in full and can be read back")
  func json() throws {
    let json = try JSONReader.read(
      ScorecardJSON.render(try ToyCard.card()), file: "scorecard.json"
    ).plain
    let metric = json["sections"]?.elements { $0 }?[0]["metrics"]?.elements { $0 }?[0]
    #expect(metric?["metric"] == "defaults")
    #expect(metric?["means"]?["harmonised-strict"]?["mean"] == 7)
    #expect(metric?["differences"]?["harmonised-mean"]?["interval"] == [-3, -3])
    #expect(metric?["interaction"]?["mean"] == 0)
  }
}

@Suite("Two runs side by side")
struct ContrastTests {
  private func contrast(seed: UInt64) throws -> RunContrast {
    let first = [ToyCard.regimes[0], ToyCard.regimes[2]]
    let second = [ToyCard.regimes[2], ToyCard.regimes[3]]
    var manifest = ToyCard.manifest(second, replicates: 4)
    manifest.seed = seed
    return RunContrast(
      first: ToyCard.manifest(first, replicates: 8), try ToyCard.table(first, replicates: 8),
      second: manifest, try ToyCard.table(second, replicates: 4))
  }

  @Test("common regimes are compared, in pairs where the seed is the same")
  func paired() throws {
    let paired = try contrast(seed: 42)
    #expect(paired.isPaired)
    #expect(paired.sections.map(\.regime) == ["harmonised-mean"])
    #expect(paired.sections[0].lines[0].difference?.interval == Interval(low: 0, high: 0))
    #expect(paired.sections[0].lines[0].difference?.count == 4)
  }

  @Test("runs of different seeds are compared as independent ones")
  func independent() throws {
    let independent = try contrast(seed: 7)
    #expect(!independent.isPaired)
    let difference = try #require(independent.sections[0].lines[0].difference)
    #expect(difference.mean == -2)
    #expect(try #require(difference.interval).contains(0))
    #expect(
      ContrastReports.text(independent).contains(
        "  ↓ defaults [count]           9.0 ± 2.0      7.0 ± 2.1  no difference shown"))
  }

  @Test("as CSV every line has the columns of the header")
  func csv() throws {
    let table = try CSVTable.read(ContrastReports.csv(try contrast(seed: 7)), file: "stdout")
    #expect(table.rowCount == 3)
    #expect(try table.strings("metric")[1] == "compliance_cost")
  }
}

@Suite("Tables of text")
struct TextTableTests {
  @Test("columns that do not fit stand in further blocks under the same labels")
  func blocks() {
    let table = TextTable(
      columns: ["first column", "second"], rows: [.cells(label: "a", ["1", "2"])], width: 16)
    #expect(
      table.lines == [
        "      first", "     column", "a         1", "", "     second", "a         2",
      ])
  }

  @Test("running text is broken between words")
  func paragraphs() {
    #expect(
      Paragraph.lines("one two three", width: 9, indentation: 2) == ["  one two", "  three"])
  }
}
