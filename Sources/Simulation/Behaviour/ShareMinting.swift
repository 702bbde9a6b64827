internal import Glibc

/// Algorithmic stablecoins: a unit is redeemed at face in newly minted units of a share token.
///
/// At the share's price `p` a redemption of `m` of face mints `m/p` units, which dilute the share:
/// `p → p·(S/(S + m/p))^d` with supply `S` and elasticity `d`, so that at `d = 1` a run that redeems the
/// same sum each hour against a capitalisation `K` lowers the price by the factor `1 + m/K` an hour, a
/// hyperinflation. The new units are sold in the share's market of the next tick. Arbitrageurs redeem
/// `gap·D_c·D_s/(D_c + D_s)`, the sum at which what they gain on the coin (depth `D_c`) is what they lose on
/// the sale of shares (depth `D_s`). Minting stops for good when the share is next to worthless, and the
/// coin is worth what the shares are (Terra, May 2022: Liu, Makarov and Schoar 2023; Briola et al. 2023).
/// Part of phase 8; absent where no coin's backing is shares.
extension World {
  mutating func mintShares(worth money: Double, _ minting: ShareMinting, zone: Int, for node: Int) {
    let units = money / price(zone, minting.share)
    let before = shareSupply(minting)
    coins.minted[minting.share] += units
    holdings[node, zone, minting.share] += units
    let trader = node < layout.institutions ? Trader.institution(node) : .outside
    orders.append(
      Order(trader: trader, venue: nil, zone: zone, asset: minting.share, units: -units))
    if minting.dilution > 0 {
      scaleFundamental(minting.share, by: pow(before / (before + units), minting.dilution))
    }
  }

  /// Money for which arbitrageurs redeem a coin that is below face by this gap of logs, depths given.
  func arbitrageInShares(gap: Double, coinDepth: Double, shareDepth: Double) -> Double {
    guard shareDepth > 0 else { return 0 }
    return gap * coinDepth / (1 + coinDepth / shareDepth)
  }

  /// Stops the redemption of coins whose share has lost all but a trace of its price at the start.
  mutating func haltWorthlessShares() {
    for (asset, each) in specification.assets.enumerated() {
      guard case .stablecoin(let issuer, _) = each.kind, !coins.isSettled[asset],
        case .shares(let minting) = each.coin.backing,
        price(layout.homeZone[issuer], minting.share)
          <= minting.haltShare * market.reference[minting.share]
      else { continue }
      coins.isSettled[asset] = true
      dissolveQueue(of: asset)
      record(.redemptionHalt, who: issuer, amount: coinCoverage(asset))
    }
  }
}
