import Contagion
import Formats
import Foundation
import Testing

@testable import Results

@Suite("concordat contagion")
struct ContagionTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  init() throws { place = try TemporaryDirectory() }

  /// Three banks in a ring.
  private func writeRing() throws {
    try place.write("edges.csv", "creditor,debtor,amount\nb,a,4\nc,b,3\na,c,2\n")
    try place.write(
      "nodes.csv",
      "id,external_assets,external_liabilities\na,18,17\nb,18,18\nc,9,8\n")
  }

  private let ring = ["--exposures", "edges.csv", "--nodes", "nodes.csv"]

  @Test("every file of published cases is found and read")
  func cases() { #expect(ContagionCase.all.count >= 54) }

  @Test("published cases come out of the command", arguments: ContagionCase.all)
  func published(_ given: ContagionCase) throws {
    let ended = try command.run(given.commandLine + ["--out", "results"])
    #expect(ended.status == 0, "\(ended.errors)")
    for (name, columns) in [
      ("node_results", given.nodes), ("shock_results", given.shocks),
      ("asset_results", given.assets),
    ] {
      guard let columns else { continue }
      let table = try place.table("results/\(name).csv")
      for (column, expected) in columns {
        let found = try table.optionalDoubles(column)
        #expect(found.count == expected.count, "\(column)")
        for (row, (a, b)) in zip(found, expected).enumerated() {
          let isClose =
            if let a, let b { abs(a - b) <= given.tolerance * max(1, abs(b)) } else { a == b }
          #expect(isClose, "\(column) of row \(row): \(a as Any) for \(b as Any)")
        }
      }
    }
  }

  @Test("the directory holds the tables that its manifest lists, with the digests of the inputs")
  func directory() throws {
    try writeRing()
    let words = ["contagion", "neva", "--valuation", "furfine"]
    let ended = try command.run(words + ring + ["--out", "results"])
    #expect(ended.status == 0)
    #expect(ended.errors.isEmpty)
    #expect(ended.output.hasSuffix("The tables are in results.\n"))
    #expect(
      try Files.list(place.path("results")) == [
        "datapackage.json", "manifest.json", "node_results.csv", "shock_results.csv",
      ])
    let manifest = try JSONReader.read(
      try Files.read(place.path("results/manifest.json")), file: "manifest.json"
    ).plain
    #expect(manifest["model"]?.text == "neva")
    #expect(manifest["options"]?["valuation"]?.text == "furfine")
    #expect(manifest["options"]?["external-liabilities"]?.text == "senior")
    for file in try #require(manifest["files"]?.elements { $0 }) {
      let path = "results/\(try #require(file["path"]?.text))"
      #expect(try SHA256.hexadecimal(ofFile: place.path(path)) == file["sha256"]?.text)
    }
    for input in try #require(manifest["inputs"]?.elements { $0 }) {
      let path = try #require(input["path"]?.text)
      #expect(try SHA256.hexadecimal(ofFile: place.path(path)) == input["sha256"]?.text)
    }
    let header = try place.table("results/shock_results.csv").header
    #expect(
      header == [
        "shock_id", "system_loss", "defaults", "rounds", "status", "residual", "iterations",
      ])
  }

  @Test("a square table, an edge list and one with a layer give the same bytes")
  func forms() throws {
    try writeRing()
    try place.write("dense.csv", "creditor,a,b,c\na,0,0,2\nb,4,0,0\nc,0,3,0\n")
    try place.write(
      "layers.csv",
      "layer,creditor,debtor,amount\nloan,b,a,1\nrepo,b,a,3\nloan,c,b,3\nloan,a,c,2\n")
    try place.write("double.csv", "creditor,debtor,amount\nb,a,1\nb,a,3\nc,b,3\na,c,2\n")
    let outputs = try [
      ["--exposures", "edges.csv"], ["--exposures", "dense.csv", "--dense"],
      ["--exposures", "layers.csv"], ["--exposures", "double.csv", "--sum-duplicates"],
    ].map { exposures in
      try command.run(
        ["contagion", "eisenberg-noe", "--nodes", "nodes.csv", "--format", "csv"] + exposures)
    }
    #expect(
      outputs[0].output == """
        shock_id,id,payment,equity,stress,defaulted,default_round
        none,a,3,-1,1,1,0
        none,b,3,0,1,0,
        none,c,2,2,0,0,

        """)
    #expect(outputs.allSatisfy { $0.status == 0 && $0.output == outputs[0].output })
    #expect(
      outputs[2].errors
        == "concordat: note: layers.csv: eisenberg-noe adds up the layers loan, repo\n")
    #expect(outputs[0].errors.isEmpty)
    let refused = try command.run(
      ["contagion", "eisenberg-noe", "--nodes", "nodes.csv", "--exposures", "double.csv"])
    #expect(refused.status == 65)
    #expect(refused.errors.contains("double.csv:3"))
  }

  @Test("JSON holds what the tables hold")
  func json() throws {
    try writeRing()
    let ended = try command.run(["contagion", "furfine"] + ring + ["--format", "json"])
    let json = try JSONReader.read(Array(ended.output.utf8), file: "output").plain
    let shock = try #require(json["shocks"]?.elements { $0 }?.first)
    #expect(shock["defaults"]?.whole == 3)
    #expect(shock["nodes"]?.elements { $0["id"]?.text } == ["a", "b", "c"])
  }

  @Test("a solve that meets its bound ends with 2 and its last iterate")
  func unsolved() throws {
    try writeRing()
    let ended = try command.run(
      ["contagion", "nonlinear-debtrank"] + ring + [
        "--alpha", "1", "--max-iterations", "1", "--shock", "all", "--out", "results",
      ])
    #expect(ended.status == 2)
    #expect(ended.errors.contains("3 of 3 shocks were not solved: a, b, c"))
    #expect(
      try place.table("results/shock_results.csv").strings("status")
        == ["iteration-limit", "iteration-limit", "iteration-limit"])
  }

  @Test("help lists every model, and describes each with its formula, source, inputs and options")
  func help() throws {
    let list = try command("contagion", "--help")
    #expect(list.status == 0)
    for model in ContagionCatalogue.models {
      #expect(list.output.contains("  \(model.title)"))
      let one = try command("contagion", model.name, "--help")
      #expect(one.status == 0)
      #expect(one.output == (try command("contagion", "--describe", model.name)).output)
      #expect(model.formula.allSatisfy(one.output.contains))
      for option in model.options { #expect(one.output.contains("--\(option.name)")) }
      for need in model.inputs.nodeColumns + model.inputs.assetColumns {
        #expect(one.output.contains("    \(need.name)"))
      }
      #expect(one.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
  }

  @Test(
    "thirty thousand nodes and their claims run without a square table, through every model that can"
  )
  func manyNodes() throws {
    let count = 30_000
    var edges = "creditor,debtor,amount\n"
    for i in 0..<count { edges += "n\(i),n\((i + 1) % count),1\n" }
    try place.write("edges.csv", edges)
    try place.write(
      "buffers.csv", "id,equity\n" + (0..<count).map { "n\($0),\($0 < 5 ? 0.5 : 2)\n" }.joined())
    try place.write(
      "sheets.csv",
      "id,external_assets\n" + (0..<count).map { "n\($0),\($0 < 5 ? 0.5 : 2)\n" }.joined())
    try place.write("shocks.csv", "shock_id,node,kind,value\ns,n4,default,\n")
    // n4 fails, so n3 loses 1 of 0.5, and so on down to n0; its creditor, the last node, has 2.
    for model in [["furfine"], ["threshold"], ["gai-kapadia"], ["debtrank-2012"]] {
      let ended = try command.run(
        ["contagion"] + model + [
          "--exposures", "edges.csv", "--nodes", "buffers.csv", "--shock-file", "shocks.csv",
          "--out", "results", "--overwrite",
        ])
      #expect(ended.status == 0, "\(ended.errors)")
      let shocks = try place.table("results/shock_results.csv")
      #expect(try shocks.doubles("defaults") == [5])
      let rounds = try place.table("results/node_results.csv").optionalDoubles("default_round")
      #expect(rounds.prefix(6) == [4, 3, 2, 1, 0, nil])
    }
    let ended = try command.run([
      "contagion", "eisenberg-noe", "--exposures", "edges.csv", "--nodes", "sheets.csv",
      "--shock-file", "shocks.csv", "--out", "results", "--overwrite",
    ])
    #expect(ended.status == 0, "\(ended.errors)")
    // n4 has nothing outside and is still paid; nobody defaults on what goes round.
    #expect(try place.table("results/shock_results.csv").doubles("system_loss") == [0])
  }

  @Test("the shipped example is that of the README")
  func example() throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let folder = "/\(root)/Scenarios/contagion"
    let ended = try command(
      "contagion", "eisenberg-noe", "--exposures", "\(folder)/exposures.csv", "--nodes",
      "\(folder)/nodes.csv", "--shock-file", "\(folder)/shocks.csv")
    #expect(ended.status == 0, "\(ended.errors)")
    let readme = String(decoding: try Files.read("/\(root)/README.md"), as: UTF8.self)
    for line in ended.output.split(separator: "\n") {
      // How many iterations it took is not the example's point.
      let status = line.range(of: " exact ")?.upperBound ?? line.endIndex
      #expect(readme.contains(line[..<status]))
    }
  }
}
