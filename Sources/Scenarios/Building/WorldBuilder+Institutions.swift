internal import Formats
internal import Randomness
internal import Simulation

extension WorldBuilder {
  func institutions() -> [InstitutionSpecification] {
    roster.seats.map { institution($0.id, source.institutions[$0.entry].value) }
  }

  private func institution(_ id: String, _ entry: InstitutionEntry) -> InstitutionSpecification {
    let home = home(of: id, entry.home)
    let operatesIn = Set(entry.operatesIn.map(roster.jurisdiction) + [home]).sorted()
    var institution = InstitutionSpecification(
      id: id, kind: entry.kind, home: home, operatesIn: operatesIn)
    institution.externalAssets = draws.value(entry.externalAssets, "\(id) external_assets")
    institution.externalLiabilities = draws.value(
      entry.externalLiabilities, "\(id) external_liabilities")
    institution.holdings = holdings(of: id, entry.cash, asset: 0, home: home)
    for token in entry.tokens.entries {
      institution.holdings += holdings(
        of: id, token.value, asset: roster.asset(token.key), home: home)
    }
    institution.custody = entry.custody.enumerated().map { index, custody in
      CustodyHolding(
        custodian: roster.institution(custody.custodian), asset: roster.asset(custody.asset),
        units: draws.value(custody.units, "\(id) custody \(custody.custodian) \(custody.asset)"))
    }
    institution.prefunding = entry.prefunding.map {
      Prefunding(
        clearer: roster.institution($0.clearer), margin: $0.margin, defaultFund: $0.defaultFund)
    }
    institution.pledges = entry.pledges.map {
      Pledge(
        lender: roster.institution($0.lender), asset: roster.asset($0.asset), units: $0.units)
    }
    institution.rehypothecation = entry.rehypothecation.map(rehypothecation)
    institution.behaviour = behaviour(entry.behaviour, of: id)
    institution.venue = entry.venue ?? (entry.isVenue ? VenueSpecification() : nil)
    return institution
  }

  private func home(of id: String, _ entry: HomeEntry) -> Int {
    switch entry {
    case .one(let home): return roster.jurisdiction(home)
    case .shares(let shares):
      var stream = draws.stream("\(id) home")
      var left = stream.uniform() * shares.entries.reduce(0) { $0 + $1.value }
      var home = shares.entries.last { $0.value > 0 }?.key ?? ""
      for share in shares.entries {
        left -= share.value
        if left < 0 {
          home = share.key
          break
        }
      }
      return roster.jurisdiction(home)
    }
  }

  private func holdings(
    of id: String, _ amounts: KeyedValues<Distribution>, asset: Int, home: Int
  ) -> [Holding] {
    amounts.entries.map { amount in
      Holding(
        jurisdiction: amount.key == homeKey ? home : roster.jurisdiction(amount.key),
        asset: asset,
        units: draws.value(amount.value, "\(id) \(roster.assets[asset]) \(amount.key)"))
    }
  }

  private func behaviour(_ entry: BehaviourEntry, of id: String) -> Behaviour {
    var behaviour = Behaviour()
    behaviour.leverageTarget = entry.leverageTarget
    behaviour.marketMaking = entry.marketMaking.map(marketMaking)
    behaviour.hedge = entry.hedge.map {
      Hedging(
        asset: roster.asset($0.asset), adjustmentHalfLifeHours: $0.adjustmentHalfLifeHours)
    }
    behaviour.run = entry.run.map { $0.run(of: id, draws) }
    behaviour.coinRuns = entry.coinRuns.map { $0.run(of: id, roster, draws) }
    behaviour.migration = entry.migration
    behaviour.footprint = entry.footprint.map { $0.footprint(of: id, draws) }
    behaviour.consolidation = entry.consolidation
    behaviour.capitalConstraint = entry.capitalConstraint
    behaviour.keeping = entry.keeping
    behaviour.misreporting = entry.misreport
    behaviour.redemption = entry.redemption.map(redemption)
    behaviour.support = entry.support.map(support)
    behaviour.backstops = entry.backstops.map {
      Backstop(institution: roster.institution($0.institution), equityShare: $0.equityShare)
    }
    return behaviour
  }

  private func marketMaking(_ entry: MarketMakingEntry) -> MarketMaking {
    let depth = entry.depth.entries.flatMap { place in
      place.value.entries.map {
        Holding(
          jurisdiction: roster.jurisdiction(place.key), asset: roster.asset($0.key),
          units: $0.value)
      }
    }
    return MarketMaking(
      depth: depth, volatilityExponent: entry.volatilityExponent,
      inventoryLimit: entry.inventoryLimit, drawdownLimit: entry.drawdownLimit,
      refillHalfLifeHours: entry.refillHalfLifeHours, arbitrageShare: entry.arbitrageShare,
      performanceSensitivity: entry.performanceSensitivity)
  }
}
