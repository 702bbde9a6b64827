import Formats

/// The ways in which a network stands in a file.
public enum NetworkFormat: String, Sendable, CaseIterable {
  /// `creditor,debtor,amount[,layer]`, one claim a line.
  case edgeList = "edge-list"
  /// A square table, row = creditor, under a header of ids.
  case dense
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

/// A network and the table of its nodes, from two files whose problems are reported together.
public struct NetworkFiles: Sendable {
  /// The table of nodes, which gives their order.
  public let nodes: NodeTable
  /// The claims; node `i` is `nodes.ids[i]`.
  public let exposures: LabelledExposures

  /// Reads both files.
  ///
  /// - Throws: ``InterchangeError`` with the problems of the table of nodes, then those of the claims. Without
  ///   a table of nodes, ids in the claims are not checked.
  public init(
    nodes nodePath: String, exposures path: String, format: NetworkFormat,
    duplicates: DuplicateEdges = .refused
  ) throws(InterchangeError) {
    var problems: [Problem] = []
    var nodes: NodeTable?
    var exposures: LabelledExposures?
    do throws(InterchangeError) { nodes = try NodeTable(path: nodePath) } catch {
      problems += error.input.problems
    }
    do throws(InterchangeError) {
      exposures = try LabelledExposures(
        path: path, format: format, ids: nodes?.ids, duplicates: duplicates)
    } catch {
      problems += error.input.problems
    }
    guard let nodes, let exposures, problems.isEmpty else { throw InterchangeError(problems) }
    self.nodes = nodes
    self.exposures = exposures
  }
}

private func networkFile(_ path: String) throws(InterchangeError) -> [UInt8] {
  do throws(InputProblems) { return try InputFile.read(path) } catch {
    throw InterchangeError(error)
  }
}
