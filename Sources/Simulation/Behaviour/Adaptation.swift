internal import LinearAlgebra
internal import Regimes

/// The shock-free burn-in of the equilibrium comparison: institutions re-lever into freed collateral,
/// clients leave where the gate is shut to them and move to the leverage that the new cap allows, and
/// behaviour settles.
extension World {
  mutating func adapt() throws(NotPositiveDefinite) {
    try releverInstitutions()
    closeBarredAccounts()
    closeBarredPositions()
    releverAccounts()
    // Books as they are now are what hedges, quotes and leverage targets hold to in the burn-in.
    markStart()
    let chosen = specification.switches
    var quiet = chosen
    quiet.returns = false
    quiet.hazards = false
    quiet.marketImpact = false
    quiet.compliance = false
    quiet.supervision = false
    specification.switches = quiet
    // Numbered below zero, so that no scheduled event falls on them.
    for tick in -specification.clock.burnInTicks..<0 { step(at: tick) }
    specification.switches = chosen
    marginRequired = chosen.initialMargin ? initialMargins() : marginRequired
    tick = 0
    let migrated = tally.migratedActivity
    markStart()
    // Who has moved before the shock has moved because of the rules: that is what is compared.
    tally.migratedActivity = migrated
  }

  /// Clients whom the gate of a venue's home does not admit close their positions and withdraw.
  private mutating func closeBarredAccounts() {
    for segment in accounts.segments {
      let host = layout.institutionOfVenue[segment.venue]
      for m in segment.range where !gateAdmits(account: m, atVenue: segment.venue) {
        returnWallet(m, segment)
        scaleAccount(m, segment, by: 0)
        let margin = accounts.margin(of: m, in: segment)
        accounts.changeMargin(of: m, in: segment, by: -margin)
        payLeaver(margin, from: host, zone: layout.zoneOfVenue[segment.venue])
      }
    }
  }

  /// Funds scale positions so that margin takes the money that it took under the own rules without recognition.
  ///
  /// No collateral that the regime frees stays idle. Hedged books are left alone: scaling one leg
  /// would make them directional.
  private mutating func releverInstitutions() throws(NotPositiveDefinite) {
    guard specification.switches.initialMargin else { return }
    let own: ResolvedRegime
    do {
      own = try ResolvedRegime(
        Regime(name: "own"), jurisdictions: specification.jurisdictions,
        assets: specification.assetIDs)
    } catch {
      preconditionFailure("without recognition every jurisdiction is a zone")
    }
    let before = try World(
      specification, regime: own, seed: luck.seed, replicate: Int(luck.replicate)
    ).marginRequired
    for i in 0..<layout.institutions {
      guard specification.institutions[i].kind == .fund else { continue }
      let row = i * layout.venues..<(i + 1) * layout.venues
      let (then, now) = (before[row].reduce(0, +), marginRequired[row].reduce(0, +))
      guard then > 0, now > 0 else { continue }
      scalePositions(
        of: i, by: min(Self.greatestScaling, max(1 / Self.greatestScaling, then / now)))
    }
  }

  /// Nobody more than doubles or halves a book in a burn-in of days.
  private static let greatestScaling = 2.0

  private mutating func scalePositions(of i: Int, by factor: Double) {
    for venue in 0..<layout.venues {
      for asset in 1..<layout.assets {
        let change = (factor - 1) * positions[i, venue, asset]
        positions[i, venue, asset] += change
        positions[layout.outside, venue, asset] -= change
      }
    }
  }

  /// Clients above the new cap come down to it; those whom the old cap held back use a wider one.
  ///
  /// A client counts as held back where its leverage is at least nine tenths of what the venue's own
  /// rulebook allowed.
  private mutating func releverAccounts() {
    for segment in accounts.segments {
      let host = layout.institutionOfVenue[segment.venue]
      let old = specification.jurisdictions[layout.homeJurisdiction[host]].rulebook
        .leverageCapMarginRate
      let new = rulebook(of: host).leverageCapMarginRate
      guard old > 0, new > 0, old != new else { continue }
      let price = price(layout.zoneOfVenue[segment.venue], segment.asset)
      for m in segment.range {
        let own = accounts.margin(of: m, in: segment) - accounts.raisedMargin(of: m)
        let value = own + collateralValue(of: m, segment)
        let notional = abs(accounts.quantity[m]) * price
        guard value > 0, notional > 0 else { continue }
        let isHeldBack = old * notional >= 0.9 * value
        let wanted = isHeldBack ? notional * old / new : min(notional, value / new)
        returnWallet(m, segment)
        scaleAccount(m, segment, by: wanted / notional)
      }
    }
  }

  private mutating func scaleAccount(_ account: Int, _ segment: AccountSegment, by factor: Double) {
    let change = (factor - 1) * accounts.quantity[account]
    accounts.setQuantity(of: account, in: segment, to: accounts.quantity[account] + change)
    positions[layout.outside, segment.venue, segment.asset] -= change
  }

  /// Money that the client had added to keep its position goes back to its wallet.
  private mutating func returnWallet(_ account: Int, _ segment: AccountSegment) {
    let raised = accounts.raisedMargin(of: account)
    guard raised > 0 else { return }
    accounts.raiseMargin(of: account, in: segment, by: -raised)
    payLeaver(
      raised, from: layout.institutionOfVenue[segment.venue],
      zone: layout.zoneOfVenue[segment.venue])
  }
}
