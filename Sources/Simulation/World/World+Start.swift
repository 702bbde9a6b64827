internal import Glibc
package import LinearAlgebra
package import Regimes

/// How two regimes are compared (MODEL.md, "Same start").
package enum ComparisonMode: String, Sendable, CaseIterable {
  /// Positions are fixed; what is posted and what is free follows from the rules.
  case impact
  /// After a shock-free burn-in in which institutions adapt.
  case equilibrium
}

extension World {
  /// A world at its start: identical endowments, positions and claims, whatever the regime.
  ///
  /// - Throws: `NotPositiveDefinite` where the correlations are not.
  package init(
    _ specification: WorldSpecification, regime: ResolvedRegime, seed: UInt64, replicate: Int
  ) throws(NotPositiveDefinite) {
    let layout = Layout(specification, regime: regime)
    let count = layout.institutions
    self.specification = specification
    self.regime = regime
    self.layout = layout
    luck = Luck(seed: seed, replicate: UInt32(replicate))
    returnFactor = try CholeskyFactor(specification.margin.correlation).lower
    holdings = Holdings(layout)
    posted = VenueTable(layout)
    positions = VenueTable(layout)
    contracts = ContractBook(specification, layout: layout)
    bilateral = BilateralBook(specification, layout: layout)
    funds = Funds(layout)
    claims = Claims(nodes: count + 1)
    creditLines = CreditLineBook(specification.creditLines)
    accounts = AccountBook(specification.marginAccounts, layout: layout)
    loans = LoanBook(specification.loanAccounts, layout: layout)
    coins = CoinState(specification, regime: regime, layout: layout)
    bridges = BridgeState(specification, layout: layout)
    pools = Pools(specification, layout: layout)
    externalAssets = specification.institutions.map(\.externalAssets)
    externalLiabilities = specification.institutions.map(\.externalLiabilities)
    inboundCash = [Double](repeating: 0, count: layout.nodes * layout.zones)
    outstanding = [Double](repeating: 0, count: layout.assets)
    burnt = outstanding
    market = Market(specification, regime: regime, layout: layout)
    footprint = FootprintBook(specification.institutions)
    runWatch = RunWatch(specification.institutions)
    standing = (0..<count).map { Standing(activeZone: layout.homeZone[$0]) }
    oracleFrozenUntil = [Int](repeating: .min, count: layout.venues)
    oracles = OracleBook(specification, layout: layout)
    lending = LendingState(specification, layout: layout)
    portfolios = [[PortfolioItem]](repeating: [], count: count)
    startUnits = []
    engineCapacity = [Double](repeating: 0, count: layout.venues)
    fundCommitted = engineCapacity
    marginRequired = [Double](repeating: 0, count: layout.nodes * layout.venues)
    gains = marginRequired
    referenceEquity = [Double](repeating: 0, count: count)
    referenceAssets = referenceEquity
    restatedEquity = referenceEquity
    channels = ChannelBook(institutions: count)
    journal = EventLog()
    tally = Tally()
    supervision = SupervisionState(layout)
    conflicts = Self.conflicts(specification, regime)
    ruleChange = RuleChange(regime)
    rules = ruleCount(
      specification.jurisdictions.map(\.rulebook), assets: specification.assetIDs)
    longestMemoryTicks = Self.longestMemory(specification, regime)
    market.weights = currentDepth()
    marginModels = Self.marginModels(specification, regime, layout)
    for asset in 1..<max(1, layout.assets) { updateMarginModels(hourly: nil, asset: asset) }
    markContracts()
    endow()
    postAtStart()
    markStart()
  }

  /// What has to follow when other rules come into force.
  mutating func deriveFromRules() {
    conflicts = Self.conflicts(specification, regime)
    guard marginModels == nil else { return }
    marginModels = Self.marginModels(specification, regime, layout)
    for asset in 1..<max(1, layout.assets) { updateMarginModels(hourly: nil, asset: asset) }
  }

  /// Rules that differ, by pair of jurisdictions.
  private static func conflicts(
    _ specification: WorldSpecification, _ regime: ResolvedRegime
  ) -> [Int] {
    let rulebooks = regime.rulebooks
    return rulebooks.flatMap { left in
      rulebooks.map { differingRules(left, $0, assets: specification.assetIDs) }
    }
  }

  /// How far back anyone looks at equities.
  private static func longestMemory(
    _ specification: WorldSpecification, _ regime: ResolvedRegime
  ) -> Int {
    let stages = [regime] + (regime.transition?.stages ?? [])
    let lags =
      stages.flatMap { $0.rulebooks.map(\.reportingLagHours) }
      + specification.institutions.compactMap { $0.behaviour.run?.informationLagHours }
    let horizon = specification.clock.ticks + specification.clock.burnInTicks
    return min(horizon, specification.clock.ticks(coveringHours: lags.max() ?? 0))
  }

