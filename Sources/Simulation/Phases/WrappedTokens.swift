internal import LinearAlgebra

/// What a bridge owes for its wrapped tokens, and what they are worth: part of phase 2, each pass.
///
/// Lock and mint: a wrapped unit is a claim on a unit of the underlying that the bridge has locked. It is marked at
/// the underlying's price in the bridge's zone times coverage, the bridge's assets over what it owes, at most
/// one; when locked tokens are stolen the holders share what is left (Ronin, Wormhole and Nomad in 2022).
/// Flow in its own markets moves it away from that mark. Absent without tokens of kind wrapped.
extension World {
  /// Marks every wrapped token at its underlying and at what is left to cover it.
  mutating func remarkWrapped() {
    for index in bridges.tokens.indices {
      let token = bridges.tokens[index]
      let par = price(token.home, token.underlying)
      let before = bridges.coverage[index]
      let now = bridgeCoverage(of: token)
      mark(token.asset, at: par * before, .marketRevaluation)
      guard now != before else { continue }
      bridges.coverage[index] = now
      mark(token.asset, at: par * now, .counterparty)
      if before >= 1, now < 1 { record(.redemptionHalt, who: token.bridge, amount: now) }
    }
  }

  private mutating func mark(_ asset: Int, at value: Double, _ channel: Channel) {
    guard market.fundamental[asset] != value else { return }
    market.fundamental[asset] = value
    for zone in 0..<layout.zones { refreshPrice(zone, asset, channel) }
  }

  /// The share of what it owes that a bridge can cover, at most one; rounding is no shortfall.
  private func bridgeCoverage(of token: WrappedToken) -> Double {
    var owed = externalLiabilities[token.bridge]
    for each in bridges.tokens where each.bridge == token.bridge {
      owed += outstanding[each.asset] * price(each.home, each.underlying)
    }
    guard outstanding[token.asset] > 0, owed > 0 else { return 1 }
    var locked = externalAssets[token.bridge]
    for zone in 0..<layout.zones {
      for asset in 0..<layout.assets {
        locked += holdings[token.bridge, zone, asset] * price(zone, asset)
      }
    }
    for debtor in 0..<layout.institutions where claims.total[token.bridge, debtor] != 0 {
      locked +=
        claims.value(creditor: token.bridge, debtor: debtor) * claims.total[token.bridge, debtor]
    }
    let covered = locked / owed
    return covered > 1 - 1e-9 ? 1 : max(1e-6, covered)
  }

  /// What bridges owe for units outstanding, at the price of the underlying, added to what they owe else.
  func addWrappedLiabilities(to owed: inout [Double]) {
    for token in bridges.tokens {
      owed[token.bridge] += outstanding[token.asset] * price(token.home, token.underlying)
    }
  }

  /// A bridge's debt follows the price of what it must give back.
  mutating func repriceWrapped(_ zone: Int, _ asset: Int, _ change: Double, _ channel: Channel) {
    for token in bridges.tokens where token.underlying == asset && token.home == zone {
      gain(-outstanding[token.asset] * change, token.bridge, channel)
    }
  }
}
