internal import Regimes

/// Where a run stands on the way from the rules of its start to others.
struct RuleChange: Sendable {
  let transition: ResolvedTransition
  /// What the rules of the start have changed against the jurisdictions' own.
  let atStart: [RuleChanges]
  /// The tick in which the path is entered; nil while nothing has begun it.
  var entry: Int?
  /// Steps that are in force.
  var steps = 0
  /// Steps that came into force in this tick, for which firms pay now.
  var fresh: Range<Int> = 0..<0

  init?(_ regime: ResolvedRegime) {
    guard let transition = regime.transition else { return nil }
    self.transition = transition
    atStart = regime.ruleChanges
  }
}

/// Rules in force, once before everything else: those of the next step of a transition where it is time.
///
/// A transition enters its path a legislative delay after it has begun: at its hour, or at the first default that
/// is known then or later (reactive). Its steps are regimes between the two ends (MODEL.md, "Levers, blocs,
/// transitions"). It adds a phase to the tick; a regime without a transition has the same rules throughout.
func changeRules(_ world: inout World) {
  world.enterPath()
  world.takeSteps()
}

extension World {
  fileprivate mutating func enterPath() {
    guard tick >= 0, let change = ruleChange, change.entry == nil else { return }
    let plan = change.transition.plan
    let clock = specification.clock
    switch plan.trigger {
    case .proactive:
      ruleChange?.entry = clock.ticks(
        coveringHours: plan.startsHours + plan.legislativeDelayHours)
    case .reactive:
      guard tick >= clock.ticks(coveringHours: plan.startsHours),
        standing.contains(where: \.isInDefault)
      else { return }
      ruleChange?.entry = tick + clock.ticks(coveringHours: plan.legislativeDelayHours)
    }
  }

  fileprivate mutating func takeSteps() {
    guard let change = ruleChange, let entry = change.entry else { return }
    let plan = change.transition.plan
    let due = (1...plan.steps).prefix { step in
      let hours = plan.durationHours * Double(step) / Double(plan.steps)
      return tick >= entry + specification.clock.ticks(coveringHours: hours)
    }.count
    ruleChange?.fresh = change.steps..<max(due, change.steps)
    guard due > change.steps else { return }
    ruleChange?.steps = due
    adopt(change.transition.stages[due - 1])
    record(.ruleChange, who: layout.outside, amount: Double(due) / Double(plan.steps))
  }

  /// Puts other rules over the same books, on the same zones.
  mutating func adopt(_ rules: ResolvedRegime) {
    let clearers = layout.clearerOfVenue
    regime = rules
    layout = Layout(specification, regime: rules)
    deriveFromRules()
    marginIsStale = true
    if layout.clearerOfVenue != clearers { moveBusiness(from: clearers) }
  }

  /// What is cleared elsewhere from now on is novated: who clears for nobody any more hands the cash margin of its
  /// members on to who does, as far as it is asked there, and gives everything else back to them.
  ///
  /// Members have had notice: they pay into default funds that are new to them, and have cash where variation
  /// margin will be paid, by the laws of the start of a run. What margin then lacks is called in the tick.
  private mutating func moveBusiness(from old: [Int]) {
    let isMargined = specification.switches.initialMargin
    if isMargined { marginRequired = initialMargins() }
    for clearer in Set(old).sorted() where !layout.clearerOfVenue.contains(clearer) {
      guard !standing[layout.institutionOfVenue[clearer]].isInDefault,
        let venue = old.firstIndex(of: clearer)
      else { continue }
      for i in 0..<layout.institutions where !standing[i].isInDefault {
        handOver(of: i, from: clearer, to: layout.clearerOfVenue[venue])
      }
    }
    if isMargined { fundDefaultFunds() }
    fundClearersAbroad()
  }

  private mutating func handOver(of i: Int, from old: Int, to new: Int) {
    let missing = marginRequired[i * layout.venues + new] - postedValue(i, new)
    let part = max(0, min(missing, posted[i, old, 0]))
    posted[i, new, 0] += part
    posted[i, old, 0] -= part
    let zone = layout.zoneOfVenue[old]
    for asset in 0..<layout.assets {
      holdings[i, zone, asset] += posted[i, old, asset]
      posted[i, old, asset] = 0
    }
    holdings[i, zone, 0] += funds[i, old]
    funds[i, old] = 0
  }

  /// What firms pay for the rules that have just changed, once for each.
  func costOfFreshRules(of i: Int) -> Double {
    guard let change = ruleChange else { return 0 }
    let places = footprint.places[i]
    return change.fresh.reduce(0) { sum, step in
      let rules = change.transition.changes[step]
      return sum + rules.costPerRule * Double(places.reduce(0) { $0 + rules.counts[$1] })
    }
  }
}
