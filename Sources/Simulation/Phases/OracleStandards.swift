internal import Randomness
internal import Regimes

/// Phase 1: failures of oracles by chance, alone or together with all that run on the same standard.
///
/// Oracles of one standard (the same node software, aggregation contract or data model) have a failure in common
/// with the share `commonality` of the regime: with that probability the standard's draw decides for each of
/// them, else its own, so that the marginal probability is the same whatever the share. It is the β-factor model of
/// common-cause failures (Fleming 1975, General Atomic GA-A13284, `β` the share of failures in common). The
/// standard is the oracle's own, else that of the rulebook under which it is operated, else, as for every hazard,
/// that rulebook's contract standard; an oracle that nobody in the model operates and that has none fails
/// alone. Absent without `oracle_hazard`.
extension World {
  mutating func applyOracleHazard() {
    guard let hazard = specification.oracleHazard else { return }
    for (index, each) in specification.oracles.enumerated() {
      let rules = each.operatorInstitution.map { rulebook(of: $0) }
      if fails(hazard, standard: each.standard, rules: rules, name: each.id) {
        failOracle(.oracle(index), durationHours: hazard.durationHours, .hazard)
      }
    }
    for venue in 0..<layout.venues where oracles.ofVenue[venue] == nil {
      let host = layout.institutionOfVenue[venue]
      let name = specification.institutions[host].id
      if fails(hazard, standard: nil, rules: rulebook(of: host), name: name) {
        failOracle(.venue(host), durationHours: hazard.durationHours, .hazard)
      }
    }
  }

  private func fails(
    _ hazard: OracleHazard, standard: String?, rules: Rulebook?, name: String
  ) -> Bool {
    // A standard of oracles and one of contracts are two things, be they called alike.
    let shared = (standard ?? rules?.oracleStandard).map { "oracle standard \($0)" }
    return strikes(
      entityKey("oracle_hazard"), ratePerYear: hazard.ratePerYear,
      auditScale: rules?.auditHazardScale ?? 1, standard: shared ?? rules?.contractStandard,
      entity: name)
  }
}
