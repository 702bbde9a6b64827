import Formats
import Results
import Scenarios
import Simulation

/// An institution that loses an amount in a replicate; nothing happens to anybody where there is none.
struct RankTrial: Sendable {
  var member: Int?
  var amount = 0.0
  var replicate: Int

  /// Its number among all trials that there can be.
  func piece(replicates: Int) -> Int {
    (member.map { $0 + 1 } ?? 0) * replicates + replicate
  }
}

/// What one run of a scenario under all regimes and modes gives.
struct RankOutcome: Sendable {
  /// By regime and mode.
  var losses: [Double] = []
  var defaults: [Double] = []
  /// By institution, as they stand before anything happens: the same under every regime.
  var equityAtStart: [Double] = []
  /// What claims alone carry of each failure, by regime and mode; empty but where nobody is struck.
  var claims: [ClaimsAlone] = []

  init() {}

  /// Runs the trial; `blow` is the loss in multiples of equity.
  init(
    _ trial: RankTrial, members: [InstitutionSpecification], blow: Double,
    _ variation: ScenarioVariation
  ) throws(InputProblems) {
    let names = RunTables(variation.base).replicateMetrics.map(\.name)
    guard let loss = names.firstIndex(of: "system_loss"),
      let failed = names.firstIndex(of: "defaults")
    else { preconditionFailure("no system_loss or defaults among \(names)") }
    var scenario = variation.base
    if let member = trial.member {
      let event: JSONValue = [
        "at_hours": 0, "kind": "external_loss", "institution": .string(members[member].id),
        "amount": .number(trial.amount),
      ]
      scenario = try variation.with(events: [event] + variation.events)
    }
    for regime in scenario.regimes {
      for mode in scenario.comparison.modes {
        let record = scenario.simulate(regime: regime, mode: mode, replicate: trial.replicate)
        losses.append(record.metrics[loss] ?? 0)
        defaults.append(record.metrics[failed] ?? 0)
        guard trial.member == nil else { continue }
        if equityAtStart.isEmpty { equityAtStart = record.institutions.map(\.equityStart) }
        claims.append(
          scenario.claimsAlone(
            regime: regime, mode: mode, replicate: trial.replicate, blow: blow))
      }
    }
  }

  init(_ kept: JSONValue) {
    func numbers(_ key: String) -> [Double] { kept[key]?.elements(\.real) ?? [] }
    losses = numbers("losses")
    defaults = numbers("defaults")
    equityAtStart = numbers("equity_at_start")
    claims = kept["claims"]?.elements(ClaimsAlone.init(kept:)) ?? []
  }

  var json: JSONValue {
    [
      "losses": .array(losses.map { .number($0) }),
      "defaults": .array(defaults.map { .number($0) }),
      "equity_at_start": .array(equityAtStart.map { .number($0) }),
      "claims": .array(claims.map(\.json)),
    ]
  }
}

extension ClaimsAlone {
  fileprivate init?(kept: JSONValue) {
    guard let losses = kept["losses"]?.elements(\.real),
      let defaults = kept["defaults"]?.elements(\.real),
      let distress = kept["distress"]?.elements(\.real)
    else { return nil }
    self.init(losses: losses, defaults: defaults, distress: distress)
  }

  fileprivate var json: JSONValue {
    [
      "losses": .array(losses.map { .number($0) }),
      "defaults": .array(defaults.map { .number($0) }),
      "distress": .array(distress.map { .number($0) }),
    ]
  }
}
