import Testing

@testable import Results

@Suite("concordat network refuses")
struct NetworkRefusalTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  init() throws {
    place = try TemporaryDirectory()
    try place.write("edges.csv", "creditor,debtor,amount\nb,a,4\nc,b,3\na,b,2\n")
    try place.write("nodes.csv", "id,interbank_assets,interbank_liabilities\na,5,5\nb,1,1\nc,1,1\n")
  }

  /// The report of a refused command; nothing is printed or written.
  private func refusal(_ status: Int32, _ words: String...) throws -> String {
    let before = try Files.list(place.path)
    let ended = try command.run(["network"] + words)
    #expect(ended.status == status, "\(words): \(ended.errors)")
    #expect(ended.output.isEmpty)
    #expect(try Files.list(place.path) == before)
    return ended.errors
  }

  @Test("faulty networks and tables of nodes, all problems together")
  func input() throws {
    try place.write("bad.csv", "creditor,debtor,amount\na,a,1\na,b,-1\nx,a,1\n")
    try place.write("twice.csv", "id\na\nb\nb\n")
    #expect(
      try refusal(65, "convert", "bad.csv", "--nodes", "twice.csv", "--to", "dense") == """
        concordat: 3 problems in the input:
          twice.csv:4 column id: found the id "b" again, expected each id once (it stands on line 3)
          bad.csv:2: found a claim of "a" on itself, expected two different nodes
          bad.csv:3 column amount: found "-1", expected a finite number, not negative

        """)
    #expect(
      try refusal(65, "describe", "bad.csv", "--nodes", "nodes.csv")
        .contains("bad.csv:4 column creditor: found the unknown id \"x\""))
    #expect(
      try refusal(65, "describe", "none.csv").contains("none.csv: found no such file"))
    try place.write(
      "trick.graphml", "<!DOCTYPE g [<!ENTITY x SYSTEM \"edges.csv\">]><graphml>&x;</graphml>")
    #expect(
      try refusal(65, "convert", "trick.graphml")
        .contains("trick.graphml:1:1: found a document type declaration"))
  }

  @Test("duplicate edges, unless they are to be summed")
  func duplicates() throws {
    try place.write("double.csv", "creditor,debtor,amount\na,b,1\na,b,2\n")
    #expect(try refusal(65, "convert", "double.csv").contains("double.csv:3"))
    let summed = try command("network", "convert", "double.csv", "--sum-duplicates")
    #expect(summed.output == "creditor,debtor,amount\na,b,3\n")
  }

  @Test("an output that is an input, by whatever name, or is there already")
  func outputs() throws {
    let input = try refusal(74, "convert", "edges.csv", "--out", "edges.csv", "--overwrite")
    #expect(input == "concordat: edges.csv is an input, which is never overwritten\n")
    #expect(
      try refusal(74, "convert", "edges.csv", "--out", "./edges.csv", "--overwrite")
        .contains("is an input"))
    #expect(
      try refusal(
        74, "convert", "edges.csv", "--nodes", "nodes.csv", "--out", "x.mtx", "--nodes-out",
        "./nodes.csv", "--overwrite"
      ).contains("is an input"))
    try place.write("there.mtx", "x")
    #expect(
      try refusal(74, "convert", "edges.csv", "--out", "there.mtx")
        == "concordat: there.mtx is there already; give another name or --overwrite\n")
    #expect(
      try command("network", "convert", "edges.csv", "--out", "there.mtx", "--overwrite").status
        == 0)
    #expect(try refusal(64, "convert", "edges.csv", "--out", "x.csv", "--nodes-out", "x.csv") != "")
    #expect(try refusal(74, "convert", "edges.csv", "--out", "nowhere/x.csv") != "")
  }

  @Test("options that do not belong, are missing or make no sense, with 64")
  func options() throws {
    for words in [
      ["generate", "ring", "--count", "3", "--probability", "0.5"],
      ["generate", "erdos-renyi", "--count", "3"], ["generate", "ring"],
      ["generate", "ring", "--count", "0"], ["generate", "ring", "--count", "3", "--mu", "1"],
      ["generate", "erdos-renyi", "--count", "3", "--probability", "1.5"],
      ["generate", "fitness", "--count", "3", "--links", "2"],
      ["generate", "scale-free", "--count", "3", "--links", "2", "--exponent", "2"],
      [
        "generate", "core-periphery", "--count", "3", "--core", "4", "--core-probability", "1",
        "--cross-probability", "1", "--periphery-probability", "0",
      ],
      ["generate", "lattice", "--count", "3"], ["reconstruct", "fitness", "--nodes", "nodes.csv"],
      ["reconstruct", "feasible", "--nodes", "nodes.csv", "--restarts", "3"],
      ["convert", "edges.csv", "--out", "x.unknown"], ["convert", "network.unknown"], ["convert"],
    ] {
      let ended = try command.run(["network"] + words)
      #expect(ended.status == 64 && ended.output.isEmpty, "\(words): \(ended.errors)")
    }
  }

  @Test("totals that no network has, with the nodes that show it")
  func infeasible() throws {
    for method in ["maximum-entropy", "minimum-density", "gibbs", "feasible"] {
      #expect(
        try refusal(65, "reconstruct", method, "--nodes", "nodes.csv")
          == "concordat: no network has these totals: a own 5.0 in claims, but all on whom they may "
          + "have them (b, c) owe 2.0\n")
    }
    try place.write("odd.csv", "id,interbank_assets,interbank_liabilities\na,5,1\nb,1,2\nc,-1,2\n")
    #expect(
      try refusal(65, "reconstruct", "feasible", "--nodes", "odd.csv")
        == "concordat: the total owned by c is -1.0, not a finite number that is not negative\n")
  }

  @Test("nothing, but says with 2 that totals are not met in the sweeps allowed")
  func notConverged() throws {
    try place.write("slow.csv", "id,interbank_assets,interbank_liabilities\na,5,4\nb,3,4\nc,1,1\n")
    let ended = try command(
      "network", "reconstruct", "maximum-entropy", "--nodes", "slow.csv", "--iterations", "1",
      "--out", "slow-out.csv")
    #expect(ended.status == 2)
    #expect(ended.errors.hasPrefix("concordat: the totals are not met after 1 sweeps"))
    #expect(try Files.list(place.path).contains("slow-out.csv"))
  }
}
