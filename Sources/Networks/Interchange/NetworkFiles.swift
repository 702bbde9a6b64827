import Formats

/// A network and the table of its nodes, as they stand in one file or two.
public struct NetworkFiles: Sendable {
  /// The table of nodes, which gives their order.
  public let nodes: NodeTable
  /// The claims; node `i` is `nodes.ids[i]`.
  public let exposures: LabelledExposures

  /// A network with a table of its nodes, whose ids are the network's in the same order.
  public init(nodes: NodeTable, exposures: LabelledExposures) {
    precondition(nodes.ids == exposures.ids, "the table is of other nodes than the network")
    self.nodes = nodes
    self.exposures = exposures
  }

  /// Reads a network, and where there is one the table of its nodes.
  ///
  /// - Parameters:
  ///   - nodePath: the table of nodes, a CSV file; when left out, the nodes are those of the network, with the
  ///     columns that it has (GraphML).
  ///   - path: the network.
  ///   - format: how it stands in its file.
  ///   - duplicates: what to do with two edges of the same creditor, debtor and layer.
  /// - Throws: ``InterchangeError`` with the problems of the table of nodes, then those of the network. With a
  ///   faulty table of nodes, ids in the network are not checked against it.
  public init(
    nodes nodePath: String? = nil, exposures path: String, format: NetworkFormat,
    duplicates: DuplicateEdges = .refused
  ) throws(InterchangeError) {
    var problems: [Problem] = []
    var table: NodeTable?
    var network: NetworkFiles?
    if let nodePath {
      do throws(InterchangeError) { table = try NodeTable(path: nodePath) } catch {
        problems += error.input.problems
      }
    }
    do throws(InterchangeError) {
      if format == .graphML, table == nil {
        let bytes = try networkFile(path)
        network = try NetworkFiles(graphML: bytes, file: path, duplicates: duplicates)
      } else {
        let exposures = try LabelledExposures(
          path: path, format: format, ids: table?.ids, duplicates: duplicates)
        network = NetworkFiles(nodes: table ?? NodeTable(ids: exposures.ids), exposures: exposures)
      }
    } catch {
      problems += error.input.problems
    }
    guard problems.isEmpty, let network else { throw InterchangeError(problems) }
    self = network
  }

  /// The network as a file of the given format; what the format cannot hold (names, layers, columns of nodes) is left out.
  public func bytes(_ format: NetworkFormat) -> [UInt8] {
    switch format {
    case .edgeList: exposures.edgeListCSV
    case .dense: exposures.denseCSV
    case .graphML: graphML
    case .matrixMarket: exposures.matrixMarket
    case .gexf: gexf
    }
  }
}

extension LabelledExposures {
  /// Reads a network from a file.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - format: how the network stands in it.
  ///   - ids: the nodes, distinct; when left out, those of the file.
  ///   - duplicates: what to do with two edges of the same creditor, debtor and layer.
  /// - Throws: ``InterchangeError`` when the file cannot be read, or with every problem in it.
  public init(
    path: String, format: NetworkFormat, ids: [String]? = nil, duplicates: DuplicateEdges = .refused
  ) throws(InterchangeError) {
    let bytes = try networkFile(path)
    switch format {
    case .edgeList:
      try self.init(edgeListCSV: bytes, file: path, ids: ids, duplicates: duplicates)
    case .dense: try self.init(denseCSV: bytes, file: path, ids: ids)
    case .graphML: try self.init(graphML: bytes, file: path, ids: ids, duplicates: duplicates)
    case .matrixMarket:
      try self.init(matrixMarket: bytes, file: path, ids: ids, duplicates: duplicates)
    case .gexf:
      throw InterchangeError([
        Problem(file: path, found: "GEXF, which is written only", expected: "GraphML, for instance")
      ])
    }
  }
}

extension NodeTable {
  /// Reads a table of nodes from a CSV file.
  ///
  /// - Throws: ``InterchangeError`` when the file cannot be read, or with every problem in it.
  public init(path: String) throws(InterchangeError) {
    try self.init(csv: try networkFile(path), file: path)
  }
}

private func networkFile(_ path: String) throws(InterchangeError) -> [UInt8] {
  do throws(InputProblems) { return try InputFile.read(path) } catch {
    throw InterchangeError(error)
  }
}
