internal import Glibc
internal import LinearAlgebra
internal import Regimes

/// Holders buy a stablecoin below face and redeem it, as far as zones are connected to its issuer and
/// the issuer has cash.
extension World {
  mutating func redeemStablecoins() {
    for i in 0..<layout.institutions where !standing[i].isInDefault {
      guard let rule = specification.institutions[i].behaviour.redemption,
        case .stablecoin(_, let face) = specification.assets[rule.asset].kind
      else { continue }
      var capacity = rule.capacityPerHour * specification.clock.tickHours
      for zone in 0..<layout.zones where capacity > 0 {
        capacity -= redeem(rule.asset, issuer: i, zone: zone, face: face, limit: capacity)
      }
    }
  }

  /// Redeems what closes a zone's gap to face, up to a limit; returns the money paid out.
  private mutating func redeem(
    _ asset: Int, issuer: Int, zone: Int, face: Double, limit: Double
  ) -> Double {
    let slot = market.index(zone, asset)
    let gap = log(face / market.price[slot])
    let home = layout.homeZone[issuer]
    guard gap > 1e-6, market.depth[slot] > 0 else { return 0 }
    let wanted = regime.zones.mutual[zone, home] * gap * market.depth[slot]
    let cash = payable(issuer, home)
    let money = min(wanted, limit, cash, outstanding[asset] * face)
    if cash < min(wanted, limit), !standing[issuer].hasHaltedRedemption {
      standing[issuer].hasHaltedRedemption = true
      record(.redemptionHalt, who: issuer, amount: min(wanted, limit) - cash)
    }
    guard money > 0 else { return 0 }
    settle(money, from: issuer, to: layout.outside, zone: home)
    outstanding[asset] -= money / face
    burnt[asset] += money / face
    holdings[layout.outside, zone, asset] -= money / face
    market.dislocation[slot] += money / market.depth[slot]
    refreshPrice(zone, asset, .fireSale)
    tally.redeemed += money
    return money
  }
}
