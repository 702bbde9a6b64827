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

  init() {}

  /// Runs the trial.
  init(
    _ trial: RankTrial, members: [InstitutionSpecification], _ variation: ScenarioVariation
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
        if trial.member == nil, equityAtStart.isEmpty {
          equityAtStart = record.institutions.map(\.equityStart)
        }
      }
    }
  }

  init(_ kept: JSONValue) {
    func numbers(_ key: String) -> [Double] { kept[key]?.elements(\.real) ?? [] }
    losses = numbers("losses")
    defaults = numbers("defaults")
    equityAtStart = numbers("equity_at_start")
  }

  var json: JSONValue {
    [
      "losses": .array(losses.map { .number($0) }),
      "defaults": .array(defaults.map { .number($0) }),
      "equity_at_start": .array(equityAtStart.map { .number($0) }),
    ]
  }
}
