internal import Regimes

/// Measures of authorities that go on after the decision.
struct Measures: Sendable {
  /// Tick before which a venue is shut to the clients of a zone, by zone and institution.
  var geofencedUntil: [Int]
  /// Tick at which the winding down of an institution was decided.
  var windDownTick: [Int?]
  /// Money that a lender of last resort would still lend, by institution; nil without a facility.
  var facility: [Double?]
  /// Lent so far.
  var supportDrawn = 0.0
  /// What is owed for it, by institution, where it is repaid.
  var supportOwed: [LoanBalance]
  /// Notional of clients who had to leave.
  var departedNotional = 0.0
  /// Money that clients took along: it is theirs, and kept outside.
  var departedWallets = 0.0

  init(_ layout: Layout) {
    geofencedUntil = [Int](repeating: 0, count: layout.zones * layout.institutions)
    windDownTick = [Int?](repeating: nil, count: layout.institutions)
    facility = [Double?](repeating: nil, count: layout.institutions)
    supportOwed = [LoanBalance](repeating: LoanBalance(), count: layout.institutions)
  }
}

extension World {
  /// Uses every power that the rulebook of the institution's home gives; walls are put up by all in whose
  /// zone it operates.
  mutating func act(on i: Int, _ equity: [Double], _ assets: [Double]) {
    for power in rulebook(of: i).powers {
      switch power {
      case .marginAddOn: raiseMargin(of: i)
      case .freeze: freezeCash(of: i)
      case .ringFence: putUpFence(around: i, zone: layout.homeZone[i])
      case .geofence: shutVenue(i, toClientsOf: layout.homeZone[i])
      case .forcedDeleveraging: forceDeleveraging(of: i, equity: equity[i])
      case .windDown: startWindDown(of: i)
      case .liquiditySupport: openFacility(for: i, equity: equity[i], assets: assets[i])
      }
    }
    for zone in layout.operatingZones[i] where zone != layout.homeZone[i] {
      let powers = regime.rulebooks[leadingJurisdiction(zone)].powers
      if powers.contains(.ringFence), specification.supervision.ringFenceKeepsLossesOut {
        putUpFence(around: i, zone: zone)
      }
      if powers.contains(.geofence) { shutVenue(i, toClientsOf: zone) }
    }
  }

  /// Tick at which a measure that is taken now ends.
  var measureEnd: Int {
    tick + specification.clock.ticks(coveringHours: specification.supervision.measureHours)
  }

  /// What measures do in every tick in which they stand.
  mutating func continueMeasures(_ equity: [Double], _ assets: [Double]) {
    lendToIlliquid(equity, assets)
    continueWindDowns()
    keepGeofencesShut()
  }

  /// Orders a share of an institution's positions at a venue closed.
  mutating func orderClosing(of i: Int, atVenue venue: Int, share: Double) {
    for asset in 1..<layout.assets {
      let units = share * positions[i, venue, asset]
      guard units != 0 else { continue }
      orders.append(
        Order(
          trader: .institution(i), venue: venue, zone: layout.zoneOfVenue[venue], asset: asset,
          units: -units))
    }
  }
}
