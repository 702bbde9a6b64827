import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

/// Rules that change in the course of a run.
@Suite("Transitions")
struct TransitionTests {
  static let worlds = [1, 2, 4, 7, 11, 18, 25, 40]

  func resolve(_ specification: WorldSpecification, _ regime: Regime) throws -> ResolvedRegime {
    try ResolvedRegime(
      regime, jurisdictions: specification.jurisdictions, assets: specification.assetIDs)
  }

  func record(
    _ specification: WorldSpecification, _ regime: Regime, mode: ComparisonMode = .impact,
    checks: Bool = false
  ) throws -> ReplicateRecord {
    try simulate(
      specification, regime: resolve(specification, regime), mode: mode, seed: 3, replicate: 2,
      checks: checks)
  }

  /// The other end of a path: everything together, dearer than before.
  func together(_ regime: Regime) -> Regime {
    var free = regime
    free.name = "together"
    free.path.dispersion = 0
    free.path.leverDispersion = [:]
    free.path.strictness = 0.5
    free.recognition = .full
    free.recognitionBySubject = [:]
    free.topology = .global
    free.coordination = .college(delayHours: 1, quorum: 0.5)
    free.settlementDelayHours = 0
    free.transitionCostPerRule = 0.01
    return free
  }

  func moving(
    _ from: Regime, to regime: Regime, _ change: (inout Transition) -> Void = { _ in }
  ) -> Regime {
    var plan = Transition()
    change(&plan)
    var moving = regime
    moving.introduction = .gradual(from: from, plan)
    return moving
  }

  /// Hours of a world's clock.
  func horizon(_ specification: WorldSpecification) -> Double {
    Double(specification.clock.ticks) * specification.clock.tickHours
  }

