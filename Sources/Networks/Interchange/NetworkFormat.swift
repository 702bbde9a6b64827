/// The ways in which a network stands in a file.
public enum NetworkFormat: String, Sendable, CaseIterable {
  /// CSV `creditor,debtor,amount[,layer]`, one claim a line.
  case edgeList = "edge-list"
  /// CSV, a square table, row = creditor, under a header of ids.
  case dense
  /// GraphML, with the columns of the table of nodes.
  case graphML = "graphml"
  /// Matrix Market, without names and layers.
  case matrixMarket = "matrix-market"
  /// GEXF 1.3, with the columns of the table of nodes; written only.
  case gexf

  /// The format that a file's name says: `.csv` (an edge list), `.graphml`, `.mtx`, `.gexf`.
  public init?(path: String) {
    let name = path.lowercased()
    if name.hasSuffix(".csv") {
      self = .edgeList
    } else if name.hasSuffix(".graphml") {
      self = .graphML
    } else if name.hasSuffix(".mtx") {
      self = .matrixMarket
    } else if name.hasSuffix(".gexf") {
      self = .gexf
    } else {
      return nil
    }
  }
}
