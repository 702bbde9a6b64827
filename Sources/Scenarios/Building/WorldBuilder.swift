internal import Formats
internal import LinearAlgebra
internal import Regimes
internal import Simulation

/// Turns a scenario into the world of one replicate.
struct WorldBuilder {
  let source: ScenarioSource
  let roster: Roster
  let draws: Draws

  var document: ScenarioDocument { source.document }

  func world() -> WorldSpecification {
    var world = WorldSpecification(
      clock: document.clock.clock, jurisdictions: jurisdictions(), assets: assets(),
      institutions: institutions(), correlation: source.correlation(assets: roster.assets))
    world.margin.quantile = document.margin.quantile
    world.margin.horizonHours = document.margin.horizonHours
    world.margin.stressMultiple = document.margin.stressMultiple
    world.margin.stressScenarios = document.margin.stressScenarios.map { stress in
      roster.assets.map { stress.moves[$0] ?? 0 }
    }
    world.margin.initialBuffer = document.margin.initialBuffer
    world.margin.concentration = roster.assets.map { document.margin.concentration[$0] ?? 0 }
    world.contagion = document.contagion
    world.supervision = document.supervision
    world.switches = document.switches
    world.positions = positions()
    world.contracts = contracts()
    world.bilateralPositions = bilateralPositions()
    world.claims = claims(institutions: world.institutions)
    world.creditLines = document.creditLines.map { $0.line(roster) }
    world.marginAccounts = marginAccounts(institutions: world.institutions)
    world.loanAccounts = loanAccounts()
    if !document.chainThroughputPerHour.entries.isEmpty {
      world.chainThroughputPerHour = roster.jurisdictions.map {
        document.chainThroughputPerHour[$0] ?? .infinity
      }
    }
    world.pools = pools()
    world.oracles = oracles()
    world.oracleHazard = document.oracleHazard
    world.events = document.events.map(event)
    world.hazards = document.hazards.map(\.hazard)
    return world
  }

  func jurisdictions() -> [Jurisdiction] {
    let market = document.rulebook.rulebook(over: Rulebook(), assets: roster.assets)
    var all = document.jurisdictions.map {
      Jurisdiction(
        id: $0.id, rulebook: $0.rulebook.rulebook(over: market, assets: roster.assets),
        activity: $0.activity)
    }
    // Where some law weighs assets, every law does, if only with one.
    if all.contains(where: { !$0.rulebook.riskWeights.isEmpty }) {
      for j in all.indices where all[j].rulebook.riskWeights.isEmpty {
        all[j].rulebook.riskWeights = [Double](repeating: 1, count: roster.assets.count)
      }
    }
    return all
  }

  private func assets() -> [AssetSpecification] {
    document.assets.map { entry in
      var kind = AssetKind.token
      var heldOutside = 0.0
      var coinSpecification = CoinSpecification()
      switch entry.kind {
      case .settlement: kind = .settlement
      case .token: kind = .token
      case .stablecoin(let coin):
        kind = .stablecoin(issuer: roster.institution(coin.issuer), face: coin.face)
        heldOutside = coin.heldOutside
        coinSpecification = self.coin(coin)
      case .wrapped(let token):
        kind = .wrapped(
          bridge: roster.institution(token.bridge), underlying: roster.asset(token.underlying),
          capacityPerHour: token.capacityPerHour)
        heldOutside = token.heldOutside
      }
      let market = market(of: entry)
      var asset = AssetSpecification(id: entry.id, kind: kind, price: market?.price ?? 1)
      asset.backgroundDepth = roster.jurisdictions.map { market?.depth.backgroundDepth[$0] ?? 0 }
      asset.heldOutside = heldOutside
      asset.coin = coinSpecification
      if let market {
        asset.annualVolatility = market.annualVolatility
        asset.tailDegreesOfFreedom = market.tailDegreesOfFreedom ?? .infinity
        asset.impact = market.depth.impact
        asset.impactHalfLifeHours = market.depth.impactHalfLifeHours
        asset.marginClass = market.marginClass.marginClass
        asset.longRunAnnualVolatility = market.longRunAnnualVolatility
        asset.stressedAnnualVolatility = market.stressedAnnualVolatility
      }
      return asset
    }
  }

  private func event(_ entry: EventEntry) -> ScheduledEvent {
    let kind: ScheduledEvent.Kind =
      switch entry.kind {
      case .priceMove(let move):
        .priceMove(
          asset: roster.asset(move.asset), fraction: move.fraction,
          durationHours: move.durationHours)
      case .externalLoss(let loss):
        .externalLoss(institution: roster.institution(loss.institution), amount: loss.amount)
      case .pricePath, .dePeg, .bridgeHalt, .fraudRevealed, .capitalInjection:
        intervention(entry.kind)
      case .exploit(let theft):
        .exploit(institution: roster.institution(theft.institution), fraction: theft.fraction)
      case .run(let run):
        .run(debtor: roster.institution(run.debtor), fraction: run.fraction)
      case .marketMakerExit(let exit):
        .marketMakerExit(institution: roster.institution(exit.institution))
      case .oracleFailure(let failure): oracleFailure(failure)
      case .oracleManipulation(let push):
        .oracleManipulation(
          target: target(oracle: push.oracle, venue: push.venue), asset: roster.asset(push.asset),
          fraction: push.fraction, durationHours: push.durationHours)
      case .poolManipulation(let attack):
        .poolManipulation(
          pool: poolIndex(attack.pool), fraction: attack.fraction,
          durationHours: attack.durationHours, by: attack.attacker.map(attacker))
      case .enforcement(let measure):
        .enforcement(
          institution: roster.institution(measure.institution), fine: measure.fine,
          freezeHours: measure.freezeHours)
      }
    return ScheduledEvent(atHours: entry.atHours, kind: kind)
  }
}

extension ScenarioSource {
  /// Correlations of returns; cash, and stablecoins unless a pair says otherwise, stand alone.
  func correlation(assets: [String]) -> Matrix {
    let entry = document.correlation
    var matrix = Matrix.identity(assets.count)
    let tokens = document.assets.indices.filter {
      if case .token = document.assets[$0].kind { true } else { false }
    }
    for i in tokens {
      for j in tokens where j != i { matrix[i, j] = entry.standard }
    }
    for pair in entry.pairs {
      guard let i = assets.firstIndex(of: pair.assets[0]),
        let j = assets.firstIndex(of: pair.assets[1])
      else { continue }
      matrix[i, j] = pair.value
      matrix[j, i] = pair.value
    }
    return matrix
  }
}
