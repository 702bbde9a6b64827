import Formats
import Testing

@testable import Results

/// Many shocks at once.
@Suite("concordat contagion solves shocks together")
struct ContagionBatchTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  /// A ring with chords; every third node is thin, one has no buffer.
  init() throws {
    place = try TemporaryDirectory()
    let count = 90
    var edges = "creditor,debtor,amount\n"
    var nodes = "id,equity\n"
    for i in 0..<count {
      for step in [1, 7, 31] { edges += "n\(i),n\((i + step) % count),\(1 + (i * step) % 5)\n" }
      nodes += "n\(i),\(i == 40 ? 0 : i % 3 == 0 ? 6.5 : 20.25)\n"
    }
    try Files.replace(place.path("edges.csv"), with: Array(edges.utf8))
    try Files.replace(place.path("nodes.csv"), with: Array(nodes.utf8))
  }

  private func run(_ words: [String]) throws -> Command.Ended {
    try command.run(
      ["contagion", "debtrank", "--exposures", "edges.csv", "--nodes", "nodes.csv"] + words)
  }

  @Test("any number of jobs gives the same bytes", arguments: ["nodes", "shocks"])
  func jobs(_ table: String) throws {
    let outputs = try ["1", "2", "5"].map { jobs in
      try run(["--shock", "all", "--jobs", jobs, "--format", "csv", "--table", table])
    }
    #expect(outputs[0].status == 0, "\(outputs[0].errors)")
    #expect(outputs.allSatisfy { $0.output == outputs[0].output })
    #expect(try run(["--shock", "all", "--jobs", "0"]).status == 64)
  }

  @Test(
    "a shock among many comes to what it comes to alone",
    arguments: ["uncapped", "capped"], ["weak", "strict"])
  func alone(_ impact: String, _ test: String) throws {
    let convention = ["--impact", impact, "--default-test", test, "--format", "csv"]
    let all = try CSVTable.read(
      try run(["--shock", "all"] + convention).output, file: "all")
    let stress = try all.doubles("stress")
    let equity = try all.doubles("equity")
    let defaulted = try all.doubles("defaulted")
    for node in [0, 40, 71] {
      try Files.replace(
        place.path("one.csv"), with: Array("shock_id,node,kind,value\ns,n\(node),default,\n".utf8))
      let one = try CSVTable.read(
        try run(["--shock-file", "one.csv"] + convention).output, file: "one")
      let rows = (node * 90)..<(node * 90 + 90)
      for (a, b) in zip(stress[rows], try one.doubles("stress")) { #expect(abs(a - b) < 1e-11) }
      for (a, b) in zip(equity[rows], try one.doubles("equity")) { #expect(abs(a - b) < 1e-9) }
      #expect(Array(defaulted[rows]) == (try one.doubles("defaulted")))
    }
  }
}
