internal import Regimes

/// Phase 1: oracles fail or are manipulated, by the scenario or by chance.
///
/// A failure is one draw for each oracle: a shared one takes all its users along, own ones fail each with the same
/// probability. What oracles have in common is drawn by standard (`OracleStandards`). Absent without the events
/// and without `oracle_hazard`.
extension World {
  mutating func failOracle(_ target: OracleTarget, durationHours: Double, _ kind: EventLog.Kind) {
    let until = tick + specification.clock.ticks(coveringHours: durationHours)
    switch target {
    case .oracle(let oracle): oracles.frozenUntil[oracle] = until
    case .venue(let host):
      guard let venue = layout.venueOfInstitution[host] else { return }
      oracleFrozenUntil[venue] = until
    }
    log(kind, target, amount: durationHours)
  }

  /// Notes an event of an oracle under its operator, or its first user; one without either concerns nobody.
  private mutating func log(_ kind: EventLog.Kind, _ target: OracleTarget, amount: Double) {
    switch target {
    case .venue(let host): record(kind, who: host, amount: amount)
    case .oracle(let oracle):
      let user = oracles.ofVenue.firstIndex { $0 == oracle }.map { layout.institutionOfVenue[$0] }
      guard let who = specification.oracles[oracle].operatorInstitution ?? user else { return }
      record(kind, who: who, amount: amount)
    }
  }

  /// Moves a published price by a fraction for a while.
  mutating func pushOracle(
    _ target: OracleTarget, asset: Int, fraction: Double, durationHours: Double
  ) {
    oracles.pushes.removeAll { $0.until <= tick }
    oracles.pushes.append(
      OracleBook.Push(
        target: target, asset: asset, factor: 1 + fraction,
        until: tick + specification.clock.ticks(coveringHours: durationHours)))
    log(.shock, target, amount: fraction)
  }
}
