import Formats
import Glibc
import Randomness
import Regimes
import Testing

@testable import Experiments
@testable import Results
@testable import Simulation

/// A game among three levers whose Shapley values are published, another whose values are its parts, and a
/// cost that adds up; all on top of luck that is common to the sets of a replicate.
struct ToyAttribution {
  static let levers: [Lever] = [.margin, .clearing, .enforcement]
  /// Covariance of Tarashev, Tsatsaronis and Borio (2016).
  static let covariance = [[1, 0.3, 0.1], [0.3, 4, 0.5], [0.1, 0.5, 9]]
  static let published = [0.5044506316611571, 1.2784073827809965, 2.1920633684282045]
  static let costs = [2.0, -4, 0]

  static func metric(_ name: String, _ unit: String, asks: String? = nil) -> MetricDescription {
    MetricDescription(
      name, unit: unit, "Of the toy.", group: .stability, level: .replicate, cadence: "at the end",
      direction: .lowerIsBetter, headlineQuestion: asks)
  }

  static let metrics = [
    metric("deviation", "USD", asks: "How much?"), metric("detail", "count"),
    metric("compliance_cost", "USD", asks: "What does it cost?"),
    metric("gaps", "ratio", asks: "Where is nothing?"),
  ]

  var replicates = 6
  var modes: [ComparisonMode] = [.impact, .equilibrium]
  var method = AttributionDesign.Method.exact
  var levers = Self.levers

  /// `√(1ᵀΣ_S1)` of the levers that are moved.
  static func deviation(_ moved: [Lever]) -> Double {
    let places = moved.compactMap { levers.firstIndex(of: $0) }
    var variance = 0.0
    for i in places { for k in places { variance += covariance[i][k] } }
    return variance.squareRoot()
  }

  var design: AttributionDesign {
    AttributionDesign(levers: levers, method: method, replicates: replicates, seed: 11)
  }

  var order: AttributionOrder {
    AttributionOrder(
      name: "toy", scenario: [:], inputs: [], from: "apart", to: "together", modes: modes,
      replicates: replicates, seed: 11, money: "USD", design: design, metrics: Self.metrics,
      chosen: [0, 2, 3]
    ) { moved, mode, replicate in
      var luck = Stream(
        seed: 5, replicate: UInt32(replicate), purpose: 1, tick: 0,
        entity: mode == .impact ? 0 : 1)
      let common = luck.uniform()
      let scale = 1 + luck.uniform()
      let cost = moved.reduce(100) { sum, lever in
        sum + (Self.levers.firstIndex(of: lever).map { Self.costs[$0] } ?? 0)
      }
      return [
        common + scale * Self.deviation(moved), 1, cost,
        replicate == 1 && moved == [.clearing] ? nil : common + Double(moved.count),
      ]
    }
  }

  /// The scale of the effects of a replicate.
  static func scale(_ replicate: Int, _ mode: ComparisonMode) -> Double {
    var luck = Stream(
      seed: 5, replicate: UInt32(replicate), purpose: 1, tick: 0, entity: mode == .impact ? 0 : 1)
    _ = luck.uniform()
    return 1 + luck.uniform()
  }
}

@Suite("Attribution of a difference to levers")
struct AttributionTests {
  private let place: TemporaryDirectory

  init() throws { place = try TemporaryDirectory() }

  private func lines(_ toy: ToyAttribution, jobs: Int = 1, out: String = "out") async throws
    -> [LeverValue]
  {
    let experiment = AttributionExperiment(toy.order, target: place.path(out), jobs: jobs)
    guard case .published(_, let lines) = try await experiment.perform() else {
      Issue.record("nothing was published")
      return []
    }
    return lines
  }

  @Test("a published game gives its published values, scaled by the luck of each replicate")
  func published() async throws {
    let toy = ToyAttribution()
    let lines = try await lines(toy)
    for (mode, word) in toy.modes.enumerated() {
      let scale =
        (0..<toy.replicates).reduce(0) { $0 + ToyAttribution.scale($1, word) }
        / Double(toy.replicates)
      for (lever, value) in zip(ToyAttribution.levers, ToyAttribution.published) {
        let line = try #require(
          lines.first { $0.mode == mode && $0.metric == 0 && $0.lever == lever })
        // Rounding of worths of order ten.
        #expect(abs(line.estimate.mean - scale * value) < 1e-12)
        let interval = try #require(line.estimate.interval)
        #expect(interval.low < line.estimate.mean && line.estimate.mean < interval.high)
        #expect(line.verdict == .worse)
        #expect(
          abs(try #require(line.alone) - scale * ToyAttribution.deviation([lever])) < 1e-12)
        let others = ToyAttribution.levers.filter { $0 != lever }
        let left =
          ToyAttribution.deviation(ToyAttribution.levers) - ToyAttribution.deviation(others)
        #expect(abs(try #require(line.last) - scale * left) < 1e-12)
      }
    }
  }

