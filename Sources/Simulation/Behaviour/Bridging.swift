internal import Glibc
internal import LinearAlgebra
internal import Regimes

/// Wrapping and unwrapping at par keeps a wrapped token at the price of its underlying, while the bridge works.
///
/// Where a wrapped token is cheap, outside buys it, hands it in, and sells the underlying that the bridge
/// releases; where it is dear, outside locks the underlying and sells the units that are minted. Either way the
/// sum is `gap·D_w·D_u/(D_w + D_u)` at depths `D_w` and `D_u`, as between zones, times recognition between
/// the zones and within the bridge's capacity. A bridge that is halted, frozen or in default moves nothing, and the
/// gap stays. Part of phase 8; absent without tokens of kind wrapped.
extension World {
  mutating func bridgeTokens() {
    for token in bridges.tokens where isBridging(token.bridge) {
      var capacity =
        token.capacityPerHour * specification.clock.tickHours
        - bridges.used[token.asset, default: 0]
      for zone in 0..<layout.zones where capacity > 0 {
        capacity -= bridge(token, zone: zone, limit: capacity)
      }
    }
    bridges.used = [:]
  }

  func isBridging(_ bridge: Int) -> Bool {
    !standing[bridge].isInDefault && standing[bridge].frozenUntil <= tick
      && bridges.haltedUntil[bridge] <= tick
  }

  /// Moves what closes the gap of a zone, up to a limit; returns the money.
  private mutating func bridge(_ token: WrappedToken, zone: Int, limit: Double) -> Double {
    let slot = market.index(zone, token.asset)
    let locked = market.index(token.home, token.underlying)
    let par = price(token.home, token.underlying)
    let gap = log(par / market.price[slot])
    let (depth, other) = (market.depth[slot], market.depth[locked])
    guard abs(gap) > 1e-6, depth > 0, other > 0 else { return 0 }
    let wanted =
      regime.zones.mutual[zone, token.home] * abs(gap) * depth / (1 + depth / other)
    let most =
      gap > 0
      ? min(holdings[token.bridge, token.home, token.underlying], outstanding[token.asset]) * par
      : .infinity
    let money = min(wanted, limit, max(0, most))
    guard money > 0 else { return 0 }
    if gap > 0 {
      unwrap(token, units: money / par, zone: zone)
    } else {
      wrap(token, units: money / par, zone: zone)
    }
    market.dislocation[slot] += (gap > 0 ? 1 : -1) * money / depth
    market.dislocation[locked] -= (gap > 0 ? 1 : -1) * money / other
    refreshPrice(zone, token.asset, .fireSale)
    refreshPrice(token.home, token.underlying, .fireSale)
    tally.bridged += money
    return money
  }

  private mutating func unwrap(_ token: WrappedToken, units: Double, zone: Int) {
    let left = holdings[token.bridge, token.home, token.underlying]
    holdings[token.bridge, token.home, token.underlying] = withdrawn(
      units, from: left, node: token.bridge)
    holdings[layout.outside, token.home, token.underlying] += units
    holdings[layout.outside, zone, token.asset] -= units
    outstanding[token.asset] -= units
    burnt[token.asset] += units
  }

  private mutating func wrap(_ token: WrappedToken, units: Double, zone: Int) {
    holdings[layout.outside, token.home, token.underlying] -= units
    holdings[token.bridge, token.home, token.underlying] += units
    holdings[layout.outside, zone, token.asset] += units
    outstanding[token.asset] += units
    coins.minted[token.asset] += units
  }
}
