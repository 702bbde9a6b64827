import Formats
import Testing

@testable import Results

@Suite("concordat network")
struct NetworkTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  init() throws {
    place = try TemporaryDirectory()
    try place.write(
      "edges.csv", "creditor,debtor,amount,layer\nb,a,4.1,loans\nc,b,3,swaps\na,b,2,loans\n")
    try place.write("nodes.csv", "id,equity,jurisdiction\na,1,X\nlone,1,Y\nb,3,X\nc,3,Y\n")
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Files.read(place.path(name)), as: UTF8.self)
  }

  /// The output of a command that must end well.
  private func done(_ words: String...) throws -> String {
    let ended = try command.run(["network"] + words)
    #expect(ended.status == 0, "\(words): \(ended.errors)")
    return ended.output
  }

  @Test("a network goes from format to format and back unchanged, layers and columns included")
  func roundTrip() throws {
    _ = try done("convert", "edges.csv", "--nodes", "nodes.csv", "--out", "n.graphml")
    _ = try done("convert", "n.graphml", "--out", "back.csv", "--nodes-out", "back-nodes.csv")
    // By layer in the order of the file, by creditor and debtor in the order of the nodes.
    #expect(
      try text("back.csv")
        == "creditor,debtor,amount,layer\na,b,2,loans\nb,a,4.1,loans\nc,b,3,swaps\n")
    #expect(
      try text("back-nodes.csv") == """
        id,equity,jurisdiction,interbank_assets,interbank_liabilities
        a,1,X,2,4.1
        lone,1,Y,0,0
        b,3,X,4.1,5
        c,3,Y,3,0

        """)
    let said = try command(
      "network", "convert", "edges.csv", "--nodes", "nodes.csv", "--out", "n.mtx")
    #expect(said.output == "n.mtx: 4 nodes, 3 claims of 9.1 in all, in the layers loans, swaps\n")
    #expect(said.errors.contains("matrix-market has no layers"))
    #expect(said.errors.contains("matrix-market has no names"))
    #expect(
      try done("convert", "n.mtx", "--nodes", "nodes.csv", "--to", "dense") == """
        creditor,a,lone,b,c
        a,0,0,2,0
        lone,0,0,0,0
        b,4.1,0,0,0
        c,0,0,3,0

        """)
    #expect(
      try done("convert", "edges.csv", "--to", "gexf").contains("weight=\"4.1\" kind=\"loans\""))
  }

  @Test("a description holds what is defined, as text, JSON and one row a node")
  func describe() throws {
    let text = try done("describe", "edges.csv", "--nodes", "nodes.csv")
    #expect(text.contains("nodes                          4\n"))
    #expect(text.contains("density                        0.25\n"))
    #expect(text.contains("weak_components                2\n"))
    #expect(text.contains("layers: loans, swaps\n"))
    // Two nodes that owe each other 4.1 and 2: the root of the product, over equities 3 and 1 of its third.
    let json = try done("describe", "edges.csv", "--nodes", "nodes.csv", "--format", "json")
    let root = try JSONReader.read(Array(json.utf8), file: "out")
    #expect(abs((root["spectral_radius"] ?? 0) - 8.2.squareRoot()) < 1e-12)
    #expect(abs((root["leverage_spectral_radius"] ?? 0) - (8.2 / 3).squareRoot()) < 1e-12)
    #expect(
      try done("describe", "edges.csv", "--format", "csv") == """
        id,out_degree,in_degree,assets,liabilities,strong_component_size,clustering
        b,1,2,4.1,5,2,0
        a,1,1,2,4.1,2,
        c,1,0,3,0,1,

        """)
  }

  @Test("every topology is generated, and equal seeds give equal bytes")
  func generate() throws {
    let topologies: [[String]] = [
      ["erdos-renyi", "--probability", "0.3", "--count", "12"], ["ring", "--count", "12"],
      ["chain", "--count", "12"], ["star", "--count", "12", "--hub", "owes"],
      ["complete", "--count", "5"],
      [
        "core-periphery", "--count", "12", "--core", "3", "--core-probability", "1",
        "--cross-probability", "0.5", "--periphery-probability", "0",
      ],
      ["blocks", "--groups", "4,8", "--within", "0.6", "--between", "0.1"],
      ["blocks", "--nodes", "nodes.csv", "--within", "1", "--between", "0"],
      ["scale-free", "--count", "20", "--links", "60"],
    ]
    for words in topologies {
      let amounts = ["--amounts", "lognormal", "--mu", "1", "--seed", "5"]
      let first = try command.run(["network", "generate"] + words + amounts)
      let second = try command.run(["network", "generate"] + words + amounts)
      #expect(first.status == 0 && first.output == second.output, "\(words): \(first.errors)")
      #expect(first.output.hasPrefix("creditor,debtor,amount\n"))
    }
    #expect(
      try done("generate", "blocks", "--nodes", "nodes.csv", "--within", "1", "--between", "0")
        == "creditor,debtor,amount\na,b,1\nlone,c,1\nb,a,1\nc,lone,1\n")
    #expect(
      try done("generate", "chain", "--count", "3", "--amount", "2")
        == "creditor,debtor,amount\nn2,n1,2\nn3,n2,2\n")
  }

  @Test("a generated network gives the totals and degrees from which others are drawn")
  func totals() throws {
    _ = try done(
      "generate", "erdos-renyi", "--count", "12", "--probability", "0.4", "--amounts", "lognormal",
      "--out", "e.csv", "--nodes-out", "n.csv", "--seed", "3")
    let columns = try CSVTable.read(try text("n.csv"), file: "n.csv")
    let owned = try columns.doubles("interbank_assets")
    let owed = try columns.doubles("interbank_liabilities")
    for words in [
      ["maximum-entropy"], ["minimum-density"], ["gibbs", "--steps", "20000"], ["feasible"],
      ["maximum-entropy", "--prior", "e.csv"],
    ] {
      let name = words.joined() + ".csv"
      let ended = try command.run(
        ["network", "reconstruct"] + words
          + ["--nodes", "n.csv", "--out", name, "--nodes-out", "nodes-" + name])
      #expect(ended.status == 0, "\(words): \(ended.errors)")
      let described = try done("describe", name, "--nodes", "n.csv", "--format", "csv")
      let table = try CSVTable.read(described, file: name)
      for (found, wanted) in [
        (try table.doubles("assets"), owned), (try table.doubles("liabilities"), owed),
      ] {
        for (a, b) in zip(found, wanted) { #expect(abs(a - b) < 1e-8 * owned.reduce(0, +)) }
      }
    }
    let fitness = ["reconstruct", "fitness", "--nodes", "n.csv", "--density", "0.4"]
    #expect(try command.run(["network"] + fitness).output.split(separator: "\n").count > 20)
    #expect(
      try command.run(["network", "generate", "fitness", "--nodes", "n.csv", "--links", "50"])
        .status
        == 0)

    let degrees = try done("describe", "e.csv", "--nodes", "n.csv", "--format", "csv")
    try place.write("degrees.csv", degrees)
    let drawn = try done("generate", "configuration", "--nodes", "degrees.csv", "--seed", "9")
    try place.write("drawn.csv", drawn)
    let again = try CSVTable.read(
      try done("describe", "drawn.csv", "--nodes", "n.csv", "--format", "csv"), file: "again")
    let before = try CSVTable.read(degrees, file: "degrees.csv")
    #expect(try again.integers("out_degree") == before.integers("out_degree"))
    #expect(try again.integers("in_degree") == before.integers("in_degree"))
  }
}

extension JSONNode {
  /// A number of an object.
  fileprivate subscript(_ key: String) -> Double? {
    guard case .number(let number, _)? = member(key)?.node.value else { return nil }
    return number
  }
}
