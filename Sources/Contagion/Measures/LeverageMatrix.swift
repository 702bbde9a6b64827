public import LinearAlgebra
public import Networks

/// How the loss that a failure inflicts on a creditor is measured against the creditor's buffer.
public enum ImpactScale: String, Sendable, CaseIterable {
  /// `A/E0`, above one where a single failure costs more than the buffer.
  case uncapped
  /// `min(1, A/E0)` (Battiston et al. 2012, doi:10.1038/srep00541).
  case capped
  /// 1 where `A ≥ E0` and 0 elsewhere: whether the failure alone brings the creditor down.
  case binary
}

/// The leverage matrix `Λ[i,k] = A[i,k]/E0_i` (row = creditor), on which distress travels.
///
/// Also known as the vulnerability matrix; its transpose is the impact matrix of the literature
/// that writes the debtor first. Where `E0_i ≤ 0` the row is zero: a node with no buffer passes on
/// no gradual distress.
///
/// - Parameters:
///   - network: the claims.
///   - referenceEquity: `E0`, one per node.
///   - impact: whether entries stop at one; see ``ImpactScale``.
public func leverageMatrix(
  _ network: ExposureNetwork, referenceEquity: [Double], impact: ImpactScale = .uncapped
) -> Matrix {
  leverageMatrix(claims: network.claims, referenceEquity: referenceEquity, impact: impact)
}

/// The leverage matrix of claims with no balance sheets, the diagonal included.
///
/// See ``leverageMatrix(_:referenceEquity:impact:)``.
public func leverageMatrix(
  claims: Matrix, referenceEquity: [Double], impact: ImpactScale = .uncapped
) -> Matrix {
  precondition(
    claims.rows == claims.columns && referenceEquity.count == claims.rows,
    "claims (\(claims.rows) × \(claims.columns)), \(referenceEquity.count) reference equities")
  var matrix = claims
  for i in 0..<claims.rows {
    for k in 0..<claims.columns {
      let ratio = referenceEquity[i] > 0 ? claims[i, k] / referenceEquity[i] : 0
      switch impact {
      case .uncapped: matrix[i, k] = ratio
      case .capped: matrix[i, k] = min(1, ratio)
      case .binary: matrix[i, k] = ratio >= 1 ? 1 : 0
      }
    }
  }
  return matrix
}

/// The spectral radius of the leverage matrix: above one, small distress grows.
///
/// Bardoscia, Battiston, Caccioli and Caldarelli (2017), doi:10.1038/ncomms14416.
public func leverageSpectralRadius(
  _ network: ExposureNetwork, referenceEquity: [Double]
) -> SpectralRadius {
  spectralRadius(leverageMatrix(network, referenceEquity: referenceEquity))
}
