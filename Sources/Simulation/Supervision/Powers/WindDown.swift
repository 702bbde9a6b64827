/// The power to wind an institution down in good order: its business closes over time, and opens nothing new.
///
/// The opposite of a default's close-out at once: FSB (2014, *Key Attributes of Effective Resolution
/// Regimes*, 3.2) and the wind-down plans that FCA (WDPG) and MiCA (Articles 46–47) ask for. From the decision on
/// it quotes no more; in every tick the share of the stated half-life of its positions, of its tokens and, at
/// a venue, of its clients' positions and money goes; its other orders are struck out. It adds to
/// phase 9; orders trade in the next tick.
extension World {
  mutating func startWindDown(of i: Int) {
    guard supervision.measures.windDownTick[i] == nil else { return }
    supervision.measures.windDownTick[i] = tick
    if specification.institutions[i].behaviour.marketMaking != nil { exitMarkets(i) }
  }

  mutating func continueWindDowns() {
    let share = specification.clock.fractionPerTick(
      halfLifeHours: specification.supervision.windDownHalfLifeHours)
    for i in 0..<layout.institutions
    where supervision.measures.windDownTick[i] != nil && !standing[i].isInDefault {
      orders.removeAll { $0.trader == .institution(i) }
      for venue in 0..<layout.venues { orderClosing(of: i, atVenue: venue, share: share) }
      for zone in 0..<layout.zones {
        for asset in 1..<layout.assets where holdings[i, zone, asset] > 0 {
          orders.append(
            Order(
              trader: .institution(i), venue: nil, zone: zone, asset: asset,
              units: -share * holdings[i, zone, asset], repaysDebt: true))
        }
      }
      if let venue = layout.venueOfInstitution[i] { releaseClients(ofVenue: venue, share: share) }
    }
  }
}
