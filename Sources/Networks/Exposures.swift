public import LinearAlgebra

/// Balance sheets and the claims between them, however the claims are kept.
///
/// ``ExposureNetwork`` (a dense matrix) and ``SparseExposures`` (compressed rows) are the two. Row = creditor:
/// `claims[i, k]` is the face value of creditor `i`'s claim on debtor `k`; external liabilities are senior to
/// the claims. All amounts are in one currency, finite and not negative.
public protocol Exposures: Sendable {
  /// The matrix of claims.
  associatedtype Claims: LinearOperator
  /// Face values, row = creditor, column = debtor.
  var claims: Claims { get }
  /// `Ae`: the value of each node's assets outside the network.
  var externalAssets: [Double] { get }
  /// `Le`: each node's liabilities to outsiders, senior to ``claims``.
  var externalLiabilities: [Double] { get }
  /// `L_k = Σ_i claims[i, k]`: what each node owes inside the network.
  var totalLiabilities: [Double] { get }
  /// `Σ_k claims[i, k]`: the face value of each node's claims.
  var totalClaims: [Double] { get }
}

extension Exposures {
  /// The number of nodes.
  public var count: Int { externalAssets.count }

  /// The face value of each node's claims, by one product.
  public var totalClaims: [Double] { claims.times(Array(repeating: 1, count: count)) }

  /// Equity with every claim at face: `Ae − Le + Σ_k claims[i, k] − L`, signed.
  public var bookEquity: [Double] {
    let assets = totalClaims
    return (0..<count).map {
      externalAssets[$0] - externalLiabilities[$0] + assets[$0] - totalLiabilities[$0]
    }
  }
}
