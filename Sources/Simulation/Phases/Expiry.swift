/// Phase 1, once: dated futures that expire settle for the last time, and their positions end.
///
/// Until then a future is marked at `F = S·exp(r·T)`, the zone's price with the cost of carry `r` over the time to
/// expiry `T` (Hull 2018, equation 5.1 with income and storage in `r`), so that the basis decays to
/// zero; at expiry it settles at the contract's index. Who is long the asset and short the future has earned
/// `S₀·(exp(r·T) − 1)` then, whatever the path. Absent where no contract is a future.
extension World {
  mutating func expireFutures() {
    for number in contracts.all.indices where !contracts.all[number].hasExpired {
      let contract = contracts.all[number]
      guard case .future(let terms) = contract.kind else { continue }
      marginIsStale = true
      guard tick >= specification.clock.tick(atHours: terms.expiryHours) else { continue }
      settleFinally(contract)
      contracts.all[number].hasExpired = true
    }
  }

  private mutating func settleFinally(_ contract: Contract) {
    let (venue, asset) = (contract.venue, contract.asset)
    let slot = venue * layout.assets + asset
    let final = indexPrice(contract)
    settle(venue, asset, change: final - market.mark[slot], flowShare: 0, .marketRevaluation)
    market.mark[slot] = final
    record(
      .expiry, who: layout.institutionOfVenue[venue],
      amount: grossPosition(venue, asset) / 2 * final)
    orders.removeAll { $0.venue == venue && $0.asset == asset }
    for node in 0..<layout.nodes { positions[node, venue, asset] = 0 }
    for segment in accounts.segments where segment.venue == venue && segment.asset == asset {
      for account in segment.range where accounts.quantity[account] != 0 {
        accounts.setQuantity(of: account, in: segment, to: 0)
        accounts.setClosing(account, false)
        gatherMargin(in: account, segment)
        guard !hasPositions(account, segment), accounts.margin(of: account, in: segment) < 0
        else { continue }
        sellAllCollateral(account, segment)
        bankrupts.append(account)
      }
    }
  }
}
