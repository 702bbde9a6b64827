package import Formats
import Glibc
import Regimes
import Results
import Scenarios
import Simulation

/// The smallest shock that breaks a regime: by how much the scenario's shocks must be scaled until a share of
/// equity, or of venues, is lost with a given probability.
///
/// Sizes are tried from small to large on a grid, because more is not always worse; the first that breaks is
/// narrowed down by bisection. Every size and regime meets the same luck.
package struct ReverseStress: Sendable {
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
  package private(set) var trials: [Trial] = []
  package private(set) var answers: [Answer] = []
  private let variation: ScenarioVariation
  private let jobs: Int

  package init(
    scenario path: String, changes: [String], question: Question, jobs: Int,
    progress: (_ answered: Int, _ total: Int) -> Void = { _, _ in }
  ) async throws {
    variation = try ScenarioVariation(path, changes: changes, tables: ["institutions"])
    let base = variation.base
    self.question = question
    self.jobs = jobs
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
    guard try Self.scaled(variation.events, by: 2) != variation.events else {
      throw InputProblems([
        Problem(
          file: path, found: "no price_move and no external_loss among the events",
          expected: "a shock that can be scaled")
      ])
    }
    let total = base.regimes.count * base.comparison.modes.count
    for regime in base.regimes {
      for mode in base.comparison.modes {
        progress(answers.count, total)
        try await answer(regime, mode)
      }
    }
    progress(total, total)
  }

  private mutating func answer(_ regime: Regime, _ mode: ComparisonMode) async throws {
    var isBroken: [Bool] = []
    for point in 0...question.gridPoints {
      isBroken.append(
        try await tries(
          question.largest * Double(point) / Double(question.gridPoints), regime, mode))
    }
    guard let first = isBroken.firstIndex(of: true) else {
      answers.append(Answer(regime: regime.name, mode: mode.rawValue, size: nil, hasRelief: false))
      return
    }
    let step = question.largest / Double(question.gridPoints)
    var high = step * Double(first)
    var low = max(0, high - step)
    while high - low > question.tolerance {
      let middle = (low + high) / 2
      if try await tries(middle, regime, mode) { high = middle } else { low = middle }
    }
    answers.append(
      Answer(
        regime: regime.name, mode: mode.rawValue, size: high,
        hasRelief: isBroken[first...].contains(false)))
  }

  /// Whether a size breaks the regime often enough.
  private mutating func tries(
    _ size: Double, _ regime: Regime, _ mode: ComparisonMode
  ) async throws -> Bool {
    let scenario = try variation.with(events: try Self.scaled(variation.events, by: size))
    let names = RunTables(scenario).replicateMetrics.map(\.name)
    let share = names.firstIndex(of: "system_loss_share")
    let target = question.target
    let work: @Sendable (Int) -> Double = { replicate in
      let record = scenario.simulate(regime: regime, mode: mode, replicate: replicate)
      switch target {
      case .equity: return share.flatMap { record.metrics[$0] } ?? 0
      case .venues: return Self.lostVenues(record.institutions)
      }
    }
    var hits = 0
    await workOff(0..<replicates, jobs: jobs, work: work) { _, lost in
      if lost >= question.share { hits += 1 }
      return true
    }
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

  /// The events with moves of prices scaled in logarithms, so that no price falls below zero, and losses in
  /// money; 1 is the scenario, 0 is no shock.
  static func scaled(_ events: [JSONValue], by size: Double) throws(InputProblems) -> [JSONValue] {
    events.map { event in
      switch event["kind"]?.text {
      case "price_move":
        guard let fraction = event["fraction"]?.real else { return event }
        return event.replacing("fraction", with: .number(expm1(size * log1p(fraction))))
      case "external_loss":
        guard let amount = event["amount"]?.real else { return event }
        return event.replacing("amount", with: .number(size * amount))
      default: return event
      }
    }
  }

  /// The scaled moves of prices in words, such as `btc −12.3 %`.
  package func shock(at size: Double) -> String {
    let events = (try? Self.scaled(variation.events, by: size)) ?? []
    return events.compactMap { event -> String? in
      if let asset = event["asset"]?.text, let fraction = event["fraction"]?.real {
        return "\(asset) \(significant(fraction * 100, digits: 3)) %"
      }
      guard event["kind"]?.text == "external_loss", let who = event["institution"]?.text,
        let amount = event["amount"]?.real
      else { return nil }
      return "\(who) \(significant(-amount, digits: 3)) \(variation.base.unitOfAccount)"
    }.joined(separator: ", ")
  }
}

extension JSONValue {
  /// An object with another value for one of its members.
  fileprivate func replacing(_ key: String, with value: JSONValue) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.map { $0.key == key ? JSONMember(key, value) : $0 })
  }
}
