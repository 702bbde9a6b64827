import Testing

/// Clearing by the whole simulator, on the published model's numbers.
@Suite("Docking: clearing")
struct ClearingDockingTests {
  @Test("several houses, quadratic charges alone: Glasserman, Moallemi and Yuan")
  func hiddenIlliquidity() throws {
    let expected = try Expectation("hidden-illiquidity")
    let tolerance = try expected.number("tolerance")
    for each in try expected.cases("cases") {
      let houses = Int(try each.number("houses"))
      let names = (1...houses).map { "\"house-\($0)\"" }.joined(separator: ",")
      let run = try DockedRun(
        "hidden-illiquidity", set: ["bilateral_positions.0.venues=[\(names)]"])
      for regime in ["own", "shared"] {
        let row = try #require(run.runs.first { $0["regime"] == regime })
        let locked = try #require(row["collateral_locked"].flatMap(Double.init))
        // Both parties post the same.
        expectEqual([locked / 2], [try each.number(regime)], within: tolerance, regime)
      }
    }
  }
}
