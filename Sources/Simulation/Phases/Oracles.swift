internal import Regimes

/// Phase 2, at its end: what the oracles of venues say, by which accounts and loans are liquidated.
///
/// A venue reads by itself the price some time ago of its zone or of all zones; or it uses a named oracle,
/// which others may use too. That makes one price of several feeds (zones, marks of venues, pools), by a
/// weighted mean or median, and publishes it with a latency, once it has moved by more than a threshold or a heartbeat
/// has passed (as on-chain feeds do: Liu, Szalachowski and Zhou 2021, "A first look into DeFi oracles"). The
/// median withstands false prices of less than half of the weight, the mean does not (Hampel 1971). While an oracle has
/// failed, or its operator is in default, it repeats its last price. Absent without named oracles.
extension World {
  mutating func publishOracles() {
    if !specification.oracles.isEmpty { publishNamedOracles() }
    for venue in 0..<layout.venues where oracleFrozenUntil[venue] <= tick {
      let host = hostSpecification(venue)
      let ticksBack = host.oracleLatencyHours / specification.clock.tickHours
      let zone = layout.zoneOfVenue[venue]
      for asset in 1..<layout.assets {
        let slot = venue * layout.assets + asset
        if let oracle = oracles.ofVenue[venue],
          oracles.reading[oracle * layout.assets + asset] != nil
        {
          market.oracle[slot] = oracles.answer[oracle * layout.assets + asset]
        } else {
          let now = read(host.oracleSource, zone, asset, market.price)
          market.oracle[slot] =
            ticksBack == 0
            ? now : delayed(host.oracleSource, zone, asset, ticksBack: ticksBack, now: now)
        }
        if !oracles.pushes.isEmpty { market.oracle[slot] *= push(venue, asset) }
      }
    }
  }

  /// What manipulation does to a venue's price: to the venue's own reading, and to its named oracle.
  private func push(_ venue: Int, _ asset: Int) -> Double {
    let own = oracles.push(.venue(layout.institutionOfVenue[venue]), asset, at: tick)
    guard let oracle = oracles.ofVenue[venue] else { return own }
    return own * oracles.push(.oracle(oracle), asset, at: tick)
  }

  private func read(_ source: OracleSource, _ zone: Int, _ asset: Int, _ prices: [Double]) -> Double
  {
    switch source {
    case .ownZone: prices[market.index(zone, asset)]
    case .allZones: worldPrice(asset, in: prices)
    }
  }

  /// The price a latency ago; before the start there was that of the present.
  private func delayed(
    _ source: OracleSource, _ zone: Int, _ asset: Int, ticksBack: Double, now: Double
  ) -> Double {
    interpolated(ticksBack: ticksBack) { back in
      if back == 0 { return now }
      let row = max(0, market.history.count - back)
      guard row < market.history.count else { return now }
      return read(source, zone, asset, market.history[row])
    }
  }

  /// A value some ticks back, interpolated between ends of ticks, so that a finer tick means the same.
  private func interpolated(ticksBack: Double, _ value: (Int) -> Double) -> Double {
    let whole = Int(ticksBack.rounded(.down))
    let part = ticksBack - Double(whole)
    return (1 - part) * value(whole) + (part == 0 ? 0 : part * value(whole + 1))
  }
}

extension World {
  /// Reads all feeds, and publishes where a rule of the oracle says so.
  private mutating func publishNamedOracles() {
    if pass == 0 { rememberReadings() }
    for (oracle, each) in specification.oracles.enumerated() {
      let isDead = each.operatorInstitution.map { standing[$0].isInDefault } ?? false
      for asset in 1..<layout.assets {
        let slot = oracle * layout.assets + asset
        oracles.reading[slot] = reading(of: each, asset)
        guard let now = oracles.reading[slot], !isDead, oracles.frozenUntil[oracle] <= tick else {
          continue
        }
        let ticksBack = each.latencyHours / specification.clock.tickHours
        let price = interpolated(ticksBack: ticksBack) { back in
          back == 0 ? now : pastReading(slot, back: back) ?? now
        }
        let move = abs(price / oracles.answer[slot] - 1)
        let age = Double(tick - oracles.publishedTick[slot]) * specification.clock.tickHours
        guard move > each.deviationThreshold || age >= each.heartbeatHours else { continue }
        oracles.answer[slot] = price
        oracles.publishedTick[slot] = tick
      }
    }
  }

  /// Keeps what was read at the end of the tick before, as far back as any oracle lags.
  private mutating func rememberReadings() {
    oracles.history.append(oracles.reading)
    let longest = specification.oracles.reduce(0) { max($0, $1.latencyHours) }
    let kept = specification.clock.ticks(coveringHours: longest) + 2
    if oracles.history.count > kept { oracles.history.removeFirst() }
  }

  private func pastReading(_ slot: Int, back: Int) -> Double? {
    oracles.history[max(0, oracles.history.count - back)][slot]
  }

  /// What the feeds of an oracle say together; nil where none quotes the asset.
  private func reading(of oracle: OracleSpecification, _ asset: Int) -> Double? {
    let quotes = oracle.feeds.compactMap { each in
      price(of: each.feed, asset).map { (price: $0, weight: each.weight) }
    }
    let total = quotes.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return nil }
    switch oracle.aggregation {
    case .mean: return quotes.reduce(0) { $0 + $1.weight * $1.price } / total
    case .median: return weightedMedian(quotes, total: total)
    }
  }

  /// The price with half of the weight on either side; in the middle of two where both halves are equal.
  private func weightedMedian(
    _ quotes: [(price: Double, weight: Double)], total: Double
  ) -> Double? {
    let sorted = quotes.filter { $0.weight > 0 }.sorted { $0.price < $1.price }
    var below = 0.0
    for (index, quote) in sorted.enumerated() {
      below += quote.weight
      if abs(below - total / 2) <= 1e-12 * total, index + 1 < sorted.count {
        return (quote.price + sorted[index + 1].price) / 2
      }
      if below > total / 2 { return quote.price }
    }
    return sorted.last?.price
  }

  private func price(of feed: OracleFeed, _ asset: Int) -> Double? {
    switch feed {
    case .jurisdiction(let jurisdiction):
      return price(regime.zones.zoneOfJurisdiction[jurisdiction], asset)
    case .venue(let institution):
      return layout.venueOfInstitution[institution].map { market.mark[$0 * layout.assets + asset] }
    case .pool(let index):
      let pool = pools.all[index]
      guard pool.asset == asset, pool.isOpen else { return nil }
      return pool.spotPrice * price(pool.zone, pool.quote)
    }
  }
}
