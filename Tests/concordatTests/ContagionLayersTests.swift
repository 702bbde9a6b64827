import Formats
import Testing

@testable import Results

/// Layers of claims that are paid one after the other, on the command line.
@Suite("concordat contagion ranks layers")
struct ContagionLayersTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  init() throws {
    place = try TemporaryDirectory()
    try place.write(
      "edges.csv",
      "creditor,debtor,amount,layer\nb,a,3,deposits\nc,a,6,loans\na,c,2,loans\n")
    try place.write("nodes.csv", "id,external_assets\na,5\nb,0\nc,0\n")
  }

  private func run(_ words: String...) throws -> Command.Ended {
    try command.run(
      ["contagion", "seniority", "--exposures", "edges.csv", "--nodes", "nodes.csv"] + words)
  }

  @Test("the order of the layers decides who is paid, layer by layer")
  func order() throws {
    // a has 5 and 2 of c, which has what a pays it: deposits first leave 4 for loans.
    let deposits = try run(
      "--seniority", "deposits,loans", "--format", "csv", "--table", "layers")
    #expect(deposits.errors.isEmpty)
    #expect(
      deposits.output == """
        shock_id,layer,id,owed,payment,claims,received
        none,deposits,a,3,3,0,0
        none,deposits,b,0,0,3,3
        none,deposits,c,0,0,0,0
        none,loans,a,6,4,2,2
        none,loans,b,0,0,0,0
        none,loans,c,2,2,6,4

        """)
    let loans = try run("--seniority", "loans,deposits", "--format", "csv")
    #expect(
      loans.output == """
        shock_id,id,payment,equity,defaulted,default_round
        none,a,7,-2,1,0
        none,b,0,1,0,
        none,c,2,4,0,

        """)
  }

  @Test("one layer is Eisenberg and Noe's model with senior outsiders")
  func oneLayer() throws {
    try place.write("nodes.csv", "id,external_assets,external_liabilities\na,5,1\nb,0,0\nc,0,1\n")
    try place.write("plain.csv", "creditor,debtor,amount\nb,a,3\nc,a,6\na,c,2\n")
    try place.write("layer.csv", "creditor,debtor,amount,layer\nb,a,3,x\nc,a,6,x\na,c,2,x\n")
    let ranked = try command(
      "contagion", "seniority", "--exposures", "layer.csv", "--nodes", "nodes.csv", "--seniority",
      "x", "--out", "ranked")
    let plain = try command(
      "contagion", "eisenberg-noe", "--exposures", "plain.csv", "--nodes", "nodes.csv", "--out",
      "plain")
    #expect(ranked.status == 0 && plain.status == 0, "\(ranked.errors)\(plain.errors)")
    let tables = try ["ranked", "plain"].map { name in
      try CSVTable.read(try Files.read(place.path("\(name)/node_results.csv")), file: name)
    }
    for column in ["payment", "equity", "defaulted"] {
      for (a, b) in zip(try tables[0].doubles(column), try tables[1].doubles(column)) {
        #expect(abs(a - b) < 1e-12)
      }
    }
  }

  @Test("a layer that is not ranked, a rank that is no layer, and no layers at all are refused")
  func refused() throws {
    let unranked = try run("--seniority", "deposits")
    #expect(unranked.status == 65)
    #expect(unranked.errors.contains("edges.csv:1 column layer: found the layer \"loans\""))
    let unknown = try run("--seniority", "deposits,loan")
    #expect(unknown.status == 65)
    #expect(unknown.errors.contains("--seniority: found \"loan\""))
    #expect(unknown.errors.contains("did you mean \"loans\"?"))
    try place.write("plain.csv", "creditor,debtor,amount\nb,a,3\n")
    let plain = try command(
      "contagion", "seniority", "--exposures", "plain.csv", "--nodes", "nodes.csv", "--seniority",
      "x")
    #expect(plain.status == 65)
    #expect(plain.errors.contains("plain.csv:1: found no column \"layer\""))
    #expect(try run().errors.contains("seniority needs --seniority"))
    #expect(try run("--seniority", "a,a").status == 64)
    #expect(try run("--seniority", "deposits,loans", "--dense").status == 64)
  }
}
