internal import Contagion
internal import LinearAlgebra
internal import Regimes

/// What follows from a default: close-out, failure of a venue, de-peg of a stablecoin, ranking of estates.
extension World {
  mutating func enterDefault(_ k: Int, equity: Double) {
    let cause: DefaultCause = equity < 0 || !standing[k].isIlliquid ? .insolvent : .illiquid
    standing[k].defaultTick = tick
    standing[k].cause = cause
    newDefaults += 1
    marginIsStale = true
    record(.default, who: k, amount: equity)
    orders.removeAll { $0.trader == .institution(k) && $0.venue != nil }
    for clearer in 0..<layout.venues
    where layout.institutionOfVenue[clearer] != k && !holdsAuctions(clearer) {
      orderReduction(of: k, at: clearer, share: 1)
    }
    undoTransfers(of: k)
    seizePledges(of: k)
    if specification.institutions[k].behaviour.marketMaking != nil { exitMarkets(k) }
    if let venue = layout.venueOfInstitution[k] { failVenue(venue) }
    for (asset, each) in specification.assets.enumerated() {
      if case .stablecoin(k, let face) = each.kind { depeg(asset, issuer: k, face: face) }
    }
  }

  /// Contracts at the venues of a failed clearer end at the last mark; unsegregated margin joins its estate.
  private mutating func failVenue(_ failed: Int) {
    let house = layout.institutionOfVenue[failed]
    for venue in 0..<layout.venues where venue == failed || layout.clearerOfVenue[venue] == failed {
      for asset in 1..<layout.assets {
        for node in 0..<layout.nodes { positions[node, venue, asset] = 0 }
      }
      for segment in accounts.segments where segment.venue == venue { accounts.closeAll(segment) }
      orders.removeAll { $0.venue == venue }
    }
    let unsafe = 1 - segregatedShare(ofVenue: failed)
    guard unsafe > 0 else { return }
    let zone = layout.zoneOfVenue[failed]
    for member in 0..<layout.institutions where member != house {
      for asset in 0..<layout.assets {
        let units = unsafe * posted[member, failed, asset]
        guard units > 0 else { continue }
        let money = units * price(zone, asset)
        posted[member, failed, asset] -= units
        holdings[house, zone, asset] += units
        claims.add(money, layer: .custody, creditor: member, debtor: house)
        gain(-(1 - claims.value(creditor: member, debtor: house)) * money, member, .custody)
      }
    }
  }

  private mutating func depeg(_ asset: Int, issuer: Int, face: Double) {
    dissolveQueue(of: asset)
    guard let coverage = coverage(of: asset, issuer: issuer) else { return }
    markCoin(asset, at: face * coverage)
    record(.redemptionHalt, who: issuer, amount: coverage)
  }

  /// Coins that are settled or of failed issuers follow what still covers them, once a tick.
  mutating func remarkCoins() {
    for (asset, each) in specification.assets.enumerated() {
      guard case .stablecoin(let issuer, let face) = each.kind,
        standing[issuer].isInDefault || coins.isSettled[asset],
        let coverage = coverage(of: asset, issuer: issuer)
      else { continue }
      markCoin(asset, at: face * coverage)
    }
  }

  private mutating func markCoin(_ asset: Int, at value: Double) {
    guard market.fundamental[asset] != value else { return }
    market.fundamental[asset] = value
    for zone in 0..<layout.zones { refreshPrice(zone, asset, .counterparty) }
  }

  /// The share of its face that a coin is still covered to; nil where none is out.
  private func coverage(of coin: Int, issuer: Int) -> Double? {
    let share =
      specification.assets[coin].coin.isOwed
      ? backing(ofDebtsOf: issuer) : coinCoverage(coin)
    return share.map { min(1, max(1e-6, $0)) }
  }

  /// What an issuer has over what it owes for coins and to outside; nil where it owes nothing.
  func backing(ofDebtsOf issuer: Int) -> Double? {
    let owed = seniorLiabilities()[issuer]
    guard owed > 0 else { return nil }
    var reserves = assetsApartFromClaims()[issuer]
    for debtor in 0..<layout.institutions where claims.total[issuer, debtor] != 0 {
      reserves += claims.value(creditor: issuer, debtor: debtor) * claims.total[issuer, debtor]
    }
    return reserves / owed
  }

  /// Sets the priority of claims on defaulters where there are walls: the local estate first.
  ///
  /// Of the amount `V·L` that all creditors together receive, the share that lies in a zone serves the
  /// claims of that zone up to their face; what is left over is shared among all that are unpaid. Under
  /// territorial insolvency every zone has its wall, under universal insolvency those that fenced it off.
  mutating func rankEstates(_ result: ContagionResult) {
    guard layout.zones > 1 else { return }
    for k in 0..<layout.institutions where result.defaulted[k] {
      let walls = (0..<layout.zones).map { hasLocalEstate(of: k, zone: $0) }
      guard walls.contains(true) else { continue }
      let faces = facesByZone(on: k)
      let total = faces.reduce(0, +)
      let recovered = result.valuation[k] * total
      guard recovered > 0, faces.count(where: { $0 > 0 }) > 1 else { continue }
      let estate = estateByZone(k)
      let whole = estate.reduce(0, +)
      guard whole > 0 else { continue }
      var paid = faces.indices.map {
        walls[$0] ? min(faces[$0], recovered * estate[$0] / whole) : 0
      }
      let left = max(0, recovered - paid.reduce(0, +))
      let unpaid = total - paid.reduce(0, +)
      if unpaid > 0 {
        for zone in paid.indices { paid[zone] += left * (faces[zone] - paid[zone]) / unpaid }
      }
      standing[k].hasRankedEstate = true
      for creditor in 0...layout.institutions {
        let zone = zone(ofCreditor: creditor, debtor: k)
        let value = faces[zone] > 0 ? paid[zone] / (result.valuation[k] * faces[zone]) : 1
        claims.priority[creditor, k] = value
      }
    }
  }

  private func zone(ofCreditor creditor: Int, debtor: Int) -> Int {
    creditor < layout.institutions ? layout.homeZone[creditor] : layout.homeZone[debtor]
  }

  private func facesByZone(on debtor: Int) -> [Double] {
    var faces = [Double](repeating: 0, count: layout.zones)
    for creditor in 0..<layout.institutions {
      faces[layout.homeZone[creditor]] += claims.total[creditor, debtor]
    }
    if let venue = layout.venueOfInstitution[debtor] {
      faces[layout.homeZone[debtor]] += clientClaim(onVenue: venue)
    }
    return faces
  }

  /// Value of free cash and tokens of a defaulter by zone.
  private func estateByZone(_ k: Int) -> [Double] {
    (0..<layout.zones).map { zone in
      (0..<layout.assets).reduce(0) { $0 + holdings[k, zone, $1] * price(zone, $1) }
    }
  }
}
