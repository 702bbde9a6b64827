import Foundation
import Testing

@Suite("Docking: margin")
struct MarginDockingTests {
  @Test("a run of moves of three deviations raises margin as published, for each decay")
  func procyclicality() throws {
    let name = "margin-procyclicality"
    let expected = try Expectation(name)
    let moves = try expected.list("moves").map { Int($0) }
    // A long and a short position of ten.
    let start = try 20 * expected.number("initial_margin_rate")
    for each in try expected.cases("cases") {
      let lookBack = -24 / log2(try each.number("decay"))
      let run = try DockedRun(name, set: ["rulebook.margin_look_back_hours=\(lookBack)"])
      let growth = try moves.map { day in
        let row = run.series[day - 1]
        let margin = try #require(row["margin_required"].flatMap(Double.init))
        let price = try #require(row["price_coin"].flatMap(Double.init))
        return margin / (start * price)
      }
      expectEqual(
        growth, try each.list("growth"), within: try expected.number("tolerance"), "growth")
    }
  }
}
