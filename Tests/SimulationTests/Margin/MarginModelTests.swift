import Contagion
import Glibc
import Regimes
import Testing

@testable import Simulation

/// A fund with one long contract, days as ticks, and a scripted path of daily log returns in deviations of the
/// asset's day.
private struct MarginPath {
  static let yearly = 0.8
  static let deviation = yearly / 365.25.squareRoot()
  var small: SmallWorld
  let exchange: Int
  let fund: Int

  init(moves: [Double], _ change: (inout Rulebook) -> Void = { _ in }) {
    small = SmallWorld(ticks: moves.count)
    small.specification.clock = Clock(tickHours: 24, ticks: moves.count)
    small.specification.assets[1].annualVolatility = Self.yearly
    small.switchOff(\.returns)
    exchange = small.addExchange()
    fund = small.add("fund", cash: 1e5)
    small.position(fund, at: exchange, 10)
    small.rules {
      $0.marginFloorRate = 0
      change(&$0)
    }
    for (day, size) in moves.enumerated() {
      small.event(
        .priceMove(asset: 1, fraction: expm1(size * Self.deviation), durationHours: 0),
        atHours: 24 * Double(day))
    }
  }

  /// Margin of a unit of notional at the start and after each day, through whole ticks.
  func rates() throws -> [Double] {
    var world = try small.world()
    func rate() -> Double {
      world.requirement(of: fund, at: exchange) / (10 * world.price(0, 1))
    }
    var rates = [rate()]
    for day in 0..<small.specification.clock.ticks {
      world.step(at: day)
      #expect(world.positions[fund, 0, 1] == 10)
      rates.append(rate())
    }
    return rates
  }

  func metric(_ name: String) throws -> Double {
    let (record, _) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    return try #require(small.metric(name, record))
  }
}

@Suite("Margin models")
struct MarginModelTests {
  /// The squared deviation from a mean with a half-life of a quarter of an hour is the squared return of a
  /// day to one part in 2^192; prices go through a logarithm and back.
  private let rounding = 1e-12

  /// Moves of three deviations for one, five and ten days: the growth `√(λᵏ + (1 − λᵏ)·9)` of margin in
  /// Murphy, Vasios and Vause (2014), Bank of England Financial Stability Paper 29.
  @Test(
    "the margin of a run of moves of three deviations grows as published",
    arguments: [
      (0.94, [1.216552506059644, 1.76883233258554, 2.1658899065374504]),
      (0.97, [1.1135528725660044, 1.459495732915996, 1.7608540498407514]),
      (0.99, [1.0392304845413265, 1.1798642298162958, 1.32851172367035]),
    ])
  func growth(decay: Double, published: [Double]) throws {
    let moves = (0..<10).map { $0 % 2 == 0 ? -3.0 : 3 }
    let rates = try MarginPath(moves: moves) { $0.marginLookBackHours = -24 / log2(decay) }.rates()
    #expect(areNear([1, 5, 10].map { rates[$0] / rates[0] }, published, within: rounding))
    let oracle = exponentialMargins(
      returns: moves.map { $0 * MarginPath.deviation }, decay: decay,
      initialDeviation: MarginPath.deviation, quantile: 2.33)
    #expect(areNear(rates, oracle, within: rounding))
  }

  /// A quiet week, a crash of two days, a quiet week.
  private let crash =
    [Double](repeating: 0, count: 7) + [-4, -5] + [Double](repeating: 0, count: 7)

  private func path(_ model: MarginModel, change: (inout MarginPath) -> Void = { _ in })
    -> MarginPath
  {
    var path = MarginPath(moves: crash) {
      $0.marginModel = model
      $0.marginLookBackHours = 48
    }
    change(&path)
    return path
  }

  @Test("the buffer holds margin where it was until the calculated one is above, and refills")
  func buffer() throws {
    let plain = try path(.exponential).rates()
    let found = try path(.buffer).rates()
    var held = 1.25 * plain[0]
    for (day, calculated) in plain.enumerated() {
      if held > 1.25 * calculated { held = 1.25 * calculated }
      if held < calculated { held = calculated }
      #expect(isNear(found[day], held, within: rounding), "day \(day)")
    }
    // Exhausted in the crash, whole after a quiet week.
    #expect(isNear(found[9], plain[9], within: rounding))
    #expect(isNear(found[16], 1.25 * plain[16], within: rounding))
  }

