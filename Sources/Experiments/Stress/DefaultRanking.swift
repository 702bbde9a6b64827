package import Formats
import Regimes
package import Results
import Scenarios
import Simulation

/// Who would do the most harm: each institution in turn is made insolvent at the start, and what everybody
/// loses beyond the blow itself is set against the same luck without it.
package struct DefaultRanking: StressQuestion {
  package static let kind = "rank"

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
    /// The same loss through claims alone, mean over replicates.
    package var claimsLoss: Double
    /// Defaults beside its own through claims alone, mean over replicates.
    package var claimsDefaults: Double
    /// Equity of the others in distress by linear DebtRank, mean over replicates.
    package var distress: Double
    /// Its place under this regime and mode, the greatest loss first.
    package var rank: Int
  }

  package let name: String
  package let money: String
  package let replicates: Int
  package let identity: JSONValue
  package let pieces: Int
  package var lines: [Line] = []
  private let blow: Double
  private let variation: ScenarioVariation
  private let members: [InstitutionSpecification]

  /// `blow` is the loss at the start in multiples of equity, above 1 for an insolvency.
  package init(scenario path: String, changes: [String], blow: Double) throws {
    variation = try ScenarioVariation(path, changes: changes, tables: ["institutions"])
    let base = variation.base
    self.blow = blow
    name = base.name
    money = base.unitOfAccount
    replicates = base.replicates
    members = base.specification(replicate: 0).institutions
    pieces = replicates * (1 + members.count)
    identity = [
      "scenario": base.resolved, "blow": .number(blow),
      "inputs": .array(
        base.inputs.dropFirst().map { .string(SHA256.hexadecimal(of: $0.bytes)) }),
    ]
  }

  package mutating func work(
    _ log: WorkLog, jobs: Int, progress: (_ done: Int, _ total: Int) -> Void
  ) async throws {
    let undisturbed = try await outcomes(
      (0..<replicates).map { RankTrial(replicate: $0) }, log, jobs: jobs, progress: { _, _ in })
    // Balance sheets are drawn: who has no equity in a replicate has none to lose in it.
    var trials: [RankTrial] = []
    for (replicate, calm) in undisturbed.enumerated() {
      for (member, equity) in calm.equityAtStart.enumerated() where equity > 0 {
        trials.append(
          RankTrial(member: member, amount: blow * equity, replicate: replicate))
      }
    }
    let struck = try await outcomes(trials, log, jobs: jobs, progress: progress)
    let base = variation.base
    for (regime, word) in base.regimes.map(\.name).enumerated() {
      for (mode, modeWord) in base.comparison.modes.map(\.rawValue).enumerated() {
        let cell = regime * base.comparison.modes.count + mode
        var own = members.indices.compactMap { member -> Line? in
          let pairs = zip(trials, struck).filter { $0.0.member == member }
          let losses = pairs.map { trial, outcome in
            let terms = [
              outcome.losses[cell], undisturbed[trial.replicate].losses[cell], trial.amount,
            ]
            return contrast(terms[0] - terms[1] - terms[2], of: terms)
          }
          let defaults = pairs.map { trial, outcome in
            outcome.defaults[cell] - undisturbed[trial.replicate].defaults[cell] - 1
          }
          let claims = pairs.map { undisturbed[$0.0.replicate].claims[cell] }
          guard let further = Estimate(losses), let failed = Estimate(defaults) else { return nil }
          return Line(
            regime: word, mode: modeWord, institution: members[member].id,
            kind: members[member].kind.rawValue, blow: mean(pairs.map { $0.0.amount }),
            furtherLoss: further, furtherDefaults: failed,
            claimsLoss: mean(claims.map { $0.losses[member] }),
            claimsDefaults: mean(claims.map { $0.defaults[member] }),
            distress: mean(claims.map { $0.distress[member] }), rank: 0)
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
  private func outcomes(
    _ trials: [RankTrial], _ log: WorkLog, jobs: Int, progress: (Int, Int) -> Void
  ) async throws -> [RankOutcome] {
    let (variation, members, replicates, blow) = (variation, members, replicates, blow)
    let work: @Sendable (Int) -> Result<RankOutcome, any Error> = { place in
      let trial = trials[place]
      return Result {
        let kept = try log.remembering(trial.piece(replicates: replicates)) {
          try RankOutcome(trial, members: members, blow: blow, variation).json
        }
        return RankOutcome(kept)
      }
    }
    var outcomes = [RankOutcome](repeating: RankOutcome(), count: trials.count)
    var failure: (any Error)?
    var done = 0
    await workOff(trials.indices, jobs: jobs, work: work) { place, result in
      switch result {
      case .success(let outcome): outcomes[place] = outcome
      case .failure(let error): failure = error
      }
      done += 1
      progress(done, trials.count)
      return failure == nil
    }
    if let failure { throw failure }
    return outcomes
  }
}
