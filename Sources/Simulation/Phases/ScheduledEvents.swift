internal import Glibc

/// Events of the scenario that are due in this tick.
extension World {
  mutating func applyEvents() {
    let clock = specification.clock
    for event in specification.events {
      let first = clock.tick(atHours: event.atHours)
      if case .priceMove(let asset, let fraction, let duration) = event.kind {
        let ticks = max(1, clock.ticks(coveringHours: duration))
        guard tick >= first, tick < first + ticks else { continue }
        scaleFundamental(asset, by: exp(log1p(fraction) / Double(ticks)))
      } else if case .pricePath(let asset, let points) = event.kind {
        followPath(asset, points, start: event.atHours)
      } else if tick == first {
        apply(event.kind)
      }
    }
  }

  private mutating func apply(_ kind: ScheduledEvent.Kind) {
    switch kind {
    case .priceMove, .pricePath: break
    case .dePeg(let coin, let fraction): loseBacking(of: coin, fraction: fraction)
    case .bridgeHalt(let bridge, let duration): haltBridge(bridge, durationHours: duration)
    case .fraudRevealed(let institution, let amount):
      revealFraud(at: institution, amount: amount)
    case .capitalInjection(let institution, let amount):
      injectCapital(amount, into: institution)
    case .externalLoss(let institution, let amount):
      externalAssets[institution] -= amount
      gain(-amount, institution, .outside)
      record(.shock, who: institution, amount: amount)
    case .exploit(let institution, let fraction):
      record(.shock, who: institution, amount: steal(fraction, from: institution))
    case .run(let debtor, let fraction):
      let called =
        callDeposits(of: debtor, fraction: fraction) + runOnPools(of: debtor, fraction: fraction)
      record(.run, who: debtor, amount: called)
    case .marketMakerExit(let institution):
      exitMarkets(institution)
    case .oracleFailure(let venue, let duration):
      failOracle(.venue(venue), durationHours: duration, .shock)
    case .namedOracleFailure(let oracle, let duration):
      failOracle(.oracle(oracle), durationHours: duration, .shock)
    case .oracleManipulation(let target, let asset, let fraction, let duration):
      pushOracle(target, asset: asset, fraction: fraction, durationHours: duration)
    case .poolManipulation(let pool, let fraction, let duration, let attacker):
      attackPool(pool, fraction: fraction, durationHours: duration, by: attacker)
    case .enforcement(let institution, let fine, let freeze):
      standing[institution].frozenUntil =
        tick + specification.clock.ticks(coveringHours: freeze)
      let paid = chargeFee(fine, institution, .enforcement)
      tally.fines += paid
      record(.supervisoryAction, who: institution, amount: paid)
    }
  }

  /// Takes a share of an institution's cash and tokens out of the system; returns the value lost.
  mutating func steal(_ fraction: Double, from institution: Int) -> Double {
    var lost = 0.0
    for zone in 0..<layout.zones {
      for asset in 0..<layout.assets {
        let units = fraction * holdings[institution, zone, asset]
        guard units > 0 else { continue }
        holdings[institution, zone, asset] -= units
        holdings[layout.outside, zone, asset] += units
        lost += units * price(zone, asset)
      }
    }
    gain(-lost, institution, .exploit)
    return lost + drainPools(of: institution, fraction: fraction)
  }

  /// Calls a share of every deposit with a debtor; returns what was called.
  mutating func callDeposits(of debtor: Int, fraction: Double) -> Double {
    guard !standing[debtor].isInDefault else { return 0 }
    var called = 0.0
    for creditor in 0..<layout.institutions where !standing[creditor].isInDefault {
      let amount = fraction * claims.face(.deposits, creditor: creditor, debtor: debtor)
      guard amount > 0 else { continue }
      call(amount, layer: .deposits, creditor: creditor, debtor: debtor, kind: .withdrawal)
      called += amount
    }
    return called
  }

  /// Pays a fee to outside out of cash, home zone first; returns what was paid.
  mutating func chargeFee(_ amount: Double, _ institution: Int, _ channel: Channel) -> Double {
    var left = amount
    let home = layout.homeZone[institution]
    for zone in [home] + layout.operatingZones[institution].filter({ $0 != home }) where left > 0 {
      let part = min(left, max(0, holdings[institution, zone, 0]))
      guard part > 0 else { continue }
      pay(part, from: institution, to: layout.outside, zone: zone, channel)
      left -= part
    }
    return amount - left
  }
}
