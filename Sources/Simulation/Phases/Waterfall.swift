internal import Contagion

/// Phase 6, each pass, before any solvency test of a venue: who bears what accounts and members left unpaid.
///
/// Accounts: the venue's fund, then auto-deleveraging of the winners. Members: their margin, their
/// default fund, skin in the game, the others' default fund, assessments, a haircut of gains.
func waterfall(_ world: inout World) {
  world.resolveBankrupts()
  world.fillHoles()
  world.payBackstops()
}

extension World {
  /// Fills every clearer's hole from the layers of its waterfall.
  fileprivate mutating func fillHoles() {
    let open = holes
    holes = []
    for hole in open { fill(hole) }
  }

  private mutating func fill(_ whole: Hole) {
    var hole = whole
    hole.amount -= drawOnLinks(whole)
    guard hole.amount > 0 else { return }
    let terms = hostSpecification(hole.clearer)
    let survivors = (0..<layout.institutions).filter {
      $0 != hole.member && !standing[$0].isInDefault
        && $0 != layout.institutionOfVenue[hole.clearer]
    }
    let margin = marketValue(postedBy: hole.member, at: hole.clearer)
    let advance = greatestAdvance(to: hole.member, at: hole.clearer, margin: margin)
    let use = DefaultWaterfall(
      defaulterInitialMargin: margin, defaulterDefaultFund: funds[hole.member, hole.clearer],
      skinInTheGame: funds.own[hole.clearer],
      survivorsDefaultFund: survivors.map { funds[$0, hole.clearer] },
      assessmentMultiple: terms.assessmentCap,
      variationMarginGains: survivors.map {
        terms.gainsHaircutLimit * gains[$0 * layout.venues + hole.clearer]
      }
    ).allocate(loss: hole.amount)
    applyDefaulterLayers(use, hole)
    let mutual = hole.amount - use.total(.defaulterInitialMargin) - use.total(.defaulterDefaultFund)
    guard mutual > 1e-12 * hole.amount else { return }
    if !standing[hole.member].isInDefault, !standing[hole.member].isIlliquid {
      if mutual <= advance { return fallIntoArrears(mutual, of: hole) }
      standing[hole.member].isIlliquid = true
      record(.illiquidity, who: hole.member, amount: mutual)
    }
    applyMutualLayers(use, hole, survivors: survivors)
  }

  /// What a clearer still leaves to the grace of a member before it declares it in default.
  ///
  /// A share of what backs the member's business there: margin posted or required, default fund, and
  /// for a host the margin of the clients whose trades it clears there; less what it owes already. A member
  /// with cash on its way or elsewhere can pay so little within the grace, and one without cannot pay
  /// it later either. Where no grace is given there is no advance.
  private func greatestAdvance(to member: Int, at clearer: Int, margin: Double) -> Double {
    guard specification.contagion.graceHours > 0 else { return 0 }
    var backing = max(margin, marginRequired[member * layout.venues + clearer])
    backing += funds[member, clearer]
    for venue in 0..<layout.venues
    where layout.institutionOfVenue[venue] == member && layout.clearerOfVenue[venue] == clearer {
      backing += max(0, accounts.marginOfVenue[venue])
    }
    let owed = claims.face(
      .arrears, creditor: layout.institutionOfVenue[clearer], debtor: member)
    return specification.contagion.advanceShare * backing - owed
  }

  /// A remainder that the member may still pay is a claim of the clearer's.
  private mutating func fallIntoArrears(_ amount: Double, of hole: Hole) {
    let house = layout.institutionOfVenue[hole.clearer]
    fallIntoArrears(amount, creditor: house, debtor: hole.member)
    startGrace(amount, creditor: house, debtor: hole.member)
  }

  /// Market value of everything that a member has posted at a clearer.
  func marketValue(postedBy member: Int, at clearer: Int) -> Double {
    let zone = layout.zoneOfVenue[clearer]
    var value = 0.0
    for asset in 0..<layout.assets { value += posted[member, clearer, asset] * price(zone, asset) }
    return value
  }