  /// Puts what institutions own, owe and hold in its books.
  private mutating func endow() {
    let zoneOf = regime.zones.zoneOfJurisdiction
    for (i, institution) in specification.institutions.enumerated() {
      for each in institution.holdings {
        holdings[i, zoneOf[each.jurisdiction], each.asset] += each.units
      }
      for kept in institution.custody { deposit(kept, of: i) }
    }
    for position in specification.positions {
      guard let venue = layout.venueOfInstitution[position.venue] else { continue }
      positions[position.institution, venue, position.asset] += position.quantity
    }
    enterBilateralPositions()
    for claim in specification.claims {
      claims.add(claim.amount, layer: claim.layer, creditor: claim.creditor, debtor: claim.debtor)
    }
    for venue in 0..<layout.venues {
      let host = layout.institutionOfVenue[venue]
      holdings[host, layout.zoneOfVenue[venue], 0] += accounts.marginOfVenue[venue]
    }
    raiseAccountMargins()
    lendOnCustody()
    countOutstanding()
    setPledgesAside()
    takeResidualPositions()
  }

  /// Segregated tokens stay the client's; the rest is the custodian's, against a claim.
  private mutating func deposit(_ kept: CustodyHolding, of client: Int) {
    let zone = layout.homeZone[kept.custodian]
    let safe = rulebook(of: kept.custodian).segregatedShare
    holdings[client, zone, kept.asset] += safe * kept.units
    let unsafe = (1 - safe) * kept.units
    guard unsafe > 0 else { return }
    holdings[kept.custodian, zone, kept.asset] += unsafe
    claims.add(
      unsafe * price(zone, kept.asset), layer: .custody, creditor: client, debtor: kept.custodian)
    custody.append(
      CustodyClaim(client: client, custodian: kept.custodian, asset: kept.asset, units: unsafe))
  }

  /// Clients post what the cap of the venue's rulebook asks for, out of wallets outside.
  private mutating func raiseAccountMargins() {
    for segment in accounts.segments {
      let zone = layout.zoneOfVenue[segment.venue]
      let tiers = maintenanceTiers(segment.venue)
      let host = layout.institutionOfVenue[segment.venue]
      for m in segment.range {
        let required = openingMargin(
          notional: abs(accounts.quantity[m]) * price(zone, segment.asset), venue: segment.venue,
          tiers: tiers)
        let held = accounts.margin(of: m, in: segment) + collateralValue(of: m, segment)
        let missing = required - held
        guard missing > 0 else { continue }
        accounts.raiseMargin(of: m, in: segment, by: missing)
        settle(missing, from: layout.outside, to: host, zone: zone)
      }
    }
  }

  /// A stablecoin's issuer, or a bridge, owes every unit in the system; the start is the count.
  ///
  /// What vaults have borrowed and nobody in the system holds is outside.
  private mutating func countOutstanding() {
    for (asset, each) in specification.assets.enumerated() {
      switch each.kind {
      case .settlement, .token: continue
      case .stablecoin, .wrapped: break
      }
      var units = 0.0
      for i in 0..<layout.institutions {
        for zone in 0..<layout.zones { units += holdings[i, zone, asset] }
      }
      for venue in 0..<layout.venues {
        let slot = venue * layout.assets + asset
        units += accounts.collateralOfVenue[slot] + loans.collateralOfVenue[slot]
      }
      units += pools.units(of: asset)
      let borrowed = coins.vaultDebt(asset) + coinsBorrowedFromIssuer(asset)
      let abroad = max(0, each.heldOutside, borrowed - units)
      outstanding[asset] = units + abroad
      holdings[layout.outside, 0, asset] += abroad
    }
  }

  /// Rounding of drawn positions is `outside`'s, so that every contract nets to zero to the last bit it can.
  private mutating func takeResidualPositions() {
    for venue in 0..<layout.venues {
      for asset in 1..<max(1, layout.assets) {
        positions[layout.outside, venue, asset] -= netPosition(venue, asset)
      }
    }
  }

  /// Sum of all positions in a contract, `outside` and accounts included; zero by law.
  func netPosition(_ venue: Int, _ asset: Int) -> Double {
    var sum = 0.0
    for node in 0..<layout.nodes { sum += positions[node, venue, asset] }
    for segment in accounts.segments where segment.venue == venue && segment.asset == asset {
      for m in segment.range { sum += accounts.quantity[m] }
    }
    return sum
  }
}
