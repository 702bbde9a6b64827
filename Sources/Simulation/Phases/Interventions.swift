internal import Glibc

/// What scheduled events do to coins, bridges, books and prices beyond a single loss (phase 1).
extension World {
  /// A share of what stands behind a coin is lost: the issuer's reserves, or the value of the share token.
  mutating func loseBacking(of coin: Int, fraction: Double) {
    guard case .stablecoin(let issuer, let face) = specification.assets[coin].kind else { return }
    let lost = fraction * outstanding[coin] * face
    if case .shares(let minting) = specification.assets[coin].coin.backing {
      scaleFundamental(minting.share, by: max(1e-6, 1 - fraction))
    } else {
      externalAssets[issuer] -= lost
      gain(-lost, issuer, .outside)
    }
    record(.shock, who: issuer, amount: lost)
  }

  /// A bridge moves nothing for a duration.
  mutating func haltBridge(_ bridge: Int, durationHours: Double) {
    bridges.haltedUntil[bridge] = max(
      bridges.haltedUntil[bridge],
      tick + specification.clock.ticks(coveringHours: durationHours))
    record(.redemptionHalt, who: bridge, amount: durationHours)
  }

  /// Assets that were never there are written off, and everybody learns that they were not there before.
  ///
  /// Books of the past are restated by the same amount, so that creditors and authorities who see late see
  /// the truth now.
  mutating func revealFraud(at institution: Int, amount: Double) {
    externalAssets[institution] -= amount
    gain(-amount, institution, .exploit)
    restatedEquity[institution] -= amount
    for row in seenEquity.indices { seenEquity[row][institution] -= amount }
    for row in supervision.seenAssets.indices {
      supervision.seenAssets[row][institution] -= amount
    }
    record(.shock, who: institution, amount: amount)
  }

  /// Outside pays cash into an institution as capital.
  mutating func injectCapital(_ amount: Double, into institution: Int) {
    pay(
      amount, from: layout.outside, to: institution, zone: layout.homeZone[institution], .outside)
    tally.injected += amount
    record(.fundUsed, who: layout.outside, toWhom: institution, amount: amount)
  }

  /// Puts the fundamental value of an asset on a path, evenly in logs between its points.
  ///
  /// Before the first and after the last point it is left alone; returns that are drawn come on top in each tick.
  mutating func followPath(_ asset: Int, _ points: [PricePoint], start: Double) {
    let clock = specification.clock
    guard let first = points.first, let last = points.last,
      tick >= clock.tick(atHours: start + first.hours),
      tick <= clock.tick(atHours: start + last.hours)
    else { return }
    let now = min(Double(tick) * clock.tickHours - start, last.hours)
    let next = points.firstIndex { $0.hours >= now - 1e-9 } ?? points.count - 1
    var target = points[next].price
    if next > 0 {
      let (from, to) = (points[next - 1], points[next])
      let part = (now - from.hours) / (to.hours - from.hours)
      target = from.price * exp(min(1, part) * log(to.price / from.price))
    }
    scaleFundamental(asset, by: target / market.fundamental[asset])
  }
}
