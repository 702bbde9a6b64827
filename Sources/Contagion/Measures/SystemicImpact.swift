public import LinearAlgebra
public import Networks

/// The leverage matrix `Λ[i,k] = A[i,k]/E0_i` (row = creditor), on which distress travels.
///
/// Where `E0_i ≤ 0` the row is zero: a node with no buffer passes on no gradual distress.
///
/// - Parameters:
///   - network: the claims.
///   - referenceEquity: `E0`, one per node.
public func leverageMatrix(_ network: ExposureNetwork, referenceEquity: [Double]) -> Matrix {
  precondition(
    referenceEquity.count == network.count, "\(network.count) nodes, \(referenceEquity.count)")
  var matrix = network.claims
  for i in 0..<network.count {
    for k in 0..<network.count {
      matrix[i, k] = referenceEquity[i] > 0 ? matrix[i, k] / referenceEquity[i] : 0
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

/// The impact of each node: what its sole failure adds to the weighted distress of the others.
///
/// For node `i`: `Σ_{k≠i} w_k·(h_k − h'_k)/Σ_k w_k`, with `h` the distress when `i` is in default (DebtRank:
/// `h_i = 1`) and `h'` without; the DebtRank of Bardoscia et al. (2015) for the default valuation.
/// Runs one propagation per node.
///
/// - Parameters:
///   - network: claims and balance sheets.
///   - referenceEquity: `E0`, one per node.
///   - weights: economic weight of each node, not negative, with a positive sum.
///   - valuation: the model of contagion.
///   - options: as for ``propagate(_:valuation:referenceEquity:alreadyDefaulted:options:)``.
public func systemicImpact(
  _ network: ExposureNetwork, referenceEquity: [Double], weights: [Double],
  valuation: Valuation = .linearDebtRank, options: ContagionOptions = .init()
) -> [Double] {
  let total = weights.reduce(0, +)
  precondition(
    weights.count == network.count && total > 0 && weights.allSatisfy { $0 >= 0 },
    "weights \(weights)")
  let base = propagate(
    network, valuation: valuation, referenceEquity: referenceEquity, options: options)
  var failed = [Bool](repeating: false, count: network.count)
  return (0..<network.count).map { i in
    failed[i] = true
    defer { failed[i] = false }
    let hit = propagate(
      network, valuation: valuation, referenceEquity: referenceEquity, alreadyDefaulted: failed,
      options: options, sweepsBeforeSolving: true)
    var impact = 0.0
    for k in 0..<network.count where k != i {
      impact += weights[k] * (hit.distress[k] - base.distress[k])
    }
    return impact / total
  }
}
