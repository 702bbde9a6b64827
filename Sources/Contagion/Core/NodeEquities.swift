import Networks

/// The equity of each node of a sparse network, and how much of it is rounding.
struct NodeEquities {
  private let externalAssets: [Double]
  private let externalLiabilities: [Double]
  private let totalLiabilities: [Double]
  private let claimsAtFace: [Double]

  init(_ network: SparseExposures) {
    externalAssets = network.externalAssets
    externalLiabilities = network.externalLiabilities
    totalLiabilities = network.totalLiabilities
    claimsAtFace = network.totalClaims
  }

  /// The equity of node `i` when its claims are worth `claims`.
  func equity(_ i: Int, claims: Double) -> Double {
    externalAssets[i] - externalLiabilities[i] + claims - totalLiabilities[i]
  }

  /// Equities of node `i` within this distance of zero count as zero.
  func guardBand(_ i: Int) -> Double {
    Rounding.equityShare
      * (externalAssets[i] + externalLiabilities[i] + claimsAtFace[i] + totalLiabilities[i])
  }

  /// The equity of node `i` with all claims at face, and how much of it is rounding.
  func beforeLosses(_ i: Int) -> (equity: Double, guardBand: Double) {
    (equity(i, claims: claimsAtFace[i]), guardBand(i))
  }
}
