public import ArgumentParser
import Formats
import LinearAlgebra
public import Networks
import Results

extension NetworkFormat: ExpressibleByArgument {}

/// The file of a network to be read, and what is to be known to read it.
struct NetworkInputOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The network.", valueName: "file"))
  var network: String

  @Option(
    help: ArgumentHelp(
      "A table of nodes in CSV with the column id; without one, the nodes are those of the network.",
      valueName: "file"))
  var nodes: String?

  @Option(
    help: ArgumentHelp(
      """
      How the network stands in its file; told by its name when left out: .csv for an edge list, \
      .graphml, .mtx.
      """, valueName: "format"))
  var from: NetworkFormat?

  @Flag(help: "Add the amounts of edges of the same creditor, debtor and layer.")
  var sumDuplicates = false

  /// The paths that are read.
  var paths: [String] { [network] + (nodes.map { [$0] } ?? []) }

  func read() throws -> NetworkFiles {
    guard let format = from ?? NetworkFormat(path: network) else {
      throw Complaint.commandLine(
        "the name of \(network) does not say how the network stands in it; give --from "
          + NetworkFormat.allCases.filter { $0 != .gexf }.map(\.rawValue).joined(separator: ", "))
    }
    return try NetworkFiles(
      nodes: nodes, exposures: network, format: format,
      duplicates: sumDuplicates ? .summed : .refused)
  }
}

/// Where a network is written, and how.
struct NetworkOutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the network to this file instead of standard output.", valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      """
      How the network is written; told by the name of --out when left out: .csv for an edge list, \
      .graphml, .mtx, .gexf.
      """, valueName: "format"))
  var to: NetworkFormat?

  @Option(
    help: ArgumentHelp(
      """
      Write the table of nodes to this CSV file: id, the columns that there are, and \
      interbank_assets and interbank_liabilities, the sums of each node's claims and debts.
      """, valueName: "file"))
  var nodesOut: String?

  @Flag(help: "Replace output files that are there already (never an input).")
  var overwrite = false

  func validate() throws {
    if let out, to == nil, NetworkFormat(path: out) == nil {
      throw ValidationError(
        "The name of \(out) does not say how the network is written; give --to "
          + NetworkFormat.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    }
  }

  private var format: NetworkFormat { to ?? out.flatMap { NetworkFormat(path: $0) } ?? .edgeList }

  /// Refuses outputs that are inputs, each other, or there already; before anything is computed.
  func check(inputs: [String]) throws {
    let outputs = [out, nodesOut].compactMap { $0 }
    if let out, let nodesOut, out == nodesOut || Files.isSame(out, nodesOut) {
      throw Complaint.commandLine("--out and --nodes-out are both \(out)")
    }
    for output in outputs {
      for input in inputs where output == input || Files.isSame(output, input) {
        throw Complaint(
          text: "\(output) is an input, which is never overwritten", status: .cannotWrite)
      }
      guard let kind = Files.kind(output) else { continue }
      guard overwrite, kind == .file else {
        throw Complaint(
          text: kind == .file
            ? "\(output) is there already; give another name or --overwrite"
            : "\(output) is there already and is not a file",
          status: .cannotWrite)
      }
    }
  }

  /// Writes the network and, where it is asked for, the table of its nodes.
  func write(_ network: NetworkFiles) throws {
    let bytes = network.bytes(format)
    if let nodesOut {
      try Files.replace(nodesOut, with: network.nodes.withTotals(of: network.exposures).csv)
    }
    guard let out else {
      Console.print(String(decoding: bytes, as: UTF8.self))
      return
    }
    try Files.replace(out, with: bytes)
    let claims = network.exposures.claims
    let amount = JSONText.number(claims.rowSums.reduce(0, +))
    let layers = network.exposures.layers.compactMap(\.name)
    Console.print(
      "\(out): \(network.exposures.count) nodes, \(claims.entryCount) claims of \(amount) in all"
        + (layers.isEmpty ? "\n" : ", in the layers \(layers.joined(separator: ", "))\n"))
    for loss in losses(network) { Console.complain("concordat: note: \(loss)") }
  }

  /// What the format cannot hold.
  private func losses(_ network: NetworkFiles) -> [String] {
    var losses: [String] = []
    if [.dense, .matrixMarket].contains(format), network.exposures.layers.count > 1 {
      losses.append("\(format.rawValue) has no layers; the claims of all are added")
    }
    if format == .matrixMarket, nodesOut == nil {
      losses.append("matrix-market has no names; --nodes-out writes them, in the order of the rows")
    }
    let isolated = Set(network.exposures.claims.isolatedNodes)
    if format == .edgeList, !isolated.isEmpty, nodesOut == nil {
      losses.append(
        "an edge list does not name nodes without claims (\(isolated.count)); --nodes-out does")
    }
    return losses
  }
}

/// What a seed is.
struct SeedOption: ParsableArguments {
  @Option(help: "The seed of all random draws; equal seeds give equal networks.")
  var seed: UInt64 = 0
}
