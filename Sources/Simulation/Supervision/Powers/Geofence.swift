internal import Regimes

/// The power to geofence: a venue is shut to the clients of the authority's zone, and their activity leaves.
///
/// Every authority with the power in whose zone the venue operates shuts it to its own. Clients
/// pass their positions to traders outside at the mark and take their money along as far as the venue
/// can pay; institutions at home there close their positions at the market and, while the measure stands,
/// open none there. That business moves and does not end is what was seen when China shut its exchanges
/// to its residents and after the ban on mining (Cambridge Centre for Alternative Finance 2021, *Mining Map*;
/// Houston, Lin and Ma 2012, doi:10.1111/j.1540-6261.2012.01774.x, for banks). It adds to phase 9.
extension World {
  mutating func shutVenue(_ i: Int, toClientsOf zone: Int) {
    guard let venue = layout.venueOfInstitution[i] else { return }
    supervision.measures.geofencedUntil[zone * layout.institutions + i] = measureEnd
    let zoneOf = regime.zones.zoneOfJurisdiction
    let homes = accounts.jurisdiction
    releaseClients(ofVenue: venue, share: 1) { zoneOf[Int(homes[$0])] == zone }
    for member in 0..<layout.institutions
    where member != i && layout.homeZone[member] == zone && !standing[member].isInDefault {
      orderClosing(of: member, atVenue: venue, share: 1)
    }
  }

  /// Strikes out what would open positions where a geofence stands.
  mutating func keepGeofencesShut() {
    guard supervision.measures.geofencedUntil.contains(where: { $0 > tick }) else { return }
    orders = orders.filter { order in
      guard case .institution(let i) = order.trader, let venue = order.venue else { return true }
      let slot = layout.homeZone[i] * layout.institutions + layout.institutionOfVenue[venue]
      return supervision.measures.geofencedUntil[slot] <= tick || !opens(order, of: i, at: venue)
    }
  }

  /// Whether an order makes a position larger or turns it round.
  func opens(_ order: Order, of i: Int, at venue: Int) -> Bool {
    let held = positions[i, venue, order.asset]
    return abs(held + order.units) > abs(held) * (1 + 1e-9)
  }

  /// Clients of a venue leave with a share of their positions and of their money.
  ///
  /// Positions pass to outside at the mark to which both sides have been settled, tokens at their price; cash
  /// as far as the venue can pay. What they take along stays theirs.
  mutating func releaseClients(
    ofVenue venue: Int, share: Double, where leaves: (Int) -> Bool = { _ in true }
  ) {
    let host = layout.institutionOfVenue[venue]
    let zone = layout.zoneOfVenue[venue]
    let segments = accounts.segments.filter { $0.venue == venue }
    // Nil: one that owes money leaves nothing but its positions, and its tokens stay to cover it.
    var moneys: [Double?] = []
    for segment in segments {
      for m in segment.range where !isClosing(accountOf: m, segment) && leaves(m) {
        // A cross-margin account takes its gains along less its losses, leg by leg.
        let owns = resources(of: m, segment) >= 0
        moneys.append(owns ? share * accounts.margin(of: m, in: segment) : nil)
      }
    }
    let wanted = moneys.reduce(0) { $0 + ($1 ?? 0) }
    let cash = payable(host, zone)
    let paid = wanted > cash ? cash / wanted : 1
    var next = 0
    for segment in segments {
      for m in segment.range where !isClosing(accountOf: m, segment) && leaves(m) {
        release(m, segment, share: share, money: moneys[next].map { paid * $0 })
        next += 1
      }
    }
    let money = paid * wanted
    marginIsStale = true
    guard money > 0 else { return }
    settle(min(money, cash), from: host, to: layout.outside, zone: zone)
  }

  /// Lets one position go, with the money that it takes along.
  private mutating func release(
    _ m: Int, _ segment: AccountSegment, share: Double, money: Double?
  ) {
    let zone = layout.zoneOfVenue[segment.venue]
    let change = -share * accounts.quantity[m]
    accounts.setQuantity(of: m, in: segment, to: accounts.quantity[m] + change)
    positions[layout.outside, segment.venue, segment.asset] -= change
    supervision.measures.departedNotional += abs(change) * price(zone, segment.asset)
    guard let money else { return }
    let units = share * accounts.collateralUnits(of: m, in: segment)
    if units > 0 {
      accounts.takeCollateral(of: m, in: segment, units: units, assets: layout.assets)
      holdings[layout.outside, zone, segment.collateralAsset] += units
      supervision.measures.departedWallets += units * price(zone, segment.collateralAsset)
    }
    guard money != 0 else { return }
    changeMargin(of: m, venue: segment.venue, by: -money, .custody)
    channels.bookClients(money, .custody)
    supervision.measures.departedWallets += money
  }
}
