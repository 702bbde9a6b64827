internal import Regimes

/// What is posted at the start: own funds, default funds, initial margin, as the regime's rules ask.
extension World {
  mutating func postAtStart() {
    setAsideOwnFunds()
    marginRequired = specification.switches.initialMargin ? initialMargins() : marginRequired
    for i in 0..<layout.institutions { postMargin(of: i) }
    if specification.switches.initialMargin { postBilateralMargin() }
    fundDefaultFunds()
    fundClearersAbroad()
  }

  private mutating func setAsideOwnFunds() {
    for venue in 0..<layout.venues {
      let host = layout.institutionOfVenue[venue]
      let zone = layout.zoneOfVenue[venue]
      if let given = hostSpecification(venue).ownFund {
        funds.own[venue] = given
      } else if specification.institutions[host].kind == .clearingHouse {
        let share = rulebook(ofVenue: venue).skinInTheGameShare
        let amount = share * holdings[host, zone, 0]
        holdings[host, zone, 0] -= amount
        funds.own[venue] = amount
      }
    }
  }

  /// Posts what was given, or the requirement with the scenario's buffer, out of cash of all zones.
  private mutating func postMargin(of i: Int) {
    let given = specification.institutions[i].prefunding
    for each in given {
      guard let clearer = layout.venueOfInstitution[each.clearer] else { continue }
      posted[i, clearer, 0] += each.margin
      funds[i, clearer] += each.defaultFund
    }
    for clearer in 0..<layout.venues {
      let required = marginRequired[i * layout.venues + clearer]
      let isGiven = given.contains { layout.venueOfInstitution[$0.clearer] == clearer }
      guard required > 0, !isGiven else { continue }
      let wanted = required * specification.margin.initialBuffer
      posted[i, clearer, 0] += takeCash(wanted, from: i, zone: layout.zoneOfVenue[clearer])
    }
  }

  /// Takes free cash, the given zone first, then those from which it may leave; returns the amount.
  mutating func takeCash(_ wanted: Double, from i: Int, zone: Int) -> Double {
    var taken = 0.0
    for source in [zone] + (0..<layout.zones).filter({ $0 != zone && mayLeave($0, i) })
    where taken < wanted {
      let part = min(wanted - taken, max(0, holdings[i, source, 0]))
      holdings[i, source, 0] -= part
      taken += part
    }
    return taken
  }

  /// Fills default funds, pro rata to margin (see `defaultFundNeed`).
  mutating func fundDefaultFunds() {
    for clearer in 0..<layout.venues
    where specification.institutions[layout.institutionOfVenue[clearer]].kind == .clearingHouse {
      let margins = (0..<layout.institutions).map {
        isLinkedHouse($0) ? 0 : marginRequired[$0 * layout.venues + clearer]
      }
      let (size, weights) = defaultFundNeed(at: clearer, margins: margins)
      let total = weights.reduce(0, +)
      guard total > 0 else { continue }
      for i in weights.indices where weights[i] > 0 && funds[i, clearer] == 0 {
        let share = size * weights[i] / total
        funds[i, clearer] += takeCash(share, from: i, zone: layout.zoneOfVenue[clearer])
      }
    }
  }

  /// Cash goes where the regime's topology has variation margin paid.
  ///
  /// The endowment knows where business is traded, not where a regime has it cleared. So members hold
  /// in a clearer's zone, out of free cash elsewhere and pro rata to it, what the margin model asks of
  /// the positions, own and of clients, that were traded in other zones.
  mutating func fundClearersAbroad() {
    let wanted = marginsClearedAbroad()
    for i in 0..<layout.institutions {
      var needed = [Double](repeating: 0, count: layout.zones)
      for clearer in 0..<layout.venues {
        needed[layout.zoneOfVenue[clearer]] += wanted[i * layout.venues + clearer]
      }
      for zone in 0..<layout.zones where needed[zone] > holdings[i, zone, 0] {
        let missing = needed[zone] - max(0, holdings[i, zone, 0])
        let sources = (0..<layout.zones).filter {
          $0 != zone && needed[$0] == 0 && mayLeave($0, i)
        }
        let free = sources.reduce(0) { $0 + max(0, holdings[i, $1, 0]) }
        guard free > 0 else { continue }
        for source in sources {
          let part = min(1, missing / free) * max(0, holdings[i, source, 0])
          holdings[i, source, 0] -= part
          holdings[i, zone, 0] += part
        }
      }
    }
  }

  /// Whether an institution's cash may leave a zone.
  private func mayLeave(_ zone: Int, _ i: Int) -> Bool {
    standing[i].frozenUntil <= tick && !isFenced(zone, institution: i)
  }

  /// The sum of the first losses, the last one in part where the cover is not whole.
  func coveredLoss(_ losses: [Double], cover: Double) -> Double {
    var left = cover
    var sum = 0.0
    for loss in losses where left > 0 {
      sum += min(1, left) * loss
      left -= 1
    }
    return sum
  }

  /// Fixes what later changes are measured against.
  mutating func markStart() {
    referenceEquity = equities()
    referenceAssets = totalAssets()
    leastNews = 1e-9 * referenceAssets.reduce(0) { $0 + abs($1) }
    seenEquity = []
    supervision.seenAssets = []
    channels = ChannelBook(institutions: layout.institutions)
    tally = Tally()
    pools.markStart()
    lending.markStart()
    journal = EventLog()
    startUnits = (0..<layout.institutions).flatMap { i in
      (0..<layout.assets).map { $0 == 0 ? 0 : netUnits(i, $0) }
    }
    for i in 0..<layout.institutions { portfolios[i] = portfolio(of: i) }
  }

  /// Tokens that are not stablecoins, and positions, with their shares of the gross value.
  func portfolio(of i: Int) -> [PortfolioItem] {
    var items: [PortfolioItem] = []
    for asset in 1..<max(1, layout.assets) {
      if case .token = specification.assets[asset].kind {
        for zone in 0..<layout.zones where holdings[i, zone, asset] > 0 {
          items.append(
            PortfolioItem(
              venue: nil, zone: zone, asset: asset,
              weight: holdings[i, zone, asset] * price(zone, asset), sign: 1))
        }
      }
      for venue in 0..<layout.venues where positions[i, venue, asset] != 0 {
        let zone = layout.zoneOfVenue[venue]
        let quantity = positions[i, venue, asset]
        items.append(
          PortfolioItem(
            venue: venue, zone: zone, asset: asset, weight: abs(quantity) * price(zone, asset),
            sign: quantity > 0 ? 1 : -1))
      }
    }
    let gross = items.reduce(0) { $0 + $1.weight }
    for index in items.indices where gross > 0 { items[index].weight /= gross }
    return items
  }
}
