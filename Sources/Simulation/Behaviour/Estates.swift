/// Estates of defaulters sell their tokens at the half-life of the scenario.
extension World {
  mutating func sellEstates() {
    let halfLife = specification.contagion.estateSaleHalfLifeHours
    guard halfLife.isFinite else { return }
    let speed = specification.clock.fractionPerTick(halfLifeHours: halfLife)
    for k in 0..<layout.institutions where standing[k].isInDefault {
      for zone in 0..<layout.zones {
        for asset in 1..<layout.assets where holdings[k, zone, asset] > 0 {
          orders.append(
            Order(
              trader: .institution(k), venue: nil, zone: zone, asset: asset,
              units: -speed * holdings[k, zone, asset]))
        }
      }
    }
  }
}
