package import Formats
import Regimes
package import Results
import Scenarios
import Simulation

/// Who would do the most harm: each institution in turn is made insolvent at the start, and what everybody
/// loses beyond the blow itself is set against the same luck without it.
package struct DefaultRanking: Sendable {
  /// What the failure of one institution does under one regime and mode.
  package struct Line: Sendable, Equatable {
    package var regime: String
    package var mode: String
    package var institution: String
    package var kind: String
    /// What it loses at the start, in money.
    package var blow: Double
    /// Loss of the system beyond the blow, over the same luck without it.
    package var furtherLoss: Estimate
    /// Defaults beside its own, over the same luck without it.
    package var furtherDefaults: Estimate
    /// Its place under this regime and mode, the greatest loss first.
    package var rank: Int
  }

  package let name: String
  package let money: String
  package let replicates: Int
  package let identity: JSONValue
  package private(set) var lines: [Line] = []

  /// What one run of a scenario under all regimes and modes gives.
  private struct Outcome: Sendable {
    /// By regime and mode.
    var losses: [Double] = []
    var defaults: [Double] = []
    /// As they stand at the start, the same under every regime.
    var institutions: [InstitutionRecord] = []
  }

  /// An institution that loses an amount in a replicate; nothing happens to anybody where there is no target.
  private struct Trial: Sendable {
    var target: String?
    var amount = 0.0
    var replicate: Int
  }

  /// `blow` is the loss at the start in multiples of equity, above 1 for an insolvency.
  package init(
    scenario path: String, changes: [String], blow: Double, jobs: Int,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) async throws {
    let variation = try ScenarioVariation(path, changes: changes, tables: ["institutions"])
    let base = variation.base
    name = base.name
    money = base.unitOfAccount
    replicates = base.replicates
    identity = [
      "scenario": base.resolved, "blow": .number(blow),
      "inputs": .array(
        base.inputs.dropFirst().map { .string(SHA256.hexadecimal(of: $0.bytes)) }),
    ]
    let undisturbed = try await Self.simulate(
      (0..<base.replicates).map { Trial(replicate: $0) }, variation, jobs: jobs,
      progress: { _, _ in })
    // Balance sheets are drawn: who has no equity in a replicate has none to lose in it.
    var trials: [Trial] = []
    for (replicate, outcome) in undisturbed.enumerated() {
      for institution in outcome.institutions where institution.equityStart > 0 {
        trials.append(
          Trial(
            target: institution.id, amount: blow * institution.equityStart, replicate: replicate))
      }
    }
    let outcomes = try await Self.simulate(trials, variation, jobs: jobs, progress: progress)
    let members = undisturbed.first?.institutions ?? []
    for (regime, word) in base.regimes.map(\.name).enumerated() {
      for (mode, modeWord) in base.comparison.modes.map(\.rawValue).enumerated() {
        let cell = regime * base.comparison.modes.count + mode
        var own = members.compactMap { member -> Line? in
          var amounts: [Double] = []
          var losses: [Double] = []
          var defaults: [Double] = []
          for (trial, outcome) in zip(trials, outcomes) where trial.target == member.id {
            let calm = undisturbed[trial.replicate]
            let pair = [outcome.losses[cell], calm.losses[cell], trial.amount]
            amounts.append(trial.amount)
            losses.append(contrast(pair[0] - pair[1] - pair[2], of: pair))
            defaults.append(outcome.defaults[cell] - calm.defaults[cell] - 1)
          }
          guard let further = Estimate(losses), let failed = Estimate(defaults) else { return nil }
          return Line(
            regime: word, mode: modeWord, institution: member.id, kind: member.kind,
            blow: mean(amounts), furtherLoss: further, furtherDefaults: failed, rank: 0)
        }
        own.sort {
          $0.furtherLoss.mean == $1.furtherLoss.mean
            ? $0.institution < $1.institution : $0.furtherLoss.mean > $1.furtherLoss.mean
        }
        for place in own.indices { own[place].rank = place + 1 }
        lines += own
      }
    }
  }

  /// The outcomes of trials, in their order.
  private static func simulate(
    _ trials: [Trial], _ variation: ScenarioVariation, jobs: Int, progress: (Int, Int) -> Void
  ) async throws -> [Outcome] {
    let names = RunTables(variation.base).replicateMetrics.map(\.name)
    guard let loss = names.firstIndex(of: "system_loss"),
      let defaults = names.firstIndex(of: "defaults")
    else { preconditionFailure("no system_loss or defaults among \(names)") }
    let events = variation.events
    let work: @Sendable (Int) -> Result<Outcome, InputProblems> = { place in
      let trial = trials[place]
      return Result { () throws(InputProblems) in
        var scenario = variation.base
        if let target = trial.target {
          let event: JSONValue = [
            "at_hours": 0, "kind": "external_loss", "institution": .string(target),
            "amount": .number(trial.amount),
          ]
          scenario = try variation.with(events: [event] + events)
        }
        var outcome = Outcome()
        for regime in scenario.regimes {
          for mode in scenario.comparison.modes {
            let record = scenario.simulate(
              regime: regime, mode: mode, replicate: trial.replicate)
            outcome.losses.append(record.metrics[loss] ?? 0)
            outcome.defaults.append(record.metrics[defaults] ?? 0)
            if trial.target == nil, outcome.institutions.isEmpty {
              outcome.institutions = record.institutions
            }
          }
        }
        return outcome
      }
    }
    var outcomes = [Outcome](repeating: Outcome(), count: trials.count)
    var problems: InputProblems?
    var done = 0
    await workOff(trials.indices, jobs: jobs, work: work) { place, result in
      switch result {
      case .success(let outcome): outcomes[place] = outcome
      case .failure(let failure): problems = failure
      }
      done += 1
      progress(done, trials.count)
      return problems == nil
    }
    if let problems { throw problems }
    return outcomes
  }
}

