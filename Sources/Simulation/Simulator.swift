package import LinearAlgebra
package import Regimes

/// Runs one replicate of a world under one regime.
///
/// - Parameters:
///   - specification: endowments and events, the same for all regimes.
///   - regime: the rules in canonical form.
///   - mode: whether institutions adapt before the shock.
///   - checks: whether the conservation laws are checked after every phase.
/// - Throws: `NotPositiveDefinite` where the correlations are not.
package func simulate(
  _ specification: WorldSpecification, regime: ResolvedRegime, mode: ComparisonMode, seed: UInt64,
  replicate: Int, plan: RecordingPlan = .init(), checks: Bool = false
) throws(NotPositiveDefinite) -> ReplicateRecord {
  var simulator = try Simulator(
    specification, regime: regime, mode: mode, seed: seed, replicate: replicate, plan: plan,
    checks: checks)
  return simulator.run()
}

/// A world and its clock: the tick is the list of phases in `Tick`.
package struct Simulator: Sendable {
  var world: World
  private var conservation: Conservation?
  private var recorder: Recorder

  package init(
    _ specification: WorldSpecification, regime: ResolvedRegime, mode: ComparisonMode,
    seed: UInt64, replicate: Int, plan: RecordingPlan = .init(), checks: Bool = false
  ) throws(NotPositiveDefinite) {
    var world = try World(specification, regime: regime, seed: seed, replicate: replicate)
    if mode == .equilibrium { try world.adapt() }
    self.world = world
    conservation = checks ? Conservation(world) : nil
    recorder = Recorder(plan: plan, world: world)
  }

  /// All ticks of the clock, then the record.
  package mutating func run() -> ReplicateRecord {
    var stopwatch = recorder.plan.measuresPhases ? PhaseStopwatch() : nil
    for tick in 0..<world.specification.clock.ticks {
      if conservation == nil && stopwatch == nil {
        world.step(at: tick)
      } else {
        stopwatch?.resume()
        world.step(at: tick) {
          stopwatch?.lap($1)
          conservation?.check($0, after: $1.name)
          stopwatch?.resume()
        }
      }
      recorder.observe(world)
      stopwatch?.lap(Tick.last)
    }
    var record = recorder.finish(world)
    record.conservationViolations = conservation?.violations ?? []
    record.phaseSeconds = stopwatch?.seconds ?? []
    return record
  }
}

extension World {
  /// One tick: once before the cascade, passes until nothing new happens, once after it.
  mutating func step(at tick: Int, observing: (World, Phase) -> Void = { _, _ in }) {
    self.tick = tick
    pass = 0
    for phase in Tick.before { run(phase, observing) }
    repeat {
      newDefaults = 0
      for phase in Tick.cascade { run(phase, observing) }
      pass += 1
    } while hasNews && pass < specification.clock.maximumPasses
    notePasses()
    for phase in Tick.after { run(phase, observing) }
  }

  private mutating func run(_ phase: Phase, _ observing: (World, Phase) -> Void) {
    guard phase.isOn(specification.switches) else { return }
    phase.run(&self)
    observing(self, phase)
  }

  /// Whether the last pass left something material that another pass would act on.
  ///
  /// Orders, dues and holes that together are next to nothing wait for the next tick: two makers that trade
  /// ever smaller holes would otherwise go on to the bound.
  var hasNews: Bool {
    if !bankrupts.isEmpty || newDefaults > 0 { return true }
    var amount = 0.0
    for order in orders { amount += abs(order.units) * price(order.zone, order.asset) }
    for due in dues { amount += due.amount }
    for hole in holes { amount += hole.amount }
    return amount > leastNews
  }

  mutating func notePasses() {
    tally.passes += pass
    tally.deepestPass = max(tally.deepestPass, pass)
    guard hasNews, pass >= specification.clock.maximumPasses else { return }
    tally.passLimitHits += 1
    record(.passLimit, who: layout.outside, amount: Double(pass))
  }
}
