import ArgumentParser

struct NetworkConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Check a network, and write it in another format.",
    discussion: """
      Amounts are written in the shortest form that reads back equal, so that a round trip through \
      edge lists, square tables, GraphML or Matrix Market changes nothing that the format can hold.

        concordat network convert edges.csv --nodes nodes.csv --out network.graphml
        concordat network convert network.graphml --out edges.csv --nodes-out nodes.csv
        concordat network convert claims.csv --from dense --to edge-list
      """)

  @OptionGroup var input: NetworkInputOptions
  @OptionGroup var output: NetworkOutputOptions

  func run() throws {
    try reportingComplaints {
      try output.check(inputs: input.paths)
      try output.write(try input.read())
    }
  }
}
