public import LinearAlgebra

/// Balance sheets and few claims between many nodes: contagion at the size of a whole market.
///
/// As ``ExposureNetwork``, with the claims in compressed rows: memory and time grow with the claims that
/// exist. The claims are kept twice, by creditor and by debtor, so that a loss finds the creditors of a node
/// without a search.
public struct SparseExposures: Exposures, Equatable {
  /// Face values, row = creditor, column = debtor.
  public let claims: SparseMatrix
  /// The same claims by debtor: row = debtor, column = creditor.
  public let claimsByDebtor: SparseMatrix
  /// `Ae`: the value of each node's assets outside the network.
  public private(set) var externalAssets: [Double]
  /// `Le`: each node's liabilities to outsiders, senior to ``claims``.
  public private(set) var externalLiabilities: [Double]
  /// `L_k = Σ_i claims[i, k]`: what each node owes inside the network.
  public let totalLiabilities: [Double]
  /// `Σ_k claims[i, k]`: the face value of each node's claims.
  public let totalClaims: [Double]

  /// A network of the given claims and balance sheets.
  ///
  /// `O(nodes + claims)`.
  ///
  /// - Parameters:
  ///   - claims: square, row = creditor.
  ///   - externalAssets: one amount per node.
  ///   - externalLiabilities: one amount per node; none are owed when left out.
  /// - Throws: ``NetworkError`` with every problem found.
  public init(
    claims: SparseMatrix, externalAssets: [Double], externalLiabilities: [Double]? = nil
  ) throws(NetworkError) {
    let liabilities = externalLiabilities ?? Array(repeating: 0, count: externalAssets.count)
    let problems =
      NetworkError.problems(claims: claims)
      + NetworkError.problems(
        count: claims.rows, externalAssets: externalAssets, externalLiabilities: liabilities)
    guard problems.isEmpty else { throw NetworkError(problems: problems) }
    self.claims = claims
    claimsByDebtor = claims.transposed
    self.externalAssets = externalAssets
    self.externalLiabilities = liabilities
    totalLiabilities = claimsByDebtor.rowSums
    totalClaims = claims.rowSums
  }

  /// The same network with few claims stored densely before.
  public init(_ network: ExposureNetwork) {
    claims = SparseMatrix(network.claims)
    claimsByDebtor = claims.transposed
    externalAssets = network.externalAssets
    externalLiabilities = network.externalLiabilities
    totalLiabilities = claimsByDebtor.rowSums
    totalClaims = claims.rowSums
  }

  /// The same claims with other balance sheets: a shock, or the next state of a simulation.
  ///
  /// - Throws: ``NetworkError`` with every problem found.
  public func with(
    externalAssets: [Double], externalLiabilities: [Double]? = nil
  ) throws(NetworkError) -> SparseExposures {
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

extension NetworkError {
  /// What is wrong with sparse claims, row by row.
  fileprivate static func problems(claims: SparseMatrix) -> [Problem] {
    var problems: [Problem] = []
    if claims.rows != claims.columns {
      problems.append(.notSquare(rows: claims.rows, columns: claims.columns))
    }
    for i in 0..<claims.rows {
      for place in claims.rowOffsets[i]..<claims.rowOffsets[i + 1] {
        let (k, value) = (Int(claims.columnIndices[place]), claims.values[place])
        if !value.isFinite {
          problems.append(.notFinite(field: .claims, row: i, column: k))
        } else if value < 0 {
          problems.append(.negative(field: .claims, row: i, column: k, value: value))
        } else if i == k, value != 0 {
          problems.append(.selfClaim(node: i, value: value))
        }
      }
    }
    return problems
  }
}
