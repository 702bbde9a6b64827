public import LinearAlgebra

/// What a network of claims looks like, in numbers of the literature.
///
/// Links run from the creditor to the debtor: a node's out-degree is its number of debtors, its in-degree its
/// number of creditors.
public struct NetworkDescription: Sendable, Equatable {
  /// What is known of one node.
  public struct Node: Sendable, Equatable {
    /// The number of its debtors (out-degree).
    public let debtors: Int
    /// The number of its creditors (in-degree).
    public let creditors: Int
    /// What it owns in claims (out-strength).
    public let assets: Double
    /// What it owes (in-strength).
    public let liabilities: Double
    /// The largest strongly connected component of which it is part: its size.
    public let componentSize: Int
    /// Fagiolo's (2007) directed clustering, the share of the triangles that could pass through it which do;
    /// nil for a node that cannot have one.
    public let clustering: Double?
  }

  /// The nodes in their order.
  public let nodes: [Node]
  /// The number of claims.
  public let links: Int
  /// The sum of all claims.
  public let amount: Double
  /// `links / (n·(n − 1))`; nil below two nodes.
  public let density: Double?
  /// The share of links whose reverse is there as well (Newman, Forrest and Balthrop 2002); nil without links.
  public let reciprocity: Double?
  /// The share of amounts that is returned, `Σ min(a_ik, a_ki) / Σ a_ik` over all pairs; nil without links.
  ///
  /// Squartini, Picciolo, Ruzzenenti and Garlaschelli (2013), doi:10.1038/srep02729.
  public let weightedReciprocity: Double?
  /// How the degrees of the two ends of links go together.
  public let assortativity: Assortativity
  /// The sizes of the strongly connected components, largest first.
  public let strongComponents: [Int]
  /// The sizes of the components when directions are not looked at, largest first.
  public let weakComponents: [Int]
  /// The mean of the nodes' clustering, over those that have one; nil when none has.
  public let meanClustering: Double?

  /// Describes a network.
  ///
  /// `O(n + Σ_i d_i²)` for degrees `d`, most of it clustering.
  ///
  /// - Parameter claims: square, row = creditor, finite, not negative, zero on the diagonal. Stored zeros are no links.
  public init(_ claims: SparseMatrix) {
    precondition(
      claims.rows == claims.columns, "(\(claims.rows) × \(claims.columns)) is not square")
    let graph = LinkLists(claims)
    let strong = graph.strongComponents
    var sizes = [Int](repeating: 0, count: graph.count)
    for component in strong {
      for node in component { sizes[node] = component.count }
    }
    let clustering = graph.clustering
    nodes = (0..<graph.count).map { i in
      Node(
        debtors: graph.debtors[i].count, creditors: graph.creditors[i].count,
        assets: graph.debtors[i].reduce(0) { $0 + $1.amount },
        liabilities: graph.creditors[i].reduce(0) { $0 + $1.amount },
        componentSize: sizes[i], clustering: clustering[i])
    }
    links = nodes.reduce(0) { $0 + $1.debtors }
    amount = nodes.reduce(0) { $0 + $1.assets }
    let pairs = Double(graph.count) * Double(graph.count - 1)
    density = graph.count > 1 ? Double(links) / pairs : nil
    (reciprocity, weightedReciprocity) = graph.reciprocities
    assortativity = Assortativity(graph)
    strongComponents = strong.map(\.count).sorted(by: >)
    weakComponents = graph.weakComponents.sorted(by: >)
    let known = clustering.compactMap { $0 }
    meanClustering = known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }
}

/// The correlation, over links, of a degree of the creditor with a degree of the debtor.
///
/// Newman (2003), doi:10.1103/PhysRevE.67.026126, in the four directed forms of Foster et al. (2010),
/// doi:10.1073/pnas.0912671107. Each is a Pearson correlation, nil where a degree is the same on all links.
public struct Assortativity: Sendable, Equatable {
  /// The creditor's number of debtors with the debtor's number of creditors.
  public let outIn: Double?
  /// The creditor's number of debtors with the debtor's number of debtors.
  public let outOut: Double?
  /// The creditor's number of creditors with the debtor's number of creditors.
  public let inIn: Double?
  /// The creditor's number of creditors with the debtor's number of debtors.
  public let inOut: Double?

  init(_ graph: LinkLists) {
    let out = graph.debtors.map { Double($0.count) }
    let into = graph.creditors.map { Double($0.count) }
    outIn = graph.correlation(out, into)
    outOut = graph.correlation(out, out)
    inIn = graph.correlation(into, into)
    inOut = graph.correlation(into, out)
  }
}
