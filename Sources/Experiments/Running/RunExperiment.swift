import Formats
import LinearAlgebra
package import Results

/// One run from its order to its directory.
package struct RunExperiment: Sendable {
  package var order: RunOrder
  /// The directory to write; nil for the one named after scenario and identity.
  package var target: String?
  package var jobs: Int
  package var overwrites: Bool

  package init(
    _ order: RunOrder, target: String? = nil, jobs: Int, overwrites: Bool = false
  ) {
    self.order = order
    self.target = target
    self.jobs = jobs
    self.overwrites = overwrites
  }

  /// Where runs go that are not told where to go.
  package static let resultsDirectory = "Results"

  package enum Conclusion: Sendable {
    /// The same run was there already, with as many replicates or more.
    case wasFinished(PublishedRun)
    case published(PublishedRun, Runner.Outcome)
    /// A conservation law broke; there is no directory.
    case brokenLaws(Runner.Outcome)
  }

  package func perform(
    started: @Sendable (_ target: String) -> Void = { _ in },
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) async throws(RunDirectoryError) -> Conclusion {
    let start = Moment.now()
    do {
      let identity = order.identity(of: try Program.current())
      let request = RunRequest(
        target: target ?? "\(Self.resultsDirectory)/\(identity.directoryName)",
        identity: identity,
        plan: UnitPlan(
          regimes: order.regimes.map(\.name), modes: order.modes, replicates: order.replicates),
        making: FinishedUnit.Making(
          isChecked: order.isChecked, numericFingerprint: numericFingerprint()),
        unitTables: order.tables.unitTables, overwrites: overwrites)
      switch try RunWorkspace.open(request) {
      case .finished(let run): return .wasFinished(run)
      case .workspace(let workspace):
        started(request.target)
        let outcome = try await Runner(
          workspace: workspace, tables: order.tables, jobs: jobs, simulate: order.simulate,
          progress: progress
        ).run()
        guard outcome.violations.isEmpty else { return .brokenLaws(outcome) }
        try publish(workspace, outcome, since: start)
        return .published(try PublishedRun(request.target), outcome)
      }
    } catch let error as RunDirectoryError {
      throw error
    } catch let failure as FileFailure {
      throw .file(failure)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  private func publish(
    _ workspace: RunWorkspace, _ outcome: Runner.Outcome, since start: Moment
  ) throws {
    let request = workspace.request
    var publication = try Publication(workspace)
    try publication.writeUnits()
    let table = try MetricTable(
      file: publication.path(of: order.tables.runs), metrics: order.tables.replicateMetrics,
      plan: request.plan)
    var summary = SummaryRow.table.writer(writesHeader: true)
    for row in MetricSummary.rows(table, seed: order.seed) { summary.row(row.cells) }
    try publication.write(SummaryRow.table, summary)
    var comparison = ComparisonRow.table.writer(writesHeader: true)
    let regimes = RegimeComparison(table, regimes: order.regimes, seed: order.seed)
    for row in regimes.rows() { comparison.row(row.cells) }
    try publication.write(ComparisonRow.table, comparison)
    try publication.write("scenario.json", order.scenario)
    try publication.commit(
      title: order.scenarioName,
      manifest: RunManifest(
        program: request.identity.program, identity: request.identity.sha256,
        scenarioName: order.scenarioName, inputs: order.inputs, seed: order.seed,
        regimes: order.regimes, modes: order.modes, baseline: order.baseline,
        replicates: order.replicates, making: request.making,
        passLimitHits: table.total("pass_limit_hits"),
        unconvergedSolves: table.total("unconverged_solves"), failures: outcome.failures,
        publishedValues: order.publishedValues,
        times: start.timesUntilNow + (publication.phaseTimes.json.map { [$0] } ?? [])))
  }
}
