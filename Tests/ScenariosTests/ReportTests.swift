import Glibc
import Formats
import Regimes
import Simulation
import Testing

@testable import Scenarios

@Suite("Scenario: what is reported")
struct ReportTests {
  @Test("numbers are counted by where they come from, and assumptions give their ranges")
  func provenance() throws {
    let scenario = try Sample.load(Sample.complete)
    let account = scenario.provenance
    // /assets/btc: price, tail, two depths, floor, half-life are sourced; its volatility is assumed.
    #expect(account.sourced == 6)
    #expect(account.assumed == 1)
    // /events: seven times, and six sizes.
    #expect(account.recalled == 13)
    #expect(account.unmarked.contains(JSONPointer(["assets", "2", "price"])))
    #expect(!account.unmarked.contains(JSONPointer(["seed"])))
    #expect(
      scenario.assumptions == [
        Assumption(
          pointer: JSONPointer(["assets", "1", "annual_volatility"]),
          path: "assets.btc.annual_volatility", value: 0.5, low: 0.3, high: 0.9)
      ])
  }

  @Test("the rules of each cell of the two-by-two are shown with mean and dispersion")
  func rules() throws {
    let table = try Sample.load(Sample.complete).ruleTable
    #expect(
      table.columns == [
        "fragmented_mean", "harmonised_mean", "fragmented_strictest", "harmonised_strictest",
      ])
    let cap = try #require(table.rows.first { $0.rule == "leverage_cap_margin_rate" })
    // Weights 3 and 1 on 0.5 and 0.01: mean 1.51/4, dispersion 0.49·√(3/16).
    #expect(abs(cap.moments[0].mean - 0.3775) < 1e-12)
    #expect(abs(cap.moments[0].dispersion - 0.49 * 0.1875.squareRoot()) < 1e-12)
    #expect(cap.moments[1].dispersion == 0)
    #expect(cap.moments[3].mean == 0.5)
  }

  @Test("the report of a valid scenario")
  func report() throws {
    let report = try Sample.load(Sample.complete).validationReport
    let head = report.split(separator: "\n", omittingEmptySubsequences: false).prefix(8)
    #expect(
      head.joined(separator: "\n") == """
        complete: valid
          2 jurisdictions, 4 assets, 13 institutions, 3 venues, 6 positions, 89 claims, \
        200 margin accounts, 50 loans, 7 events, 1 hazard, 3 regimes
          exchange 1, clearing_house 1, lending_protocol 1, stablecoin_issuer 1, custodian 1, \
        market_maker 1, fund 5, hedger 1, lender 1
          420 ticks of 60 s from 2025-10-10T20:00:00Z, after 60 ticks of burn-in in equilibrium; \
        2 replicates, seed 7
          switched off: hazards
          112 numbers: 19 sourced (6 seen in the source, 13 recalled), 1 assumed, 92 unmarked
          unmarked: /clock/tick_seconds, /clock/horizon_hours, /clock/burn_in_hours, \
        /clock/maximum_passes, /rulebook/margin_floor_rate, …

        """)
    #expect(report.contains("leverage_cap_margin_rate"))
  }

  @Test(
    "the schema and the documentation that are shipped are those of the program",
    arguments: ["scenario.schema.json", "format.md"])
  func shipped(name: String) throws {
    let current =
      name == "format.md" ? Scenario.documentation : JSONText.pretty(Scenario.schema)
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    let path = root.joined(separator: "/") + "/Scenarios/\(name)"
    if getenv("CONCORDAT_SHIP") != nil, let file = fopen(path, "w") {
      fputs(current, file)
      fclose(file)
    }
    let isCurrent = String(decoding: try InputFile.read(path), as: UTF8.self) == current
    #expect(isCurrent, "CONCORDAT_SHIP=1 swift test --filter ScenariosTests brings it up to date")
  }

  @Test("every object of the format is documented once, and every name is its own")
  func documentation() {
    let headings = Scenario.documentation.split(separator: "\n").filter { $0.hasPrefix("### ") }
    #expect(Set(headings).count == headings.count)
    #expect(headings.first == "### Scenario")
    #expect(headings.count > 40)
  }
}

@Suite("Scenario: what is recorded")
struct RecordTests {
  @Test("intervals in time become ticks, and only the first replicates have events and series")
  func plan() throws {
    let scenario = try Sample.load(
      Sample.complete,
      overrides: [
        #"record.tables=["events","timeseries"]"#, "record.series_interval_minutes=5",
        "record.replicates_with_events=2",
      ])
    let first = scenario.recordingPlan(replicate: 0)
    #expect(first.seriesInterval == 5)
    #expect(first.spectralInterval == 60)
    #expect(first.keepsSeries && first.keepsEvents && !first.keepsInstitutions)
    let second = scenario.recordingPlan(replicate: 1)
    #expect(!second.keepsSeries && second.keepsEvents)
    #expect(!scenario.recordingPlan(replicate: 2).keepsEvents)
  }
}
