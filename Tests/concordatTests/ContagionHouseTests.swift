import Formats
import Testing

@testable import Results

/// Clearing houses on the command line: tables of members, no exposures.
@Suite("concordat contagion runs clearing houses")
struct ContagionHouseTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  init() throws {
    place = try TemporaryDirectory()
    try place.write(
      "members.csv",
      "id,loss,initial_margin,default_fund\nm0,130,40,10\nm1,0,0,12\nm2,0,0,8\nm3,0,0,20\n")
    try place.write("winners.csv", "id,gain,score\na,10,1\nb,6,3\nc,4,2\n")
  }

  /// Hand computation in the order of EMIR, article 45: 130 less 40, 10 and 15 leaves 65, the fund of the
  /// others has 40, and 25 of 40 are called.
  @Test("a default goes through the layers in order, in proportion within each")
  func waterfall() throws {
    try place.write("shocks.csv", "shock_id,node,kind,value\ns,m0,default,\n")
    let words = [
      "contagion", "waterfall", "--nodes", "members.csv", "--skin-in-the-game", "15", "--format",
      "csv",
    ]
    let nodes = try command.run(words + ["--shock-file", "shocks.csv"])
    #expect(
      nodes.output == """
        shock_id,id,fund_used,assessment,gain_cut
        s,m0,10,0,0
        s,m1,12,7.5,0
        s,m2,8,5,0
        s,m3,20,12.5,0

        """)
    let shocks = try command.run(words + ["--shock", "all", "--table", "shocks"])
    let table = try CSVTable.read(shocks.output, file: "shocks")
    #expect(try table.doubles("assessments") == [25, 0, 0, 0])
    #expect(try table.doubles("system_loss") == [80, 0, 0, 0])
  }

  @Test("no default, or two at once, are refused with what to give")
  func refused() throws {
    let none = try command("contagion", "waterfall", "--nodes", "members.csv")
    #expect(none.status == 65)
    #expect(none.errors.contains("members.csv: found 0 defaults in the shock none"))
    try place.write("two.csv", "shock_id,node,kind,value\ns,m0,default,\ns,m1,default,\n")
    let two = try command(
      "contagion", "waterfall", "--nodes", "members.csv", "--shock-file", "two.csv")
    #expect(two.status == 65)
    #expect(two.errors.contains("found 2 defaults in the shock s"))
    let edges = try command(
      "contagion", "waterfall", "--nodes", "members.csv", "--exposures", "members.csv")
    #expect(edges.status == 64)
  }

  @Test(
    "the rules of auto-deleveraging share a deficit of 9 among 10, 6 and 4 of score 1, 3 and 2",
    arguments: [
      ("queue", [0.0, 6, 4]), ("partial-queue", [0, 6, 3]), ("pro-rata", [4.5, 2.7, 1.8]),
      // Gains times scores are 10, 18 and 8: a quarter of each.
      ("water-filling", [2.5, 4.5, 2]),
    ])
  func deleveraging(_ rule: String, _ expected: [Double]) throws {
    let ended = try command(
      "contagion", "auto-deleveraging", "--nodes", "winners.csv", "--deficit", "9", "--rule", rule,
      "--format", "csv")
    let found = try CSVTable.read(ended.output, file: "nodes").doubles("haircut")
    #expect(found.count == 3)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-12, "\(rule)") }
  }
}
