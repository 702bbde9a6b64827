internal import Glibc
internal import LinearAlgebra
internal import Randomness
internal import Regimes

/// Phase 1, once: arrivals, scheduled events, hazards, correlated returns, volatility, funding, expiries.
func shocks(_ world: inout World) {
  world.startTick()
  world.receiveTransfers()
  world.applyEvents()
  if world.specification.switches.hazards { world.applyHazards() }
  world.moveFundamentals()
  world.updateVolatility()
  world.payFunding()
  world.expireFutures()
}

extension World {
  fileprivate mutating func startTick() {
    tally.liquidatedThisTick = 0
    market.depth = currentDepth()
    for venue in 0..<layout.venues {
      let capacity = hostSpecification(venue).liquidationCapacityPerHour
      engineCapacity[venue] = capacity * specification.clock.tickHours
    }
    startLendingTick()
    for (index, pool) in specification.pools.enumerated() {
      pools.all[index].outsideCapital =
        pool.outsideArbitragePerHour * specification.clock.tickHours
    }
  }

  fileprivate mutating func receiveTransfers() {
    guard !transfers.isEmpty else { return }
    for transfer in transfers where transfer.arrival <= tick { deliver(transfer) }
    transfers.removeAll { $0.arrival <= tick }
    for slot in inboundCash.indices { inboundCash[slot] = 0 }
    for transfer in transfers where transfer.asset == 0 {
      inboundCash[transfer.node * layout.zones + transfer.zone] += transfer.units
    }
  }

  /// The venue parameters of a venue.
  func hostSpecification(_ venue: Int) -> VenueSpecification {
    specification.institutions[layout.institutionOfVenue[venue]].venue ?? VenueSpecification()
  }

  fileprivate mutating func applyHazards() {
    for hazard in specification.hazards {
      for i in 0..<layout.institutions
      where hazard.kinds.contains(specification.institutions[i].kind) && !standing[i].isInDefault
        && standing[i].mergedInto == nil
      {
        guard strikes(hazard, institution: i) else { continue }
        let lost = steal(hazard.lossFraction, from: i)
        record(.hazard, who: i, amount: lost)
      }
    }
    applyOracleHazard()
  }

  /// One draw of a mixture: with probability c the common draw of all adopters decides, else one's own.
  ///
  /// The marginal probability is λ·dt·scale in either case, so that commonality moves clustering alone.
  private func strikes(_ hazard: Hazard, institution: Int) -> Bool {
    let rules = rulebook(of: institution)
    return strikes(
      entityKey(hazard.id), ratePerYear: hazard.ratePerYear, auditScale: rules.auditHazardScale,
      standard: rules.contractStandard, entity: specification.institutions[institution].id)
  }

  /// The same for anything that adopts a standard; what adopts none has no draw in common with others.
  func strikes(
    _ key: UInt64, ratePerYear: Double, auditScale: Double, standard: String?, entity: String
  ) -> Bool {
    let probability = 1 - exp(-ratePerYear * auditScale * specification.clock.tickYears)
    var common = luck.stream(
      .commonHazard, tick: tick, entity: key ^ entityKey(standard ?? entity))
    var own = luck.stream(.hazard, tick: tick, entity: key ^ entityKey(entity))
    let choosesCommon = own.uniform() < regime.commonality && standard != nil
    let ownDraw = own.uniform()
    return (choosesCommon ? common.uniform() : ownDraw) < probability
  }

  /// Student-t increments of unit variance through the Cholesky factor of the correlations.
  fileprivate mutating func moveFundamentals() {
    guard specification.switches.returns else { return }
    let assets = specification.assets
    guard assets.contains(where: { $0.annualVolatility > 0 }) else { return }
    var noise = [Double](repeating: 0, count: assets.count)
    for a in 1..<assets.count {
      var stream = luck.stream(.assetReturn, tick: tick, entity: entityKey(assets[a].id))
      let degrees = assets[a].tailDegreesOfFreedom
      noise[a] =
        degrees.isFinite
        ? stream.studentT(degreesOfFreedom: degrees) * ((degrees - 2) / degrees).squareRoot()
        : stream.normal()
    }
    let correlated = returnFactor.times(noise)
    let years = specification.clock.tickYears
    for a in 1..<assets.count where assets[a].annualVolatility > 0 {
      let deviation = assets[a].annualVolatility * years.squareRoot()
      scaleFundamental(a, by: exp(deviation * correlated[a] - deviation * deviation / 2))
    }
  }

  /// Moves the value of an asset apart from flow, and its price in every zone with it.
  mutating func scaleFundamental(_ asset: Int, by factor: Double) {
    market.fundamental[asset] *= factor
    for zone in 0..<layout.zones { refreshPrice(zone, asset, .marketRevaluation) }
  }

  /// p = fundamental · exp(dislocation).
  mutating func refreshPrice(_ zone: Int, _ asset: Int, _ channel: Channel) {
    let dislocation = market.dislocation[market.index(zone, asset)]
    let price = market.fundamental[asset] * (dislocation == 0 ? 1 : exp(dislocation))
    reprice(zone, asset, to: price, channel)
  }

  /// Variance of the depth-weighted price, weighted exponentially with each jurisdiction's look-back.
  ///
  /// The squared deviation of the log price from its short exponential mean stands for the variance:
  /// before decay it is `σ²·dt/(1 − d²)` for a random walk, `d` the decay of a tick, and unlike a sum of squared returns
  /// it does not vanish for a steady fall as ticks get finer.
  fileprivate mutating func updateVolatility() {
    // A burn-in has no returns and teaches nobody anything about volatility.
    guard tick >= 0 else { return }
    let hours = specification.clock.tickHours
    let short = Glibc.exp2(-hours / Self.quotingMemoryHours)
    for a in 1..<max(1, layout.assets) {
      let price = worldPrice(a, in: market.price)
      let move = market.deviation[a] + log(price / market.lastPrice[a])
      let hourly = move * move * (1 - short * short) / hours
      market.deviation[a] = short * move
      market.lastPrice[a] = price
      for j in regime.rulebooks.indices {
        let decay = Glibc.exp2(-hours / max(regime.rulebooks[j].marginLookBackHours, 1e-9))
        let slot = j * layout.assets + a
        market.hourlyVariance[slot] = decay * market.hourlyVariance[slot] + (1 - decay) * hourly
      }
      market.quotingVariance[a] = short * market.quotingVariance[a] + (1 - short) * hourly
      updateMarginModels(hourly: hourly, asset: a)
    }
  }

  /// Half-life of the volatility that market makers quote by: they watch minutes, not days.
  private static let quotingMemoryHours = 0.25

  /// Price over zones, weighted by depth (equally where there is none).
  func worldPrice(_ asset: Int, in prices: [Double]) -> Double {
    if layout.zones == 1 { return prices[market.index(0, asset)] }
    var weighted = 0.0
    var plain = 0.0
    var weight = 0.0
    for zone in 0..<layout.zones {
      let slot = market.index(zone, asset)
      weighted += market.weights[slot] * prices[slot]
      weight += market.weights[slot]
      plain += prices[slot]
    }
    return weight > 0 ? weighted / weight : plain / Double(layout.zones)
  }
}
