import Contagion
import Formats
import Testing

@testable import Results

@Suite("concordat contagion refuses")
struct ContagionRefusalTests {
  private let place: TemporaryDirectory
  private var command: Command { Command(directory: place.path) }

  init() throws {
    place = try TemporaryDirectory()
    try write("edges.csv", "creditor,debtor,amount\nb,a,4\nc,b,3\na,c,2\n")
    try write("nodes.csv", "id,external_assets\na,18\nb,18\nc,9\n")
    try write("buffers.csv", "id,equity\na,1\nb,3\nc,3\n")
  }

  private func write(_ name: String, _ text: String) throws {
    try Files.createDirectory(Files.parent(of: place.path(name)))
    try Files.replace(place.path(name), with: Array(text.utf8))
  }

  /// The report of a refused command; nothing is printed or written.
  private func refusal(_ status: Int32, _ words: String...) throws -> String {
    let before = try Files.list(place.path)
    let ended = try command.run(["contagion"] + words)
    #expect(ended.status == status, "\(ended.errors)")
    #expect(ended.output.isEmpty)
    #expect(try Files.list(place.path) == before)
    return ended.errors
  }

  @Test("an unknown model, with the nearest")
  func model() throws {
    #expect(try refusal(64, "debtrnk").contains("did you mean \"debtrank\"?"))
  }

  @Test("an option of another model, with its name, and one of none, with the nearest")
  func option() throws {
    let tables = ["--exposures", "edges.csv", "--nodes", "nodes.csv"]
    let other = try refusal(
      64, "eisenberg-noe", tables[0], tables[1], tables[2], tables[3], "--recovery", "0.4")
    #expect(other.contains("eisenberg-noe takes no --recovery; it belongs to furfine, threshold"))
    let none = try refusal(
      64, "eisenberg-noe", tables[0], tables[1], tables[2], tables[3], "--fixedpoint", "least")
    #expect(none.contains("did you mean --fixed-point?"))
  }

