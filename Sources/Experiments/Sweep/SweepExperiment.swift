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

  package init(
    _ order: SweepOrder, target: String? = nil, jobs: Int, overwrites: Bool = false,
    stopsOnError: Bool = false
  ) {
    self.order = order
    self.target = target
    self.jobs = jobs
    self.overwrites = overwrites
    self.stopsOnError = stopsOnError
  }

  package static let format = "concordat-sweep"

  /// A cell and replicate that came to no result.
  package struct Failure: Sendable, Equatable {
    package var cell: Int
    package var replicate: Int
    package var message: String
  }

  package enum Conclusion: Sendable {
    case wasFinished(directory: String, failures: Int)
    case published(directory: String, failures: [Failure], reused: Int, readings: [String])
    /// A piece failed and the experiment was to stop; what is finished is kept.
    case stopped(Failure)
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
      pieces: order.pieces, overwrites: overwrites)
    switch try Study.open(request) {
    case .finished(let manifest):
      return .wasFinished(
        directory: target, failures: manifest["counts"]?["failed_pieces"]?.whole ?? 0)
    case .open(let study):
      started(target)
      let reused = study.log.count
      let failures = try await work(study, estimated: estimated, progress: progress)
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

  private enum Outcome: Sendable {
    case done
    case failed(String)
    case refused(FileFailure)
  }

  private func work(
    _ study: Study, estimated: (Estimate) -> Void, progress: (Int, Int) -> Void
  ) async throws -> [Failure] {
    let log = study.log
    var done = log.count
    let total = order.pieces
    var failures: [Failure] = []
    var refusal: FileFailure?
    let perPiece = order.regimes.count * order.modes.count
    let begin = Moment.now()
    var isFirst = true
    var pieces = PendingPieces(order: order, log: log)
    func finished(_ piece: Piece, _ outcome: Outcome) -> Bool {
      switch outcome {
      case .done: break
      case .failed(let message):
        failures.append(
          Failure(cell: piece.cell.cell, replicate: piece.replicate, message: message))
      case .refused(let failure): refusal = refusal ?? failure
      }
      done += 1
      if isFirst {
        isFirst = false
        estimated(
          Estimate(
            remainingRuns: (total - done) * perPiece,
            secondsPerRun: Moment.now().seconds(since: begin) / Double(perPiece), jobs: jobs))
      }
      progress(done, total)
      return refusal == nil && !(stopsOnError && !failures.isEmpty)
    }
    progress(done, total)
    let work: @Sendable (Piece) -> Outcome = { piece in
      do {
        try log.append(try piece.cell.rows(replicate: piece.replicate), for: piece.number)
        return .done
      } catch let failure as FileFailure {
        return .refused(failure)
      } catch {
        return .failed("\(error)")
      }
    }
    // The first piece alone tells how long one takes.
    guard let first = pieces.next() else { return [] }
    if finished(first, work(first)) {
      await workOff(pieces, jobs: jobs, work: work, finished: finished)
    }
    if let refusal { throw refusal }
    return failures.sorted { ($0.cell, $0.replicate) < ($1.cell, $1.replicate) }
  }
}

/// A cell and a replicate, under all regimes and modes.
struct Piece: Sendable {
  var number: Int
  var cell: CellScenario
  var replicate: Int
}

/// The pieces that are not in the log, in order; those of a cell share its scenario.
struct PendingPieces: Sequence, IteratorProtocol {
  let order: SweepOrder
  let log: WorkLog
  private var number = 0
  private var cell: CellScenario?

  init(order: SweepOrder, log: WorkLog) {
    self.order = order
    self.log = log
  }

  mutating func next() -> Piece? {
    while number < order.pieces, log.contains(number) { number += 1 }
    guard number < order.pieces else { return nil }
    let (place, replicate) = number.quotientAndRemainder(dividingBy: order.replicates)
    let shared = cell?.cell == place ? cell : nil
    let scenario = shared ?? CellScenario(order, cell: place)
    cell = scenario
    defer { number += 1 }
    return Piece(number: number, cell: scenario, replicate: replicate)
  }
}
