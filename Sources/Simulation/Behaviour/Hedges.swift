/// Hedgers trade tokens so that tokens and positions offset as they did at the start: a short leg that
/// auto-deleveraging took away is answered by selling the tokens that it hedged.
extension World {
  mutating func adjustHedges() {
    for i in 0..<layout.institutions where !standing[i].isInDefault {
      guard let rule = specification.institutions[i].behaviour.hedge else { continue }
      let gap = netUnits(i, rule.asset) - startUnits[i * layout.assets + rule.asset]
      let speed = specification.clock.fractionPerTick(
        halfLifeHours: rule.adjustmentHalfLifeHours)
      var left = speed * gap
      for zone in 0..<layout.zones where abs(left) > 1e-12 {
        let units =
          left > 0
          ? min(left, holdings[i, zone, rule.asset])
          : max(left, -max(0, holdings[i, zone, 0]) / price(zone, rule.asset))
        guard abs(units) > 1e-12 else { continue }
        orders.append(
          Order(
            trader: .institution(i), venue: nil, zone: zone, asset: rule.asset, units: -units))
        left -= units
      }
    }
  }
}