  @Test("options that are missing, doubled or out of range")
  func values() throws {
    #expect(try refusal(64, "furfine", "--nodes", "nodes.csv").contains("needs --exposures"))
    let tables = ["furfine", "--exposures", "edges.csv", "--nodes", "nodes.csv"]
    #expect(
      try refusal(64, tables[0], tables[1], tables[2], tables[3], tables[4], "--recovery", "1.2")
        .contains("--recovery takes a number between 0 and 1, not 1.2"))
    #expect(
      try refusal(64, tables[0], "--exposures=edges.csv", "--exposures", "edges.csv")
        .contains("--exposures stands twice"))
    #expect(
      try refusal(64, "rogers-veraart", tables[1], tables[2], tables[3], tables[4])
        .contains("rogers-veraart needs --alpha"))
    #expect(
      try refusal(64, "furfine", "--holdings", "nodes.csv").contains("does not use --holdings"))
  }

  @Test("missing columns with the file, and misspelt ones with what was meant")
  func columns() throws {
    #expect(
      try refusal(65, "eisenberg-noe", "--exposures", "edges.csv", "--nodes", "buffers.csv")
        .contains("buffers.csv:1: found no column \"external_assets\""))
    try write("typo.csv", "id,external_assets,external_liabilites\na,1,1\nb,1,1\nc,1,1\n")
    #expect(
      try refusal(65, "eisenberg-noe", "--exposures", "edges.csv", "--nodes", "typo.csv")
        .contains("did you mean \"external_liabilities\"?"))
    try write("none.csv", "id,weight\na,1\nb,1\nc,1\n")
    #expect(
      try refusal(65, "debtrank", "--exposures", "edges.csv", "--nodes", "none.csv")
        .contains("found no column \"equity\" and no column \"external_assets\""))
  }

  @Test(
    "numbers out of range, self-loops, unknown ids and duplicates, all at once with their lines")
  func cells() throws {
    try write("bad.csv", "id,external_assets\na,18\nb,-3\nc,\n")
    try write("loops.csv", "creditor,debtor,amount\nb,a,4\nc,c,3\na,d,2\nb,a,-1\n")
    let report = try refusal(65, "eisenberg-noe", "--exposures", "loops.csv", "--nodes", "bad.csv")
    #expect(report.contains("loops.csv:3"))
    #expect(report.contains("loops.csv:4"))
    #expect(report.contains("loops.csv:5"))
    #expect(report.contains("bad.csv:4 column external_assets: found an empty cell"))
    #expect(
      report.contains(
        "bad.csv:3 column external_assets: found -3, expected a number of at least 0"))
  }

  @Test("shocks of unknown nodes, kinds and sizes, each with its line")
  func shocks() throws {
    try write(
      "shocks.csv",
      "shock_id,node,kind,value\ns,a,equity-fraction,1.5\ns,z,default,\ns,b,defualt,\ns,b,default,1\n"
        + "s,b,default,1\ns,a,external-assets-amount,1\n")
    let report = try refusal(
      65, "debtrank", "--exposures", "edges.csv", "--nodes", "buffers.csv", "--shock-file",
      "shocks.csv")
    #expect(report.contains("shocks.csv:2 column value: found 1.5"))
    #expect(report.contains("shocks.csv:3 column node: found the unknown name \"z\""))
    #expect(report.contains("did you mean \"default\"?"))
    #expect(report.contains("shocks.csv:6"))
    #expect(report.contains("shocks.csv:7 column kind"))
  }

  @Test("a column of shocks where the model starts from none, or beside --shock")
  func shockColumn() throws {
    try write("both.csv", "id,equity,external_assets,shock\na,1,18,0.1\nb,3,18,0\nc,3,9,0\n")
    #expect(
      try refusal(65, "eisenberg-noe", "--exposures", "edges.csv", "--nodes", "both.csv")
        .contains("both.csv:1: found the column \"shock\""))
    try write("column.csv", "id,equity,shock\na,1,0.1\nb,3,0\nc,3,0\n")
    #expect(
      try refusal(
        65, "debtrank", "--exposures", "edges.csv", "--nodes", "column.csv", "--shock", "all"
      ).contains("the column \"shock\" beside --shock or --shock-file"))
  }

  @Test("an output that is or holds an input, and one that is occupied")
  func output() throws {
    try write("place/edges.csv", "creditor,debtor,amount\nb,a,4\n")
    let held = try refusal(
      64, "debtrank", "--exposures", "place/edges.csv", "--nodes", "buffers.csv", "--out", "place")
    #expect(held.contains("is or holds the input --exposures"))
    let itself = try refusal(
      64, "debtrank", "--exposures", "edges.csv", "--nodes", "buffers.csv", "--out", "buffers.csv")
    #expect(itself.contains("is or holds the input --nodes"))
    try write("other/file.txt", "mine")
    let foreign = try refusal(
      74, "debtrank", "--exposures", "edges.csv", "--nodes", "buffers.csv", "--out", "other",
      "--overwrite")
    #expect(foreign.contains("is not a run directory"))
  }

  @Test("results that are in the way, unless told to overwrite them")
  func occupied() throws {
    let words = [
      "contagion", "debtrank", "--exposures", "edges.csv", "--nodes", "buffers.csv", "--out",
      "results",
    ]
    #expect(try command.run(words).status == 0)
    let again = try command.run(words)
    #expect(again.status == 74)
    #expect(try command.run(words + ["--overwrite"]).status == 0)
  }

  @Test("numbers whose products and ratios leave the range of numbers, with their place")
  func sizesOfNumbers() throws {
    try write("huge.csv", "id,equity\na,1e-300\nb,1e300\nc,3\n")
    let nodes = try refusal(
      65, "debtrank", "--exposures", "edges.csv", "--nodes", "huge.csv", "--shock", "all")
    #expect(
      nodes.contains(
        "huge.csv:2 column equity: found 1e-300, expected zero or a number of a size between 1e-100 and 1e100"
      ))
    #expect(nodes.contains("huge.csv:3 column equity: found 1e300"))
    try write("claims.csv", "creditor,debtor,amount\nb,a,4\nc,b,1e200\n")
    let claims = try refusal(
      65, "threshold", "--exposures", "claims.csv", "--nodes", "buffers.csv", "--shock", "all")
    #expect(claims.contains("claims.csv: found a claim of \"c\" on \"b\" of 1e+200"))
  }

  @Test("more nodes than a square table takes, for models that keep one; more results than fit")
  func tooMany() throws {
    let ids = (0...20_000).map(String.init)
    try write("many.csv", "id,external_assets\n" + ids.map { "\($0),1\n" }.joined())
    try write("none.csv", "creditor,debtor,amount\n")
    let dense = try refusal(65, "full-payment", "--exposures", "none.csv", "--nodes", "many.csv")
    #expect(dense.contains("many.csv: found 20001 nodes, expected at most 20000"))
    #expect(dense.contains("without a limit are eisenberg-noe"))
    let all = try refusal(
      65, "eisenberg-noe", "--exposures", "none.csv", "--nodes", "many.csv", "--shock", "all")
    #expect(all.contains("--shock-file takes the shocks in parts"))
  }

  @Test("a thousand mistakes, of which a hundred are told")
  func manyMistakes() throws {
    let rows = (0..<1000).map { "x\($0),a,1\n" }.joined()
    try write("wrong.csv", "creditor,debtor,amount\n" + rows)
    let report = try refusal(65, "furfine", "--exposures", "wrong.csv", "--nodes", "buffers.csv")
    #expect(report.contains("1000 problems in the input:"))
    #expect(report.contains("wrong.csv:101 column creditor"))
    #expect(!report.contains("wrong.csv:102 column creditor"))
    #expect(report.contains("and 900 more"))
  }
}
