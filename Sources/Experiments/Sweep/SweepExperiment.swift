import Formats
import LinearAlgebra
import Results
import Simulation

/// One experiment from its order to its directory.
package struct SweepExperiment: Sendable {
  package var order: SweepOrder
  package var target: String?
  package var jobs: Int
  package var overwrites: Bool
  /// Nothing more is begun after a piece that failed.
  package var stopsOnError: Bool
  package var watch: WorkWatch
  /// Called before each piece is worked on.
  package var beforePiece: @Sendable (_ cell: Int, _ replicate: Int) -> Void = { _, _ in }

  package init(
    _ order: SweepOrder, target: String? = nil, jobs: Int, overwrites: Bool = false,
    stopsOnError: Bool = false, watch: WorkWatch = WorkWatch()
  ) {
    self.order = order
    self.target = target
    self.jobs = jobs
    self.overwrites = overwrites
    self.stopsOnError = stopsOnError
    self.watch = watch
  }

  package static let format = "concordat-sweep"

  /// A cell and replicate that came to no result.
  package struct Failure: Sendable, Equatable {
    package var cell: Int
    package var replicate: Int
    package var message: String
  }

  package enum Conclusion: Sendable {
    /// The same experiment was there already, with as many replicates or more.
    case wasFinished(directory: String, failures: Int, replicates: Int)
    case published(directory: String, failures: [Failure], reused: Int, readings: [String])
    /// A piece failed and the experiment was to stop; what is finished is kept.
    case stopped(Failure)
    /// The one piece of the watch was tried.
    case tried
  }

  /// What is known about the time before most of the work begins.
  package struct Estimate: Sendable {
    package var remainingRuns: Int
    /// Seconds of one run, from the first piece; none where nothing is left to do.
    package var secondsPerRun: Double?
    package var jobs: Int

    package var seconds: Double? {
      secondsPerRun.map { $0 * Double(remainingRuns) / Double(jobs) }
    }
  }

  package func perform(
    started: (_ target: String) -> Void = { _ in }, estimated: (Estimate) -> Void = { _ in },
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) async throws -> Conclusion {
    let start = Moment.now()
    let program = try Program.current()
    let identity = order.identity(of: program)
    let target =
      target ?? "\(RunExperiment.resultsDirectory)/\(order.name)-\(identity.prefix(8))"
    // Rows of another arithmetic may differ in their last bits: they do not mix.
    let fingerprint = numericFingerprint()
    let request = Study.Request(
      target: target, format: Self.format, identity: identity, mark: fingerprint,
      pieces: order.pieces, replicates: order.replicates, overwrites: overwrites)
    switch try Study.open(request) {
    case .finished(let manifest):
      return .wasFinished(
        directory: target, failures: manifest["counts"]?["failed_pieces"]?.whole ?? 0,
        replicates: manifest["replicates"]?.whole ?? order.replicates)
    case .open(let study):
      try takeOver(study)
      started(target)
      let reused = study.log.count
      let work = SweepWork(
        order: order, log: study.log, jobs: jobs, stopsOnError: stopsOnError, watch: watch,
        beforePiece: beforePiece)
      if let piece = watch.only {
        try work.only(piece)
        return .tried
      }
      let failures = try await work.all(estimated: estimated, progress: progress)
      if stopsOnError, let first = failures.first { return .stopped(first) }
      let publication = SweepPublication(order: order, study: study, failures: failures)
      let readings = try publication.write()
      try study.commit(
        name: order.name, program: program, members: publication.members(fingerprint),
        times: start.timesUntilNow)
      return .published(
        directory: target, failures: failures, reused: reused, readings: readings)
    }
  }

  /// Puts the pieces of a finished experiment with fewer replicates into the log.
  private func takeOver(_ study: Study) throws {
    let table = order.tables.rows
    let header = table.writer(writesHeader: true).bytes
    try study.earlierRows(of: table, each: order.regimes.count * order.modes.count) { rows in
      let found = try CSVTable.read(header + rows, file: table.fileName)
      guard let cell = try found.integers("cell").first,
        let replicate = try found.integers("replicate").first
      else { return }
      let piece = order.piece(cell: cell, replicate: replicate)
      if !study.log.contains(piece) { try study.log.append(rows, for: piece) }
    }
  }
}