  @Test("a transition that ends where it began is that regime", arguments: worlds)
  func endsWhereItBegan(number: Int) throws {
    let random = RandomWorld(number)
    let same = moving(random.regime, to: random.regime) { $0.steps = 3 }
    #expect(
      try resolve(random.specification, same) == resolve(random.specification, random.regime))
  }

  @Test("the same rules adopted again in every tick change nothing", arguments: worlds)
  func adoptedAgain(number: Int) throws {
    let random = RandomWorld(number)
    let regime = try resolve(random.specification, random.regime)
    func end(adopting: Bool) throws -> World {
      var world = try World(random.specification, regime: regime, seed: 3, replicate: 2)
      for tick in 0..<random.specification.clock.ticks {
        if adopting { world.adopt(regime) }
        world.step(at: tick)
      }
      return world
    }
    let plain = try end(adopting: false)
    let again = try end(adopting: true)
    #expect(plain.equities() == again.equities())
    #expect(plain.market.price == again.market.price)
    #expect(plain.journal.entries.count == again.journal.entries.count)
  }

  @Test("before its first step a run is that of the regime from which it comes", arguments: worlds)
  func beforeTheStart(number: Int) throws {
    let random = RandomWorld(number)
    let end = horizon(random.specification)
    let late = moving(random.regime, to: together(random.regime)) {
      $0.startsHours = end / 2
      $0.legislativeDelayHours = end / 2
    }
    for mode in ComparisonMode.allCases {
      #expect(
        try record(random.specification, late, mode: mode)
          == record(random.specification, random.regime, mode: mode))
    }
  }

  @Test("the books balance through every step, forwards and backwards", arguments: 1...12)
  func conservation(number: Int) throws {
    let random = RandomWorld(number)
    let end = horizon(random.specification)
    let other = together(random.regime)
    for (from, to) in [(random.regime, other), (other, random.regime)] {
      let regime = moving(from, to: to) {
        $0.startsHours = end / 6
        $0.durationHours = end / 2
        $0.steps = 3
      }
      let record = try record(random.specification, regime, checks: true)
      #expect(record.conservationViolations.isEmpty, "\(record.conservationViolations)")
    }
  }

  /// Two exchanges that clear themselves behind walls; a fund long at one and short at the other.
  private func small() -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2, ticks: 12)
    small.rules {
      $0.marginFloorRate = 0.1
      $0.leverageCapMarginRate = 0.1
    }
    small.specification.jurisdictions[0].rulebook.marginFloorRate = 0.2
    small.specification.jurisdictions[0].rulebook.capitalRatio = 0.04
    for home in 0..<2 { small.addExchange("x\(home)", home: home) }
    small.add("house", .clearingHouse, cash: 1e5) { $0.venue = VenueSpecification() }
    let fund = small.add("fund", cash: 5e3) { $0.operatesIn = [0, 1] }
    small.position(fund, at: 0, 8)
    small.position(fund, at: 1, -8)
    small.regime.settlementDelayHours = 5
    return small
  }

  private func transition(
    _ small: SmallWorld, _ change: (inout Transition) -> Void
  ) -> SmallWorld {
    var moving = small
    moving.regime = self.moving(small.regime, to: together(small.regime), change)
    return moving
  }

  @Test("rules move step by step to those of the destination, and stay there")
  func steps() throws {
    let apart = small()
    let moving = transition(apart) {
      $0.startsHours = 1
      $0.legislativeDelayHours = 1
      $0.durationHours = 6
      $0.steps = 3
    }
    let destination = try resolve(apart.specification, together(apart.regime))
    var simulator = try moving.simulator()
    var floors: [Double] = []
    for tick in 0..<12 {
      simulator.world.step(at: tick)
      floors.append(simulator.world.regime.rulebooks[0].marginFloorRate)
    }
    // From 0.2 to half way between the mean, 0.15, and the strictest: 0.175, in three steps, each after two
    // hours, from hour two on.
    let wanted = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 3].map { 0.2 - 0.025 * $0 / 3 }
    for (found, want) in zip(floors, wanted) { #expect(abs(found - want) < 1e-15) }
    let rules = simulator.world.regime
    #expect(rules.rulebooks == destination.rulebooks)
    #expect(rules.topology == destination.topology)
    #expect(rules.coordination == destination.coordination)
    // Two zones in the books, with nothing between them.
    #expect(rules.zones.count == 2 && rules.zones.mutual[0, 1] == 1)
    #expect(simulator.world.journal.count(.ruleChange) == 3)
  }

  @Test("margin follows the business to the house that clears it")
  func novation() throws {
    let moving = transition(small()) { $0.startsHours = 3 }
    var simulator = try moving.simulator()
    for tick in 0..<3 { simulator.world.step(at: tick) }
    let world = simulator.world
    #expect(world.postedValue(3, 0) > 0 && world.postedValue(3, 1) > 0)
    let cash = world.holdings.cash(of: 3)
    simulator.world.step(at: 3)
    let after = simulator.world
    // Long and short cancel at the house: nothing is posted there, and all has come back.
    #expect(after.postedValue(3, 0) == 0 && after.postedValue(3, 1) == 0)
    #expect(after.postedValue(3, 2) == 0)
    #expect(
      isNear(
        after.holdings.cash(of: 3), cash + world.postedValue(3, 0) + world.postedValue(3, 1),
        within: 1e-3))
  }

  @Test("cash margin goes with the business as far as the new house asks for it")
  func handedOver() throws {
    var small = small()
    small.specification.positions[1].quantity = -3
    let moving = transition(small) { $0.startsHours = 3 }
    var simulator = try moving.simulator()
    for tick in 0..<3 { simulator.world.step(at: tick) }
    let before = simulator.world
    simulator.world.step(at: 3)
    let after = simulator.world
    let asked = after.marginRequired[3 * after.layout.venues + 2]
    #expect(asked > 0)
    #expect(isNear(after.postedValue(3, 2), asked))
    #expect(after.funds[3, 2] > 0)
    func wealth(_ world: World) -> Double {
      world.holdings.cash(of: 3)
        + (0..<3).reduce(0) { $0 + world.postedValue(3, $1) + world.funds[3, $1] }
    }
    // Nothing but what the rules themselves cost, four at a hundredth.
    #expect(isNear(wealth(after), wealth(before) - 0.04))
  }

  @Test("once at the end of its path, cash crosses at once")
  func walls() throws {
    let moving = transition(small()) { $0.startsHours = 3 }
    var simulator = try moving.simulator()
    for tick in 0..<3 { simulator.world.step(at: tick) }
    var before = simulator.world
    let arrivedBefore = before.move(1, asset: 0, of: 3, from: 0, to: 1)
    simulator.world.step(at: 3)
    let arrivedAfter = simulator.world.move(1, asset: 0, of: 3, from: 0, to: 1)
    #expect(!arrivedBefore && arrivedAfter)
  }

  @Test("firms pay once for every rule, when it first changes")
  func costs() throws {
    func cost(_ steps: Int) throws -> Double {
      let moving = transition(small()) {
        $0.startsHours = 1
        $0.durationHours = 8
        $0.steps = steps
      }
      return try moving.finished().tally.complianceCost
    }
    // Floor and capital ratio move in both places. Two exchanges, the house, and the fund in both: ten.
    #expect(isNear(try cost(1), 0.01 * 10))
    #expect(try cost(1) == cost(4))
    // A first step in the first tick is not paid for twice.
    let atOnce = transition(small()) { $0.startsHours = 0 }
    #expect(try atOnce.finished().tally.complianceCost == cost(1))
    #expect(try small().finished().tally.complianceCost == 0)
  }

  @Test("a reactive transition waits for a default; a proactive one does not")
  func triggers() throws {
    func changed(_ trigger: Transition.Trigger, failing: Bool, starts: Double = 0) throws -> Int? {
      var world = small()
      world.specification.switches.contagion = true
      let weak = world.add("weak", cash: 10) { $0.externalLiabilities = 5 }
      if failing { world.event(.externalLoss(institution: weak, amount: 100), atHours: 4) }
      let moving = transition(world) {
        $0.trigger = trigger
        $0.startsHours = starts
        $0.legislativeDelayHours = 2
      }
      return try moving.finished().journal.entries.first { $0.kind == .ruleChange }?.tick
    }
    #expect(try changed(.proactive, failing: false) == 2)
    #expect(try changed(.proactive, failing: true) == 2)
    #expect(try changed(.reactive, failing: false) == nil)
    // The default of hour four is known at the beginning of hour five.
    #expect(try changed(.reactive, failing: true) == 7)
    #expect(try changed(.reactive, failing: true, starts: 8) == 10)
  }

  @Test("assets in custody stay under the rules of their deposit")
  func custody() throws {
    var world = small()
    world.specification.jurisdictions[0].rulebook.segregatedShare = 0.5
    world.specification.jurisdictions[0].rulebook.insolvency = .territorial
    let moving = transition(world) { $0.startsHours = 1 }
    let end = try moving.finished().regime.rulebooks
    #expect(end.map(\.segregatedShare) == [0.5, 1])
    #expect(end[0].insolvency == .territorial)
    #expect(end[0].capitalRatio == end[1].capitalRatio)
  }
}
