internal import Glibc
internal import LinearAlgebra
internal import Regimes

/// Holders buy a stablecoin below face and redeem it, as far as zones are connected to its issuer and
/// the issuer has means; who waits in the queue is served before them or beside them.
extension World {
  mutating func redeemStablecoins() {
    haltWorthlessShares()
    for i in 0..<layout.institutions where !standing[i].isInDefault {
      guard let rule = specification.institutions[i].behaviour.redemption,
        case .stablecoin(_, let face) = specification.assets[rule.asset].kind,
        isOpen(rule), !coins.isSettled[rule.asset]
      else { continue }
      var capacity = rule.capacityPerHour * specification.clock.tickHours
      let asked = (0..<layout.zones).reduce(0) {
        $0 + arbitrage(rule.asset, issuer: i, zone: $1, face: face)
      }
      let queued = coins.queued(rule.asset) * face
      drawDeposits(rule, issuer: i, wanted: min(capacity, queued + asked))
      if queued > 0 {
        noteShortage(of: i, wanted: min(queued, capacity), cash: means(of: i, rule.asset))
        capacity -= serveQueue(
          rule, issuer: i, face: face, means: min(capacity, means(of: i, rule.asset)), asked: asked)
      }
      for zone in 0..<layout.zones where capacity > 0 {
        capacity -= redeem(rule.asset, issuer: i, zone: zone, face: face, limit: capacity)
      }
    }
    noteQueues()
  }

  /// What an issuer can redeem with: cash at home, or shares without limit.
  private func means(of issuer: Int, _ asset: Int) -> Double {
    let cash = payable(issuer, layout.homeZone[issuer])
    guard case .shares = specification.assets[asset].coin.backing else { return cash }
    return standing[issuer].frozenUntil > tick ? 0 : .infinity
  }

  /// Money that closes the recognised share of a zone's gap to face.
  private func arbitrage(_ asset: Int, issuer: Int, zone: Int, face: Double) -> Double {
    let slot = market.index(zone, asset)
    let gap = log(face / market.price[slot])
    let home = layout.homeZone[issuer]
    guard gap > 1e-6, market.depth[slot] > 0 else { return 0 }
    guard case .shares(let minting) = specification.assets[asset].coin.backing else {
      return regime.zones.mutual[zone, home] * gap * market.depth[slot]
    }
    return regime.zones.mutual[zone, home]
      * arbitrageInShares(
        gap: gap, coinDepth: market.depth[slot],
        shareDepth: market.depth[market.index(home, minting.share)])
  }

  private mutating func noteShortage(of issuer: Int, wanted: Double, cash: Double) {
    guard cash < wanted, !standing[issuer].hasHaltedRedemption else { return }
    standing[issuer].hasHaltedRedemption = true
    record(.redemptionHalt, who: issuer, amount: wanted - cash)
  }

  /// Redeems what closes a zone's gap to face, up to a limit; returns the money paid out.
  private mutating func redeem(
    _ asset: Int, issuer: Int, zone: Int, face: Double, limit: Double
  ) -> Double {
    let slot = market.index(zone, asset)
    let wanted = arbitrage(asset, issuer: issuer, zone: zone, face: face)
    guard wanted > 0 else { return 0 }
    let means = means(of: issuer, asset)
    let free = (outstanding[asset] - coins.queued(asset)) * face
    let money = min(wanted, limit, means, free)
    noteShortage(of: issuer, wanted: min(wanted, limit), cash: means)
    guard money > 0 else { return 0 }
    burn(
      money / face, of: asset, against: money, issuer: issuer, holder: layout.outside)
    holdings[layout.outside, zone, asset] -= money / face
    market.dislocation[slot] += money / market.depth[slot]
    refreshPrice(zone, asset, .fireSale)
    return money
  }
}
