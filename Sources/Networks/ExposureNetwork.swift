public import LinearAlgebra

/// Balance sheets and the claims between them: what contagion runs on.
///
/// `claims[i, k]` is the face value of creditor `i`'s claim on debtor `k` (row = creditor). External
/// liabilities are paid before the claims, unless a model is told that they rank with them. All amounts
/// are in one currency, finite and not negative; the diagonal of claims is zero.
public struct ExposureNetwork: Exposures, Equatable {
  /// Face values, row = creditor, column = debtor.
  public let claims: Matrix
  /// `Ae`: the value of each node's assets outside the network.
  public private(set) var externalAssets: [Double]
  /// `Le`: each node's liabilities to outsiders, senior to ``claims`` unless a model is told otherwise.
  public private(set) var externalLiabilities: [Double]
  /// `L_k = Σ_i claims[i, k]`: what each node owes inside the network.
  public let totalLiabilities: [Double]

  /// A network of the given claims and balance sheets.
  ///
  /// - Parameters:
  ///   - claims: square, row = creditor.
  ///   - externalAssets: one amount per node.
  ///   - externalLiabilities: one amount per node; none are owed when left out.
  /// - Throws: ``NetworkError`` with every problem found.
  public init(
    claims: Matrix, externalAssets: [Double], externalLiabilities: [Double]? = nil
  ) throws(NetworkError) {
    let liabilities = externalLiabilities ?? Array(repeating: 0, count: externalAssets.count)
    let problems = NetworkError.problems(
      claims: claims, externalAssets: externalAssets, externalLiabilities: liabilities)
    guard problems.isEmpty else { throw NetworkError(problems: problems) }
    self.claims = claims
    self.externalAssets = externalAssets
    self.externalLiabilities = liabilities
    totalLiabilities = claims.columnSums
  }

  /// The same network with its claims stored sparsely before: `count²` numbers.
  public init(_ network: SparseExposures) {
    claims = network.claims.dense
    externalAssets = network.externalAssets
    externalLiabilities = network.externalLiabilities
    totalLiabilities = claims.columnSums
  }

  /// The same claims with other balance sheets: a shock, or the next state of a simulation.
  ///
  /// - Throws: ``NetworkError`` with every problem found.
  public func with(
    externalAssets: [Double], externalLiabilities: [Double]? = nil
  ) throws(NetworkError) -> ExposureNetwork {
    var other = self
    other.externalAssets = externalAssets
    if let externalLiabilities { other.externalLiabilities = externalLiabilities }
    let problems = NetworkError.problems(
      count: claims.rows, externalAssets: externalAssets,
      externalLiabilities: other.externalLiabilities)
    guard problems.isEmpty else { throw NetworkError(problems: problems) }
    return other
  }
}