extension DefaultRanking {
  /// The table of the ranking.
  package var table: Table {
    Table(
      "rank", "One row per regime, mode and institution that is made insolvent at the start.",
      columns: [
        Column("regime", .string, "Name of the regime.", isRequired: true),
        Column("mode", .string, "Comparison: impact or equilibrium.", isRequired: true),
        Column("institution", .string, "Who is made insolvent.", isRequired: true),
        Column("kind", .string, "Its kind.", isRequired: true),
        Column(
          "rank", .integer, "Its place under this regime and mode by the mean further loss.",
          isRequired: true),
        Column(
          "blow", .number, unit: money, "What it loses at the start, mean over replicates.",
          isRequired: true),
        Column(
          "further_loss", .number, unit: money,
          "Mean loss of the system beyond the blow, over the same luck without it.",
          isRequired: true),
        Column("further_loss_low", .number, unit: money, "Lower end of its 95 % interval."),
        Column("further_loss_high", .number, unit: money, "Upper end of its 95 % interval."),
        Column(
          "further_defaults", .number, unit: "institutions",
          "Mean defaults beside its own, over the same luck without it; negative where it would have failed "
            + "anyway.", isRequired: true),
        Column(
          "replicates", .integer, "Replicates in which it has equity to lose.", isRequired: true),
      ], key: ["regime", "mode", "institution"])
  }

  package var rows: [[CSVWriter.Cell]] {
    lines.map { line in
      [
        .string(line.regime), .string(line.mode), .string(line.institution), .string(line.kind),
        .int(line.rank), .double(line.blow), .double(line.furtherLoss.mean),
        .init(optional: line.furtherLoss.interval?.low),
        .init(optional: line.furtherLoss.interval?.high), .double(line.furtherDefaults.mean),
        .int(line.furtherLoss.count),
      ]
    }
  }
}
