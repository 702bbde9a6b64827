internal import LinearAlgebra
internal import Regimes

/// Consolidation: two firms of one kind become one where that raises what they earn net of compliance cost, in
/// phase 8.
///
/// A merger is made where the profit of the firm that comes of it exceeds the sum of theirs (Salant, Switzer and
/// Reynolds 1983, doi:10.2307/1885620): here by what rules cost once and not twice, and by what the size of each earns in the markets
/// of the other (Nocke and Yeaple 2007, doi:10.1016/j.jinteco.2006.09.003). A firm looks for a partner at its reviews once a
/// year's compliance costs it a stated share of its equity; one side that does is enough. Of all pairs the one
/// that gains most goes first, then the next that shares no firm with it; the larger one takes over the
/// smaller (`takeOver`), and pays the cost of it once. Only firms that host nothing for others, and with which nothing is wrong, merge.
/// Absent where no institution has a `consolidation`.
extension World {
  mutating func reviewMergers() {
    let firms = (0..<layout.institutions).filter { mayMerge($0) }
    guard firms.contains(where: { isMergerDue($0) }) else { return }
    let equity = equities()
    let seekers = firms.map { isMergerDue($0) && isBurdened($0, equity: equity[$0]) }
    var offers: [(buyer: Int, target: Int, gain: Double)] = []
    for (a, i) in firms.enumerated() where equity[i] > 0 {
      for b in firms.indices.dropFirst(a + 1) where seekers[a] || seekers[b] {
        let k = firms[b]
        guard equity[k] > 0,
          specification.institutions[i].kind == specification.institutions[k].kind
        else { continue }
        let (buyer, target) = equity[i] >= equity[k] ? (i, k) : (k, i)
        let gain = mergerGain(buyer, target)
        if gain > mergerCost(of: buyer) { offers.append((buyer, target, gain)) }
      }
    }
    offers.sort {
      $0.gain != $1.gain ? $0.gain > $1.gain : ($0.buyer, $0.target) < ($1.buyer, $1.target)
    }
    var isTaken = [Bool](repeating: false, count: layout.institutions)
    for offer in offers where !isTaken[offer.buyer] && !isTaken[offer.target] {
      isTaken[offer.buyer] = true
      isTaken[offer.target] = true
      takeOver(offer.target, by: offer.buyer, equity: equity[offer.target])
      _ = chargeFee(mergerCost(of: offer.buyer), offer.buyer, .outside)
    }
  }

  /// Whether a firm is free to merge: it hosts nothing, owes nothing overdue, and no authority is at it.
  private func mayMerge(_ i: Int) -> Bool {
    let each = specification.institutions[i]
    guard each.behaviour.consolidation != nil, each.kind.canMerge, each.venue == nil,
      standing[i].mergedInto == nil, !standing[i].isInDefault, !standing[i].isIlliquid,
      standing[i].arrears.isEmpty, standing[i].frozenUntil <= tick, !standing[i].hasExited,
      supervision.decidedFor[i] == nil, supervision.measures.windDownTick[i] == nil
    else { return false }
    return !specification.oracles.contains { $0.operatorInstitution == i }
      && !specification.assets.contains { $0.kind.isIssued(by: i) }
      && !(0..<layout.zones).contains { isFenced($0, institution: i) }
  }

  private func isMergerDue(_ i: Int) -> Bool {
    guard let rule = specification.institutions[i].behaviour.consolidation else { return false }
    let every = max(1, specification.clock.ticks(coveringHours: rule.reviewHours))
    return (tick + specification.clock.burnInTicks) % every == every - 1
  }

  private func isBurdened(_ i: Int, equity: Double) -> Bool {
    guard let rule = specification.institutions[i].behaviour.consolidation else { return false }
    return yearlyComplianceCost(of: i) >= rule.costShare * equity
  }

  private func mergerCost(of i: Int) -> Double {
    specification.institutions[i].behaviour.consolidation?.mergerCost ?? 0
  }

  /// What both earn in a year as one, less what they earn as two.
  private func mergerGain(_ buyer: Int, _ target: Int) -> Double {
    let places = Set(footprint.places[buyer] + footprint.places[target]).sorted()
    let sizes = [buyer, target].map {
      specification.institutions[$0].behaviour.footprint?.revenue ?? 0
    }
    let revenue =
      (sizes[0] + sizes[1]) * activity(of: places)
      - sizes[0] * activity(of: footprint.places[buyer])
      - sizes[1] * activity(of: footprint.places[target])
    let home = layout.homeJurisdiction[buyer]
    let cost =
      yearlyComplianceCost(of: buyer, in: places)
      + regime.rulebooks[home].costPerActivity * openNotional(of: target)
    return revenue + yearlyComplianceCost(of: buyer) + yearlyComplianceCost(of: target) - cost
  }

  /// Activity of the markets that these places open: a zone is one market.
  private func activity(of places: [Int]) -> Double {
    let zoneOf = regime.zones.zoneOfJurisdiction
    var isOpen = [Bool](repeating: false, count: layout.zones)
    for place in places { isOpen[zoneOf[place]] = true }
    return specification.jurisdictions.indices.reduce(0) {
      $0 + (isOpen[zoneOf[$1]] ? specification.jurisdictions[$1].activity : 0)
    }
  }
}

extension AssetKind {
  /// Whether an institution stands behind the asset.
  fileprivate func isIssued(by i: Int) -> Bool {
    switch self {
    case .settlement, .token: false
    case .stablecoin(let issuer, _): issuer == i
    case .wrapped(let bridge, _, _): bridge == i
    }
  }
}

extension InstitutionKind {
  /// Whether one of this kind can be merged: it keeps no book for others that would have to move with them.
  package var canMerge: Bool {
    switch self {
    case .custodian, .marketMaker, .fund, .hedger, .lender, .treasury: true
    case .exchange, .clearingHouse, .lendingProtocol, .automatedMarketMaker, .stablecoinIssuer,
      .bridge, .oracleOperator:
      false
    }
  }
}
