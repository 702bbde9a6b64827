import Contagion
import LinearAlgebra
import Networks
import Randomness

/// A dense network of log-normal claims, every node's balance sheet in order before the shock.
struct DenseWorld {
  let network: ExposureNetwork
  /// Equity before any shock.
  let reference: [Double]

  /// Everyone has lent to everyone; equity is a random share of what a node has lent, scaled so that the
  /// leverage matrix has the given spectral radius.
  init(leverage count: Int, radius: Double) throws {
    var stream = Stream(seed: 1, replicate: 0, purpose: 0, tick: 0, entity: UInt64(count))
    let claims = Self.claims(count, &stream)
    let lent = claims.rowSums
    let owed = claims.columnSums
    let raw = lent.map { $0 * (0.5 + stream.uniform()) }
    let scale =
      leverageSpectralRadius(
        try ExposureNetwork(
          claims: claims, externalAssets: [Double](repeating: 0, count: count)),
        referenceEquity: raw
      ).value / radius
    reference = raw.map { $0 * scale }
    let net = (0..<count).map { raw[$0] * scale - lent[$0] + owed[$0] }
    network = try ExposureNetwork(
      claims: claims, externalAssets: net.map { max(0, $0) },
      externalLiabilities: net.map { max(0, -$0) })
  }

  /// Everyone has lent to everyone and has assets outside of 1.5 times that, of which a random share of up to
  /// `shock` is lost: default of some, who pull down others.
  init(clearing count: Int, shock: Double) throws {
    var stream = Stream(seed: 2, replicate: 0, purpose: 0, tick: 0, entity: UInt64(count))
    let claims = Self.claims(count, &stream)
    let lent = claims.rowSums
    let owed = claims.columnSums
    let buffers = lent.map { 0.1 * $0 * stream.uniform() }
    let assets = (0..<count).map { 1.5 * lent[$0] + max(0, owed[$0] - 2.5 * lent[$0]) }
    let senior = (0..<count).map { max(0, assets[$0] + lent[$0] - owed[$0] - buffers[$0]) }
    reference = (0..<count).map { assets[$0] + lent[$0] - owed[$0] - senior[$0] }
    network = try ExposureNetwork(
      claims: claims, externalAssets: assets.map { $0 * (1 - shock * stream.uniform()) },
      externalLiabilities: senior)
  }

  private static func claims(_ count: Int, _ stream: inout Stream) -> Matrix {
    var claims = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for k in 0..<count where i != k { claims[i, k] = stream.lognormal(mu: 0, sigma: 1) }
    }
    return claims
  }
}
