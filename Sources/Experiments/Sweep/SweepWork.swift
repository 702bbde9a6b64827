import Formats
import Results

/// Works off the pieces of an experiment that are not in its log.
struct SweepWork {
  let order: SweepOrder
  let log: WorkLog
  let jobs: Int
  let stopsOnError: Bool
  let watch: WorkWatch
  /// Called in the process that works before each piece.
  let beforePiece: @Sendable (_ cell: Int, _ replicate: Int) -> Void

  private enum Outcome: Sendable {
    case done
    case failed(String)
    case refused(FileFailure)
  }

  private func result(of piece: Piece) -> Outcome {
    watch.over(piece.number) {
      do {
        beforePiece(piece.cell.cell, piece.replicate)
        try log.append(try piece.cell.rows(replicate: piece.replicate), for: piece.number)
        return .done
      } catch let failure as FileFailure {
        return .refused(failure)
      } catch {
        return .failed("\(error)")
      }
    }
  }

  /// Tries one piece; what becomes of it is in the log, or seen when it is tried again with the others.
  func only(_ number: Int) throws(FileFailure) {
    let (cell, replicate) = order.place(ofPiece: number)
    let piece = Piece(number: number, cell: CellScenario(order, cell: cell), replicate: replicate)
    if !log.contains(number), case .refused(let failure) = result(of: piece) { throw failure }
  }

  /// Works off everything; returns what came to no result, in the order of the rows.
  func all(
    estimated: (SweepExperiment.Estimate) -> Void, progress: (_ done: Int, _ total: Int) -> Void
  ) async throws(FileFailure) -> [SweepExperiment.Failure] {
    func inOrder(_ failures: [SweepExperiment.Failure]) -> [SweepExperiment.Failure] {
      failures.sorted { ($0.cell, $0.replicate) < ($1.cell, $1.replicate) }
    }
    var failures = inOrder(
      watch.fatal.filter { !log.contains($0.key) }.map { number, message in
        let (cell, replicate) = order.place(ofPiece: number)
        return SweepExperiment.Failure(cell: cell, replicate: replicate, message: message)
      })
    guard !stopsOnError || failures.isEmpty else { return failures }
    var done = log.count + failures.count
    let total = order.pieces
    var refusal: FileFailure?
    let perPiece = order.regimes.count * order.modes.count
    let begin = Moment.now()
    var isFirst = true
    let pieces = PendingPieces(
      order: order, log: log, without: Set(watch.fatal.keys), abreast: jobs)
    func finished(_ piece: Piece, _ outcome: Outcome) -> Bool {
      switch outcome {
      case .done: break
      case .failed(let message):
        failures.append(
          SweepExperiment.Failure(
            cell: piece.cell.cell, replicate: piece.replicate, message: message))
      case .refused(let failure): refusal = refusal ?? failure
      }
      done += 1
      // The first to end tells how long one takes, with as many at work as there will be.
      if isFirst {
        isFirst = false
        estimated(
          SweepExperiment.Estimate(
            remainingRuns: (total - done) * perPiece,
            secondsPerRun: Moment.now().seconds(since: begin) / Double(perPiece), jobs: jobs))
      }
      progress(done, total)
      return refusal == nil && !(stopsOnError && !failures.isEmpty)
    }
    progress(done, total)
    await workOff(pieces, jobs: jobs, work: result, finished: finished)
    if let refusal { throw refusal }
    return inOrder(failures)
  }
}

/// A cell and a replicate, under all regimes and modes.
struct Piece: Sendable {
  /// Its number in the log.
  var number: Int
  var cell: CellScenario
  var replicate: Int
}

/// The pieces that are not in the log, so many cells abreast: those of a cell share its scenario, and whoever
/// works beside them has another one to load.
struct PendingPieces: Sequence, IteratorProtocol {
  private let order: SweepOrder
  private let log: WorkLog
  private let excluded: Set<Int>
  private let abreast: Int
  /// The cells that are worked off together, and the place among their pieces.
  private var cells: [CellScenario] = []
  private var nextCell = 0
  private var place = 0

  init(order: SweepOrder, log: WorkLog, without excluded: Set<Int> = [], abreast: Int = 1) {
    self.order = order
    self.log = log
    self.excluded = excluded
    self.abreast = abreast
  }

  mutating func next() -> Piece? {
    while true {
      if place == cells.count * order.replicates {
        guard nextCell < order.design.count else { return nil }
        let end = Swift.min(nextCell + abreast, order.design.count)
        cells = (nextCell..<end).map { CellScenario(order, cell: $0) }
        nextCell = end
        place = 0
      }
      let (replicate, column) = place.quotientAndRemainder(dividingBy: cells.count)
      place += 1
      let number = order.piece(cell: cells[column].cell, replicate: replicate)
      guard !log.contains(number), !excluded.contains(number) else { continue }
      return Piece(number: number, cell: cells[column], replicate: replicate)
    }
  }
}
