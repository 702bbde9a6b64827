internal import Glibc

/// Treasuries of protocols and foundations: they buy their token below a floor, and make good a protocol's loss.
///
/// Support buys what would lift the price to the floor, `D·log(floor/price)` at depth `D`, out of an hourly budget, in
/// the market of the next tick; where cash does not do it sells a reserve token, and carries the fall there
/// (the Luna Foundation Guard sold 80,394 bitcoin for UST in May 2022). The backstop pays cash into a protocol
/// before its solvency is tested, up to the equity that it is to be kept at (Maker's auction of 2020 and
/// safety modules are of this kind). Support is part of phase 8, the backstop of phase 6; both are absent by default.
extension World {
  mutating func supportTokens() {
    for i in 0..<layout.institutions where !standing[i].isInDefault {
      guard let rule = specification.institutions[i].behaviour.support else { continue }
      let zone = layout.homeZone[i]
      let floor = rule.floorShare * market.reference[rule.asset]
      let slot = market.index(zone, rule.asset)
      guard market.price[slot] < floor * (1 - 1e-9) else { continue }
      let wanted = min(
        rule.budgetPerHour * specification.clock.tickHours,
        log(floor / market.price[slot]) * market.depth[slot])
      let money = min(wanted, payable(i, zone))
      if money > 0 {
        order(rule.asset, units: money / market.price[slot], zone: zone, by: i)
        tally.supported += money
      }
      guard let reserve = rule.reserve, wanted > money else { continue }
      let units = min(
        (wanted - money) / price(zone, reserve), max(0, holdings[i, zone, reserve]))
      if units > 0 { order(reserve, units: -units, zone: zone, by: i) }
    }
  }

  private mutating func order(_ asset: Int, units: Double, zone: Int, by i: Int) {
    orders.append(
      Order(trader: .institution(i), venue: nil, zone: zone, asset: asset, units: units))
  }

  /// Pays into protected protocols what they lack of the equity that they are to be kept at.
  mutating func payBackstops() {
    let guardians = specification.institutions.indices.filter {
      !specification.institutions[$0].behaviour.backstops.isEmpty && !standing[$0].isInDefault
    }
    guard !guardians.isEmpty else { return }
    for treasury in guardians {
      for rule in specification.institutions[treasury].behaviour.backstops
      where !standing[rule.institution].isInDefault {
        let zone = layout.homeZone[rule.institution]
        let target = rule.equityShare * referenceEquity[rule.institution]
        let paid = min(target - equities()[rule.institution], payable(treasury, zone))
        guard paid > 1e-9 * max(1, abs(target)) else { continue }
        pay(paid, from: treasury, to: rule.institution, zone: zone, .clearing)
        tally.backstopped += paid
        record(.fundUsed, who: treasury, toWhom: rule.institution, amount: paid)
      }
    }
  }
}