  @Test("stressed observations have their weight, by default a quarter")
  func stressedWeight() throws {
    let plain = try path(.exponential).rates()
    let given = try path(.stressedWeight) {
      $0.small.specification.assets[1].stressedAnnualVolatility = 3 * MarginPath.yearly
    }.rates()
    #expect(areNear(given, plain.map { 0.75 * $0 + 0.25 * 3 * plain[0] }, within: rounding))
    let standard = try path(.stressedWeight) {
      $0.small.specification.margin.stressMultiple = 1.5
      $0.small.rules { $0.marginStressWeight = 0.5 }
    }.rates()
    #expect(areNear(standard, plain.map { 0.5 * $0 + 0.5 * 1.5 * plain[0] }, within: rounding))
  }

  @Test("the long look-back is a floor, and moves itself with its own half-life")
  func lookBackFloor() throws {
    let plain = try path(.exponential).rates()
    let years = path(.lookBackFloor) { $0.small.rules { $0.marginFloorLookBackHours = 1e9 } }
    #expect(areNear(try years.rates(), plain.map { max($0, plain[0]) }, within: 1e-6))
    let own = try path(.lookBackFloor) {
      $0.small.specification.assets[1].longRunAnnualVolatility = 2 * MarginPath.yearly
      $0.small.rules { $0.marginFloorLookBackHours = 240 }
    }.rates()
    let long = exponentialMargins(
      returns: crash.map { $0 * MarginPath.deviation }, decay: exp2(-24 / 240.0),
      initialDeviation: 2 * MarginPath.deviation, quantile: 2.33)
    #expect(areNear(own, zip(plain, long).map { max($0, $1) }, within: rounding))
    #expect(own != plain && own != long)
  }

  /// What the tools of EMIR RTS 153/2013, article 28, are for, and what they cost.
  @Test(
    "each tool lowers the peak of margin over its trough in a crash and raises margin in calm",
    arguments: [MarginModel.lookBackFloor, .stressedWeight, .buffer])
  func ablation(tool: MarginModel) throws {
    let (plain, eased) = (path(.exponential), path(tool))
    let ratio = try plain.metric("margin_peak_over_trough")
    #expect(try eased.metric("margin_peak_over_trough") < 0.9 * ratio)
    #expect(try eased.rates()[7] > 1.2 * plain.rates()[7])
    if tool != .stressedWeight {
      #expect(
        try eased.metric("margin_greatest_rise") < 0.9 * plain.metric("margin_greatest_rise"))
    }
  }

  @Test("where every rulebook has the exponential model nothing else is remembered")
  func absent() throws {
    #expect(try path(.exponential).small.world().marginModels == nil)
    #expect(try path(.schedule).small.world().marginModels != nil)
  }

  @Test("a clearer margins by the model of its own home")
  func homes() throws {
    var small = SmallWorld(jurisdictions: 2)
    small.specification.assets[1].annualVolatility = 0.8
    small.rules { $0.marginFloorRate = 0 }
    small.specification.jurisdictions[1].rulebook.marginModel = .buffer
    let venues = [small.addExchange("a"), small.addExchange("b", home: 1)]
    let fund = small.add("fund", cash: 1e5)
    for venue in venues { small.position(fund, at: venue, 10) }
    let world = try small.world()
    let margins = venues.map { world.requirement(of: fund, at: $0) }
    #expect(isNear(margins[1], 1.25 * margins[0]))
  }

  @Test("a member charged for concentration pays more than two that share its position")
  func concentration() throws {
    func total(_ sizes: [Double], _ charge: [Double]) throws -> Double {
      var small = SmallWorld()
      small.specification.margin.concentration = charge
      small.addExchange()
      for (number, size) in sizes.enumerated() {
        small.position(small.add("m\(number)", cash: 1e5), at: 0, size)
      }
      return try small.world().initialMargins().reduce(0, +)
    }
    #expect(isNear(try total([10], []), try total([5, 5], [])))
    let (one, two) = (try total([10], [0, 1e-4]), try total([5, 5], [0, 1e-4]))
    #expect(isNear(one - two, 1e-4 * (1000 * 1000 - 2 * 500 * 500)))
  }
}
