internal import Contagion
internal import Glibc

/// Phase 1, once: funding of perpetuals, paid between longs and shorts at the end of each interval.
///
/// A long position pays `Q·mark·rate`, a short one receives it, with the rate `P + clamp(I − P, −c, c)` of the
/// large venues (`fundingRate`) and `P` the mean premium of the zone's price over the contract's
/// index since the last payment. The payments of all positions, accounts and `outside` add up to zero; an institution's are due
/// through its clearer like variation margin, an account's change its margin. Absent where no contract is a
/// perpetual with terms; a burn-in has none.
extension World {
  mutating func payFunding() {
    guard tick > 0 else { return }
    for number in contracts.all.indices {
      let contract = contracts.all[number]
      guard case .perpetual(let terms) = contract.kind else { continue }
      let zone = layout.zoneOfVenue[contract.venue]
      contracts.all[number].premiumSum +=
        price(zone, contract.asset) / indexPrice(contract) - 1
      contracts.all[number].premiums += 1
      let intervals = intervalsEnding(terms.intervalHours)
      if intervals > 0 { fund(number, terms, intervals: intervals) }
    }
  }

  /// How many intervals have ended since the last tick.
  private func intervalsEnding(_ hours: Double) -> Double {
    func ended(_ tick: Int) -> Double {
      floor(Double(tick) * specification.clock.tickHours / hours + 1e-9)
    }
    return ended(tick) - ended(tick - 1)
  }

  private mutating func fund(_ number: Int, _ terms: PerpetualTerms, intervals: Double) {
    let contract = contracts.all[number]
    let rate = fundingRate(
      premium: contract.premiumSum / Double(contract.premiums), interest: terms.interest,
      clamp: terms.clamp, limit: terms.limit)
    contracts.all[number].premiumSum = 0
    contracts.all[number].premiums = 0
    guard rate != 0 else { return }
    let perUnit =
      intervals * rate * market.mark[contract.venue * layout.assets + contract.asset]
    settle(contract.venue, contract.asset, change: -perUnit, flowShare: 0, .funding)
    contracts.fundingPaid += abs(perUnit) * grossPosition(contract.venue, contract.asset) / 2
  }
}
