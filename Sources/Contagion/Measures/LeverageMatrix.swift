public import LinearAlgebra
public import Networks

/// The leverage matrix `Λ[i,k] = A[i,k]/E0_i` (row = creditor), on which distress travels.
///
/// Also known as the vulnerability matrix; its transpose is the impact matrix of the literature
/// that writes the debtor first. Where `E0_i ≤ 0` the row is zero: a node with no buffer passes on
/// no gradual distress.
///
/// - Parameters:
///   - network: the claims.
///   - referenceEquity: `E0`, one per node.
///   - impact: whether entries stop at one.
public func leverageMatrix(
  _ network: ExposureNetwork, referenceEquity: [Double], impact: Impact = .uncapped
) -> Matrix {
  leverageMatrix(claims: network.claims, referenceEquity: referenceEquity, impact: impact)
}

/// The leverage matrix of claims with no balance sheets, the diagonal included.
///
/// See ``leverageMatrix(_:referenceEquity:impact:)``.
public func leverageMatrix(
  claims: Matrix, referenceEquity: [Double], impact: Impact = .uncapped
) -> Matrix {
  precondition(
    claims.rows == claims.columns && referenceEquity.count == claims.rows,
    "claims (\(claims.rows) × \(claims.columns)), \(referenceEquity.count) reference equities")
  var matrix = claims
  for i in 0..<claims.rows {
    for k in 0..<claims.columns {
      let ratio = referenceEquity[i] > 0 ? claims[i, k] / referenceEquity[i] : 0
      matrix[i, k] = impact == .capped ? min(1, ratio) : ratio
    }
  }
  return matrix
}

/// The leverage matrix of few claims.
///
/// See ``leverageMatrix(_:referenceEquity:impact:)``. `O(nodes + claims)`.
public func leverageMatrix(
  claims: SparseMatrix, referenceEquity: [Double], impact: Impact = .uncapped
) -> SparseMatrix {
  precondition(
    claims.rows == claims.columns && referenceEquity.count == claims.rows,
    "claims (\(claims.rows) × \(claims.columns)), \(referenceEquity.count) reference equities")
  return claims.mapValues { row, _, claim in
    let buffer = referenceEquity[row]
    guard buffer > 0 else { return 0 }
    return impact == .capped ? min(1, claim / buffer) : claim / buffer
  }
}

/// Which claims are fatal: 1 where `A[i,k] ≥ E0_i > 0`, so that the failure of `k` alone brings `i`
/// down, and 0 elsewhere.
///
/// The binary impact of the literature on impact diffusion (row = creditor).
public func fatalClaims(_ claims: Matrix, referenceEquity: [Double]) -> Matrix {
  let leverage = leverageMatrix(claims: claims, referenceEquity: referenceEquity)
  return Matrix(
    rows: claims.rows, columns: claims.columns,
    elements: leverage.elements.map { $0 >= 1 ? 1 : 0 })
}

/// The spectral radius of the leverage matrix: above one, small distress grows.
///
/// Bardoscia, Battiston, Caccioli and Caldarelli (2017), doi:10.1038/ncomms14416.
public func leverageSpectralRadius(
  _ network: ExposureNetwork, referenceEquity: [Double]
) -> SpectralRadius {
  spectralRadius(leverageMatrix(network, referenceEquity: referenceEquity))
}
