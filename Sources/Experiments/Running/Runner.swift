package import Results
package import Simulation

/// Works off the units of a run that are not in the spool yet: one bounded task group.
///
/// A unit is a pure function of its regime, mode and replicate, so neither the number of jobs nor the order
/// in which units end can reach a row.
package struct Runner: Sendable {
  package var workspace: RunWorkspace
  package var tables: RunTables
  /// How many units are worked on at the same time.
  package var jobs: Int
  package var simulate: @Sendable (Unit) throws -> ReplicateRecord
  /// Called with the number of units that are done after each of them.
  package var progress: @Sendable (_ done: Int, _ total: Int) -> Void

  package init(
    workspace: RunWorkspace, tables: RunTables, jobs: Int,
    simulate: @escaping @Sendable (Unit) throws -> ReplicateRecord,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    precondition(jobs > 0, "\(jobs) jobs")
    self.workspace = workspace
    self.tables = tables
    self.jobs = jobs
    self.simulate = simulate
    self.progress = progress
  }

  package struct Outcome: Sendable, Equatable {
    /// Units found in the spool.
    package var reused = 0
    /// Units that came to no result, in the order of the plan.
    package var failures: [RunManifest.Failure] = []
    /// Units in which a conservation law broke; their rows are not kept.
    package var violations: [RunManifest.Failure] = []
  }

  private enum UnitOutcome: Sendable {
    case done
    case failed(String)
    case violated(String)
  }

  package func run() async throws(FileFailure) -> Outcome {
    let plan = workspace.request.plan
    var outcome = Outcome()
    var waiting: [Unit] = []
    for unit in plan.workingOrder {
      if try workspace.spool.read(unit) == nil { waiting.append(unit) } else { outcome.reused += 1 }
    }
    progress(outcome.reused, plan.count)
    let troubles = try await work(off: waiting, done: outcome.reused)
    for unit in plan.units {
      guard let trouble = troubles[unit] else { continue }
      func note(_ message: String) -> RunManifest.Failure {
        RunManifest.Failure(
          regime: plan.regimes[unit.regime], mode: plan.modes[unit.mode],
          replicate: unit.replicate, message: message)
      }
      switch trouble {
      case .done: break
      case .failed(let message): outcome.failures.append(note(message))
      case .violated(let message): outcome.violations.append(note(message))
      }
    }
    return outcome
  }

  private func work(off units: [Unit], done: Int) async throws(FileFailure) -> [Unit: UnitOutcome] {
    var outcomes: [Unit: UnitOutcome] = [:]
    var failure: FileFailure?
    await workOff(units, jobs: jobs, work: work) { unit, result in
      switch result {
      case .success(let outcome): outcomes[unit] = outcome
      case .failure(let refusal): failure = failure ?? refusal
      }
      progress(done + outcomes.count, done + units.count)
      return failure == nil
    }
    if let failure { throw failure }
    return outcomes
  }

  private func work(on unit: Unit) -> Result<UnitOutcome, FileFailure> {
    do {
      let record = try simulate(unit)
      guard record.conservationViolations.isEmpty else {
        return .success(.violated(record.conservationViolations.joined(separator: "; ")))
      }
      let request = workspace.request
      let place = RunTables.Place(
        regime: request.plan.regimes[unit.regime], mode: request.plan.modes[unit.mode],
        replicate: unit.replicate, seed: request.identity.seed)
      let finished = FinishedUnit(
        making: request.making, rows: tables.rows(of: record, at: place),
        phaseSeconds: record.phaseSeconds)
      try workspace.spool.write(finished, for: unit)
      return .success(.done)
    } catch let failure as FileFailure {
      return .failure(failure)
    } catch {
      return .success(.failed("\(error)"))
    }
  }
}