  /// The member's own margin, cash first, then its default fund, against what it owes.
  private mutating func applyDefaulterLayers(_ use: WaterfallUse, _ hole: Hole) {
    let zone = layout.zoneOfVenue[hole.clearer]
    let house = layout.institutionOfVenue[hole.clearer]
    var left = use.total(.defaulterInitialMargin)
    for asset in 0..<layout.assets where left > 0 {
      let price = price(zone, asset)
      let units = min(posted[hole.member, hole.clearer, asset], left / price)
      guard units > 0 else { continue }
      posted[hole.member, hole.clearer, asset] -= units
      holdings[house, zone, asset] += units
      left -= units * price
      if asset != 0 {
        orders.append(
          Order(
            trader: .institution(house), venue: nil, zone: zone, asset: asset, units: -units))
      }
    }
    let fund = use.total(.defaulterDefaultFund)
    funds[hole.member, hole.clearer] -= fund
    holdings[house, zone, 0] += fund
    let used = use.total(.defaulterInitialMargin) + fund
    if used > 0 { record(.fundUsed, who: hole.member, toWhom: house, amount: used) }
  }

  /// The house's own money, then the survivors'; each gets recourse to the estate for what it paid.
  private mutating func applyMutualLayers(_ use: WaterfallUse, _ hole: Hole, survivors: [Int]) {
    let house = layout.institutionOfVenue[hole.clearer]
    let zone = layout.zoneOfVenue[hole.clearer]
    let own = use.total(.skinInTheGame)
    if own > 0 {
      let held = funds.own[hole.clearer]
      funds.own[hole.clearer] -= own
      holdings[house, zone, 0] += own
      tally.fundsUsed += own
      noteFundUse(of: hole.clearer, before: held)
      takeRecourse(own, creditor: house, debtor: hole.member)
      record(.fundUsed, who: house, toWhom: hole.member, amount: own, causedBy: hole.member)
    }
    let shares = use.contributions(.survivorsDefaultFund)
    let calls = use.contributions(.assessments)
    let cuts = use.contributions(.variationMarginGains)
    for (index, survivor) in survivors.enumerated() {
      if shares[index] > 0 {
        funds[survivor, hole.clearer] -= shares[index]
        holdings[house, zone, 0] += shares[index]
        bear(shares[index], survivor, hole, .mutualised)
      }
      if calls[index] > 0 {
        owe(calls[index], survivor, house, zone, .assessment)
        bear(calls[index], survivor, hole, .mutualised)
      }
      if cuts[index] > 0 {
        owe(cuts[index], survivor, house, zone, .haircut)
        gains[survivor * layout.venues + hole.clearer] -= cuts[index]
        bear(cuts[index], survivor, hole, .gainsHaircut)
      }
    }
    if use.uncovered > 0 {
      tally.unallocated += use.uncovered
      takeRecourse(use.uncovered, creditor: house, debtor: hole.member)
      record(
        .unallocated, who: house, toWhom: hole.member, amount: use.uncovered,
        causedBy: hole.member)
    }
  }

  private mutating func owe(
    _ amount: Double, _ debtor: Int, _ creditor: Int, _ zone: Int, _ kind: Due.Kind
  ) {
    dues.append(
      Due(debtor: debtor, creditor: creditor, zone: zone, amount: amount, kind: kind))
  }

  /// A survivor's loss, exchanged for a claim on the defaulter of the same face.
  private mutating func bear(
    _ amount: Double, _ survivor: Int, _ hole: Hole, _ kind: EventLog.Kind
  ) {
    tally.mutualised += amount
    takeRecourse(amount, creditor: survivor, debtor: hole.member)
    record(
      kind, who: survivor, toWhom: layout.institutionOfVenue[hole.clearer], amount: amount,
      causedBy: hole.member)
  }

  /// Replaces what a payer gave by a claim on the defaulter, at the present value of such claims.
  mutating func takeRecourse(_ amount: Double, creditor: Int, debtor: Int) {
    claims.add(amount, layer: .recourse, creditor: creditor, debtor: debtor)
    gain(
      -(1 - claims.value(creditor: creditor, debtor: debtor)) * amount, creditor, .clearing)
  }
}
