/// Wrapped tokens and the bridges that stand behind them.
struct BridgeState: Sendable {
  /// In order of assets.
  let tokens: [WrappedToken]
  /// Tick before which a bridge moves nothing, by institution.
  var haltedUntil: [Int]
  /// Money of each token's capacity that holders have used in this tick.
  var used: [Int: Double] = [:]
  /// Share of par that each wrapped token was last marked at.
  var coverage: [Double]

  init(_ specification: WorldSpecification, layout: Layout) {
    tokens = specification.assets.enumerated().compactMap { asset, each in
      guard case .wrapped(let bridge, let underlying, let capacity) = each.kind else { return nil }
      return WrappedToken(
        asset: asset, bridge: bridge, underlying: underlying, home: layout.homeZone[bridge],
        capacityPerHour: capacity)
    }
    haltedUntil = [Int](repeating: .min, count: layout.institutions)
    coverage = [Double](repeating: 1, count: tokens.count)
  }
}

/// A token whose units are claims on what a bridge has locked.
struct WrappedToken: Sendable {
  let asset: Int
  let bridge: Int
  let underlying: Int
  /// The zone in which the underlying is locked and valued.
  let home: Int
  let capacityPerHour: Double
}
