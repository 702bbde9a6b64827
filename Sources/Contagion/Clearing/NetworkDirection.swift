public import LinearAlgebra
public import Networks

/// A direction in which a network changes, in money per unit of the way.
///
/// What is derived along it is one-sided: the network with `t` times the direction added must be admissible
/// for small `t > 0` (a claim of zero may only grow).
public struct NetworkDirection: Sendable, Equatable {
  /// Changes of claims, row = creditor, column = debtor, zero diagonal.
  public var claims: Matrix
  /// Changes of external assets.
  public var externalAssets: [Double]
  /// Changes of external liabilities.
  public var externalLiabilities: [Double]

  /// No change, of a network of `count` nodes.
  public init(count: Int) {
    claims = Matrix(rows: count, columns: count)
    externalAssets = Array(repeating: 0, count: count)
    externalLiabilities = externalAssets
  }

  /// What `debtor` owes `creditor` grows, and nothing else changes: what is borrowed has been spent.
  public static func obligation(of debtor: Int, to creditor: Int, count: Int) -> Self {
    precondition(debtor != creditor, "node \(debtor) owing itself")
    var direction = NetworkDirection(count: count)
    direction.claims[creditor, debtor] = 1
    return direction
  }

  /// Debts change hands and nobody owes more: the perturbation `Δ` of the relative liabilities `Π[i,k] = A[i,k]/L_k`.
  ///
  /// - Parameters:
  ///   - change: `Δ`, row = creditor, column = debtor; columns sum to zero, zero diagonal.
  ///   - network: whose liabilities are meant.
  public static func relativeLiabilities(_ change: Matrix, of network: ExposureNetwork) -> Self {
    let count = network.count
    precondition(
      change.rows == count && change.columns == count,
      "\(count) nodes, changes (\(change.rows) × \(change.columns))")
    precondition(
      change.columnSums.allSatisfy { abs($0) <= 1e-12 },
      "changes of relative liabilities sum to \(change.columnSums)")
    var direction = NetworkDirection(count: count)
    for i in 0..<count {
      for k in 0..<count { direction.claims[i, k] = change[i, k] * network.totalLiabilities[k] }
    }
    return direction
  }

  /// Checks that the direction fits a network and keeps it admissible.
  func requireAdmissible(_ network: ExposureNetwork) {
    let count = network.count
    precondition(
      claims.rows == count && claims.columns == count && externalAssets.count == count
        && externalLiabilities.count == count, "a direction for another number of nodes")
    for i in 0..<count {
      for k in 0..<count {
        precondition(
          claims[i, k].isFinite && (i != k || claims[i, k] == 0)
            && (network.claims[i, k] > 0 || claims[i, k] >= 0),
          "claim of \(i) on \(k) of \(network.claims[i, k]) changes by \(claims[i, k])")
      }
      precondition(
        externalAssets[i].isFinite && (network.externalAssets[i] > 0 || externalAssets[i] >= 0)
          && externalLiabilities[i].isFinite
          && (network.externalLiabilities[i] > 0 || externalLiabilities[i] >= 0),
        "amounts outside of node \(i) change by \(externalAssets[i]), \(externalLiabilities[i])")
    }
  }
}
