internal import LinearAlgebra
internal import Regimes

/// Phase 9, once: authorities look, decide and act; compliance is paid for.
func supervise(_ world: inout World) {
  let switches = world.specification.switches
  if switches.supervision {
    let equity = world.equities()
    let assets = world.riskWeightedAssets()
    // Authorities see what behaviour has remembered; where that is off, they remember themselves.
    if !switches.behaviour { world.rememberEquity(equity) }
    world.rememberAssets(assets)
    world.noteBreaches(equity, assets)
    world.noteMisreports(equity, assets)
    world.attestVenues(equity, assets)
    if world.looksNow { world.inspect(equity, assets) }
    world.carryOutDecisions(equity, assets)
    world.continueMeasures(equity, assets)
  }
  if switches.compliance { world.chargeCompliance() }
}

extension World {
  /// Ticks between two looks.
  private var looksEveryTicks: Int {
    max(1, specification.clock.ticks(coveringHours: specification.supervision.intervalHours))
  }

  /// Hours between two looks, in whole ticks.
  var hoursBetweenLooks: Double { Double(looksEveryTicks) * specification.clock.tickHours }

  /// Authorities look at the first tick and then at their interval.
  fileprivate var looksNow: Bool { tick >= 0 && tick % looksEveryTicks == 0 }

  /// Equity over assets as the capital requirement weighs them; one with no assets has none.
  func equityRatio(_ i: Int, _ equity: [Double], _ assets: [Double]) -> Double {
    assets[i] > 0 ? equity[i] / assets[i] : (equity[i] < 0 ? -1 : 1)
  }

  fileprivate mutating func rememberAssets(_ assets: [Double]) {
    supervision.seenAssets.append(assets)
    if supervision.seenAssets.count > longestMemoryTicks + 1 {
      supervision.seenAssets.removeFirst()
    }
  }

  /// The equity ratio under which an institution is in breach: capital requirement or threshold.
  func breachRatio(_ rules: Rulebook) -> Double {
    max(rules.capitalRatio, rules.enforcementThreshold)
  }

  fileprivate mutating func noteBreaches(_ equity: [Double], _ assets: [Double]) {
    for i in 0..<layout.institutions where supervision.breachTick[i] == nil {
      if standing[i].isInDefault
        || equityRatio(i, equity, assets) < breachRatio(rulebook(of: i))
      {
        supervision.breachTick[i] = tick
      }
    }
  }

  /// Every authority forms its picture; what it finds is decided alone or together.
  fileprivate mutating func inspect(_ equity: [Double], _ assets: [Double]) {
    var votes = [[Bool]](repeating: [], count: layout.institutions)
    let truth = trueStress(equity, assets)
    for authority in 0..<regime.perimeters.count {
      for (i, seen) in picture(of: authority, equity: equity, assets: assets, truth: truth) {
        supervision.pictureError += abs(seen.plain - equityRatio(i, equity, assets))
        supervision.pictures += 1
        let isFound = seen.isInspected && discoverMisreport(of: i, equity, assets)
        let isBreach = isFound || judges(seen, institution: i, authority: authority)
        votes[i].append(isBreach)
        if isBreach { noteDetection(of: i, ratio: seen.plain) }
      }
    }
    for i in votes.indices { decide(i, votes: votes[i]) }
  }

  /// The first time that some authority takes an institution to be in breach.
  mutating func noteDetection(of i: Int, ratio: Double) {
    guard supervision.detectionTick[i] == nil else { return }
    supervision.detectionTick[i] = tick
    record(.detection, who: i, amount: ratio)
  }

  /// Alone, one finding is enough; a college needs its quorum and takes its time.
  mutating func decide(_ i: Int, votes: [Bool]) {
    guard supervision.decidedFor[i] == nil, !supervision.hasActed[i], votes.contains(true) else {
      return
    }
    let home = rulebook(of: i)
    var delay = home.enforcementStyle == .technical ? 0 : home.enforcementReactionHours
    if case .college(let delayHours, let quorum) = regime.coordination {
      guard Double(votes.count { $0 }) >= quorum * Double(votes.count) else { return }
      delay = delayHours
    }
    guard !forbears(toward: i) else {
      supervision.isForborne[i] = true
      return
    }
    supervision.decidedFor[i] = tick + specification.clock.ticks(coveringHours: delay)
  }

  fileprivate mutating func carryOutDecisions(_ equity: [Double], _ assets: [Double]) {
    for i in 0..<layout.institutions {
      guard let due = supervision.decidedFor[i], due <= tick, !supervision.hasActed[i] else {
        continue
      }
      supervision.hasActed[i] = true
      guard !standing[i].isInDefault else { continue }
      let isSound =
        equityRatio(i, equity, assets) >= breachRatio(rulebook(of: i))
        && supervision.misreports.foundTick[i] == nil
      if isSound { supervision.falseAlarms += 1 }
      if supervision.firstMeasure == nil {
        supervision.firstMeasure = FirstMeasure(zone: layout.homeZone[i], equity: equity)
      }
      act(on: i, equity, assets)
      record(isSound ? .falseAlarm : .supervisoryAction, who: i, amount: equity[i])
    }
  }
}
