import ArgumentParser

struct NetworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Generate, reconstruct, describe and convert networks of claims.",
    discussion: """
      A network is a file: an edge list in CSV (creditor,debtor,amount and optionally layer), a square \
      table in CSV (row = creditor), GraphML (.graphml) or Matrix Market (.mtx); GEXF (.gexf) is \
      written only. A table of nodes is a CSV file with the column id; it gives the order of the \
      nodes, names those without claims, and holds their columns.

      Refused, all problems together and by line: self-loops, duplicate edges unless they are to be \
      summed, amounts that are negative or not finite, unknown ids, tables that are not square, XML \
      with a document type or entities.

      What is written is complete or absent. A file that is there already is left alone, and an input is \
      never overwritten.
      """,
    subcommands: [
      NetworkGenerateCommand.self, NetworkReconstructCommand.self, NetworkDescribeCommand.self,
      NetworkConvertCommand.self,
    ])
}
