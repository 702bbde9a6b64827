package import LinearAlgebra
import Networks

/// How the claims of a problem are kept: as a square table, or only those that there are.
package enum ClaimsTable: Sendable {
  case dense(Matrix)
  case sparse(SparseMatrix)
}

/// A network of a problem, whichever way its claims are kept; models that know one way only say so in
/// ``ContagionModel/sizes``.
enum CatalogueNetwork: Sendable {
  case dense(ExposureNetwork)
  case sparse(SparseExposures)

  init(
    _ claims: ClaimsTable, externalAssets: [Double], externalLiabilities: [Double]? = nil
  ) throws(NetworkError) {
    switch claims {
    case .dense(let claims):
      self = .dense(
        try ExposureNetwork(
          claims: claims, externalAssets: externalAssets, externalLiabilities: externalLiabilities))
    case .sparse(let claims):
      self = .sparse(
        try SparseExposures(
          claims: claims, externalAssets: externalAssets, externalLiabilities: externalLiabilities))
    }
  }

  var exposures: any Exposures {
    switch self {
    case .dense(let network): network
    case .sparse(let network): network
    }
  }

  /// The network of a model that knows square tables only, and is given no other.
  var square: ExposureNetwork {
    guard case .dense(let network) = self else {
      preconditionFailure("sparse claims for a model that takes square tables")
    }
    return network
  }

  var count: Int { exposures.count }
  var externalAssets: [Double] { exposures.externalAssets }
  var externalLiabilities: [Double] { exposures.externalLiabilities }
  var totalLiabilities: [Double] { exposures.totalLiabilities }
  var bookEquity: [Double] { exposures.bookEquity }

  /// `Σ_k A[i,k]`, each row added from left to right.
  var totalClaims: [Double] {
    switch self {
    case .dense(let network): network.claims.rowSums
    case .sparse(let network): network.totalClaims
    }
  }

  /// The claims times a vector.
  func claimsTimes(_ vector: [Double]) -> [Double] {
    switch self {
    case .dense(let network): network.claims.times(vector)
    case .sparse(let network): network.claims.times(vector)
    }
  }

  /// Whether a round of default is a sweep, and not a wave that has been solved.
  var isSparse: Bool {
    if case .sparse = self { true } else { false }
  }

  /// The same claims with other balance sheets.
  func with(
    externalAssets: [Double], externalLiabilities: [Double]? = nil
  ) throws(NetworkError) -> CatalogueNetwork {
    switch self {
    case .dense(let network):
      .dense(
        try network.with(
          externalAssets: externalAssets, externalLiabilities: externalLiabilities))
    case .sparse(let network):
      .sparse(
        try network.with(
          externalAssets: externalAssets, externalLiabilities: externalLiabilities))
    }
  }

  /// The same claims with balance sheets of the given equities.
  func with(equity: [Double]) -> CatalogueNetwork {
    let (lent, owed) = (totalClaims, totalLiabilities)
    let net = equity.indices.map { equity[$0] - lent[$0] + owed[$0] }
    do {
      return try with(
        externalAssets: net.map { max(0, $0) }, externalLiabilities: net.map { max(0, -$0) })
    } catch {
      preconditionFailure("equities whose sums are not finite: \(error.problems)")
    }
  }

  /// The spectral radius of the leverage matrix; nil where iteration did not come to it.
  func leverageRadius(referenceEquity: [Double], impact: Impact) -> Double? {
    switch self {
    case .dense(let network):
      return spectralRadius(
        leverageMatrix(network, referenceEquity: referenceEquity, impact: impact)
      ).value
    case .sparse(let network):
      let found = spectralRadius(
        leverageMatrix(claims: network.claims, referenceEquity: referenceEquity, impact: impact),
        maximumIterations: max(100, Self.productWork / max(1, network.claims.entryCount)))
      return found.status == .iterationLimit ? nil : found.value
    }
  }

  /// How many claims the iteration for a spectral radius looks at before it is given up.
  private static let productWork = 2_000_000_000
}