  @Test("the values of every replicate add up to the whole difference, exact or sampled")
  func efficiency() throws {
    for method in [AttributionDesign.Method.exact, .sampled(orders: 2), .sampled(orders: 6)] {
      let toy = ToyAttribution(method: method)
      for replicate in 0..<toy.replicates {
        let worth = toy.design.coalitions[replicate].map { coalition in
          toy.order.simulate(toy.design.moved(in: coalition), .impact, replicate)[0] ?? .nan
        }
        let values = toy.design.values(replicate: replicate, worth: worth)
        let whole = worth[worth.count - 1] - worth[0]
        #expect(abs(values.reduce(0, +) - whole) < 1e-12)
      }
    }
  }

  @Test("a lever in which the regimes agree has the value zero, exactly, and so has its interval")
  func idle() async throws {
    let lines = try await lines(ToyAttribution())
    let idle = lines.filter { $0.lever == .custody }
    #expect(idle.count == 2 * 3)
    for line in idle {
      #expect(line.estimate.mean == 0)
      #expect(line.estimate.interval == Interval(low: 0, high: 0))
      #expect(line.verdict == .noDifferenceShown)
    }
  }

  @Test("per unit of cost: the ratio of both values; a lever that changes no cost has none")
  func price() async throws {
    let lines = try await lines(ToyAttribution())
    for (lever, cost) in zip(ToyAttribution.levers, ToyAttribution.costs) {
      let line = try #require(lines.first { $0.mode == 0 && $0.metric == 0 && $0.lever == lever })
      switch line.price {
      case .ratio(let ratio, let interval):
        #expect(abs(ratio - line.estimate.mean / cost) < 1e-12)
        let found = try #require(interval)
        #expect(found.low < ratio && ratio < found.high)
      case .noCostChange: #expect(cost == 0)
      case .none: Issue.record("no price of \(lever)")
      }
    }
    #expect(lines.filter { $0.metric == 2 }.allSatisfy { $0.price == .none })
  }

  @Test("a replicate in which some set has no value of a metric is left out of that metric only")
  func gaps() async throws {
    let lines = try await lines(ToyAttribution())
    for line in lines {
      #expect(line.estimate.count == (line.metric == 3 ? 5 : 6))
      if line.metric == 3, let lever = line.lever, ToyAttribution.levers.contains(lever) {
        #expect(abs(line.estimate.mean - 1) < 1e-12)
      }
    }
  }

  @Test("the order in which levers are listed changes no value")
  func listing() async throws {
    let one = try await lines(ToyAttribution())
    let other = try await lines(
      ToyAttribution(levers: ToyAttribution.levers.reversed()), out: "other")
    #expect(one.map(\.lever) == other.map(\.lever))
    for (left, right) in zip(one, other) {
      #expect(abs(left.estimate.mean - right.estimate.mean) < 1e-12)
    }
  }

  @Test(
    "the number of jobs changes no byte",
    arguments: [AttributionDesign.Method.exact, .sampled(orders: 4)])
  func jobs(method: AttributionDesign.Method) async throws {
    for jobs in [1, 4] {
      _ = try await lines(ToyAttribution(method: method), jobs: jobs, out: "\(jobs)")
    }
    #expect(
      try ToyExperiment.contents(place.path("1")) == ToyExperiment.contents(place.path("4")))
  }

  @Test("orders come in pairs with their reverses, drawn anew in every replicate")
  func antithetic() {
    let toy = ToyAttribution(replicates: 20, method: .sampled(orders: 2), levers: Lever.allCases)
    // An order and its reverse visit sets whose complements they visit too.
    let all = 1 << 10 - 1
    for coalitions in toy.design.coalitions {
      #expect(Set(coalitions) == Set(coalitions.map { all & ~$0 }))
      #expect((11...20).contains(coalitions.count))
    }
    #expect(Set(toy.design.coalitions).count > 10)
  }

  @Test("sampled values are unbiased: over many replicates their mean is the exact one")
  func unbiased() {
    let design = ToyAttribution(replicates: 4000, method: .sampled(orders: 2)).design
    var sums = [0.0, 0, 0]
    for (replicate, coalitions) in design.coalitions.enumerated() {
      let worth = coalitions.map { ToyAttribution.deviation(design.moved(in: $0)) }
      let values = design.values(replicate: replicate, worth: worth)
      for lever in 0..<3 { sums[lever] += values[lever] }
    }
    // The marginals of one pair of orders scatter by less than 0.2; 0.2/√4000 = 0.003, times five.
    for (sum, value) in zip(sums, ToyAttribution.published) {
      #expect(abs(sum / Double(design.coalitions.count) - value) < 0.016)
    }
  }

  @Test("pieces are counted through all replicates")
  func pieces() {
    for method in [AttributionDesign.Method.exact, .sampled(orders: 4)] {
      let design = ToyAttribution(replicates: 5, method: method).design
      var listed: [[Int]] = [[], [], [], [], []]
      for piece in 0..<design.pieces {
        let found = design.place(of: piece)
        listed[found.replicate].append(found.coalition)
      }
      #expect(listed == design.coalitions)
    }
  }
}
