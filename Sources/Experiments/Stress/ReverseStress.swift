package import Formats
import Glibc
import Regimes
package import Results
import Scenarios
import Simulation

/// The smallest shock that breaks a regime: by how much the scenario's shocks must be scaled until a share of
/// equity, or of venues, is lost with a given probability.
///
/// Sizes are tried from small to large on a grid, because more is not always worse; the first that breaks is
/// narrowed down by bisection. Every size and regime meets the same luck.
package struct ReverseStress: StressQuestion {
  package static let kind = "reverse"

  package enum Target: String, Sendable, CaseIterable {
    /// A share of the equity of institutions and accounts at the start.
    case equity
    /// A share of the exchanges, clearing houses and lending protocols.
    case venues
  }

  package struct Question: Sendable {
    package var target = Target.equity
    package var share = 0.1
    package var probability = 0.5
    package var largest = 4.0
    package var gridPoints = 8
    package var tolerance = 0.01

    package init() {}
  }

  /// What one size did.
  package struct Trial: Sendable, Equatable {
    package var regime: String
    package var mode: String
    package var size: Double
    package var probability: Double
    package var interval: Interval
  }

  package struct Answer: Sendable, Equatable {
    package var regime: String
    package var mode: String
    /// The smallest size found, none where the largest does not break it.
    package var size: Double?
    /// Sizes above it on the grid that do not break it: more was not always worse.
    package var hasRelief: Bool
  }

  package let name: String
  package let question: Question
  package let replicates: Int
  package let identity: JSONValue
  package var trials: [Trial] = []
  package var answers: [Answer] = []
  private let variation: ScenarioVariation

  package init(scenario path: String, changes: [String], question: Question) throws {
    variation = try ScenarioVariation(path, changes: changes, tables: ["institutions"])
    let base = variation.base
    self.question = question
    name = base.name
    replicates = base.replicates
    identity = [
      "scenario": base.resolved, "target": .string(question.target.rawValue),
      "share": .number(question.share), "probability": .number(question.probability),
      "largest": .number(question.largest), "grid_points": .integer(question.gridPoints),
      "tolerance": .number(question.tolerance),
      "inputs": .array(
        base.inputs.dropFirst().map { .string(SHA256.hexadecimal(of: $0.bytes)) }),
    ]
    guard variation.events.contains(where: { ShockSize.of($0) != nil }) else {
      let kinds = ShockSize.all.map(\.kind).joined(separator: ", ")
      throw InputProblems([
        Problem(
          file: path, found: "no \(kinds) among the events", expected: "a shock that can be scaled")
      ])
    }
  }

  /// Sizes that can be tried for a regime and mode: the grid and the steps of bisection.
  private var triesAtMost: Int {
    let step = question.largest / Double(question.gridPoints)
    return question.gridPoints + 2 + Int(max(0, log2(step / question.tolerance)).rounded(.up))
  }

  package var pieces: Int {
    variation.base.regimes.count * variation.base.comparison.modes.count * triesAtMost * replicates
  }

  package mutating func work(
    _ log: WorkLog, jobs: Int, progress: (_ done: Int, _ total: Int) -> Void
  ) async throws {
    let base = variation.base
    let total = base.regimes.count * base.comparison.modes.count
    for regime in base.regimes {
      for mode in base.comparison.modes {
        progress(answers.count, total)
        try await answer(regime, mode, log, jobs: jobs)
      }
    }
    progress(total, total)
  }

  private mutating func answer(
    _ regime: Regime, _ mode: ComparisonMode, _ log: WorkLog, jobs: Int
  ) async throws {
    var piece = answers.count * triesAtMost * replicates
    func isBroken(by size: Double) async throws -> Bool {
      defer { piece += replicates }
      return try await tries(size, regime, mode, log, from: piece, jobs: jobs)
    }
    let step = question.largest / Double(question.gridPoints)
    var onGrid: [Bool] = []
    for point in 0...question.gridPoints {
      onGrid.append(
        try await isBroken(by: question.largest * Double(point) / Double(question.gridPoints)))
    }
    guard let first = onGrid.firstIndex(of: true) else {
      answers.append(Answer(regime: regime.name, mode: mode.rawValue, size: nil, hasRelief: false))
      return
    }
    var high = step * Double(first)
    var low = max(0, high - step)
    while high - low > question.tolerance {
      let middle = (low + high) / 2
      if try await isBroken(by: middle) { high = middle } else { low = middle }
    }
    answers.append(
      Answer(
        regime: regime.name, mode: mode.rawValue, size: high,
        hasRelief: onGrid[first...].contains(false)))
  }

  /// Whether a size breaks the regime often enough; `piece` is the number of its first replicate in the log.
  private mutating func tries(
    _ size: Double, _ regime: Regime, _ mode: ComparisonMode, _ log: WorkLog, from piece: Int,
    jobs: Int
  ) async throws -> Bool {
    let scenario = try variation.with(
      events: variation.events.map { ShockSize.scaled($0, by: size) })
    let names = RunTables(scenario).replicateMetrics.map(\.name)
    let share = names.firstIndex(of: "system_loss_share")
    let target = question.target
    let work: @Sendable (Int) -> Result<Double, any Error> = { replicate in
      Result {
        let lost = try log.remembering(piece + replicate) {
          let record = scenario.simulate(regime: regime, mode: mode, replicate: replicate)
          switch target {
          case .equity: return .number(share.flatMap { record.metrics[$0] } ?? 0)
          case .venues: return .number(Self.lostVenues(record.institutions))
          }
        }
        return lost.real ?? 0
      }
    }
    var hits = 0
    var failure: (any Error)?
    await workOff(0..<replicates, jobs: jobs, work: work) { _, outcome in
      switch outcome {
      case .success(let lost): hits += lost >= question.share ? 1 : 0
      case .failure(let error): failure = error
      }
      return failure == nil
    }
    if let failure { throw failure }
    let probability = Double(hits) / Double(replicates)
    trials.append(
      Trial(
        regime: regime.name, mode: mode.rawValue, size: size, probability: probability,
        interval: wilsonInterval(share: probability, count: replicates)))
    return probability >= question.probability
  }

  private static func lostVenues(_ institutions: [InstitutionRecord]) -> Double {
    let kinds: [InstitutionKind] = [.exchange, .clearingHouse, .lendingProtocol]
    let venues = institutions.filter { record in kinds.contains { $0.rawValue == record.kind } }
    guard !venues.isEmpty else { return 0 }
    return Double(venues.count { $0.defaultTick != nil }) / Double(venues.count)
  }

  /// The scaled shocks in words, such as `btc −12.3 %`.
  package func shock(at size: Double) -> String {
    variation.events.compactMap {
      ShockSize.words(ShockSize.scaled($0, by: size), money: variation.base.unitOfAccount)
    }.joined(separator: ", ")
  }
}
