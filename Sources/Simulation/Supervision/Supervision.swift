internal import Contagion
internal import LinearAlgebra
internal import Networks
internal import Randomness
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
    if world.looksNow { world.inspect(equity, assets) }
    world.carryOutDecisions(equity, assets)
  }
  if switches.compliance { world.chargeCompliance() }
}

extension World {
  /// Authorities look at the first tick and then at their interval.
  fileprivate var looksNow: Bool {
    let every = max(
      1, specification.clock.ticks(coveringHours: specification.supervision.intervalHours))
    return tick >= 0 && tick % every == 0
  }

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

  /// Assets that somebody sees who learns of them after a lag; the start where nothing is older.
  private func assetsSeen(of institution: Int, lagHours: Double) -> Double {
    let back = specification.clock.ticks(coveringHours: lagHours)
    let row = supervision.seenAssets.count - 1 - back
    return row >= 0 ? supervision.seenAssets[row][institution] : referenceAssets[institution]
  }

  /// The equity ratio under which an institution is in breach: capital requirement or threshold.
  private func breachRatio(_ rules: Rulebook) -> Double {
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
    for authority in 0..<regime.perimeters.count {
      let picture = picture(of: authority, equity: equity, assets: assets)
      for (i, seen) in picture {
        supervision.pictureError += abs(seen.plain - equityRatio(i, equity, assets))
        supervision.pictures += 1
        let isBreach = judges(seen, institution: i, authority: authority)
        votes[i].append(isBreach)
        if isBreach, supervision.detectionTick[i] == nil {
          supervision.detectionTick[i] = tick
          record(.detection, who: i, amount: seen.plain)
        }
      }
    }
    for i in votes.indices { decide(i, votes: votes[i]) }
  }

  /// What an authority sees of an institution: equity over assets, plain and under stress.
  struct Sight {
    var plain: Double
    var stressed: Double
  }

  /// The perimeter of an authority with lag and noise, and its stress indicator on what it sees.
  ///
  /// The perimeter is who operates in its jurisdictions; under a memorandum or in a college, partners'
  /// reports complete it as far as they are recognised, with noise that recognition divides.
  private func picture(
    of authority: Int, equity: [Double], assets: [Double]
  ) -> [(Int, Sight)] {
    let lead = regime.rulebooks[regime.perimeters.leader(of: authority)]
    let shares = regime.coordination != .alone
    var members: [(index: Int, clarity: Double)] = []
    for i in 0..<layout.institutions {
      let recognised = regime.perimeters.mutual[authority, layout.homePerimeter[i]]
      if isOperating(i, inPerimeter: authority) {
        members.append((i, 1))
      } else if shares, recognised > 0 {
        members.append((i, recognised))
      }
    }
    let plain = members.map { member in
      reportedRatio(of: member.index, to: authority, rules: lead, clarity: member.clarity)
    }
    let stressed = stressedRatios(members.map(\.index), plain: plain, assets: assets)
    return zip(members, zip(plain, stressed)).map {
      ($0.0.index, Sight(plain: $0.1.0, stressed: $0.1.1))
    }
  }

  /// Equity over assets as they were a lag ago, both from the same report.
  private func reportedRatio(
    of i: Int, to authority: Int, rules: Rulebook, clarity: Double
  ) -> Double {
    let lag = rules.attestation ? 0 : rules.reportingLagHours
    let equity = equitySeen(of: i, lagHours: lag)
    let assets = assetsSeen(of: i, lagHours: lag)
    guard assets > 0 else { return equity < 0 ? -1 : 1 }
    guard !rules.attestation else { return equity / assets }
    var draw = luck.stream(
      .report, tick: tick,
      entity: entityKey(specification.institutions[i].id)
        ^ entityKey("zone-\(regime.perimeters.leader(of: authority))"))
    return equity / assets + rules.reportingNoise / clarity * draw.normal()
  }

  /// Linear DebtRank, by Bardoscia and others (2015), on the seen part of the network after a fall of all tokens.
  private func stressedRatios(_ members: [Int], plain: [Double], assets: [Double]) -> [Double] {
    let fall = specification.supervision.stressFraction
    var matrix = Matrix(rows: members.count, columns: members.count)
    var external = [Double](repeating: 0, count: members.count)
    var senior = external
    for (row, i) in members.enumerated() {
      var receivable = 0.0
      var payable = 0.0
      for (column, k) in members.enumerated() where k != i {
        matrix[row, column] = claims.total[i, k]
        receivable += claims.total[i, k]
        payable += claims.total[k, i]
      }
      let equity = plain[row] * max(assets[i], 0)
      let net = equity - receivable + payable - fall * netTokenValue(i)
      external[row] = max(0, net)
      senior[row] = max(0, -net)
    }
    guard
      let network = try? ExposureNetwork(
        claims: matrix, externalAssets: external, externalLiabilities: senior)
    else { return plain }
    let reference = members.indices.map { max(0, plain[$0] * assets[members[$0]]) }
    let result = propagate(network, valuation: .linearDebtRank, referenceEquity: reference)
    return members.indices.map {
      assets[members[$0]] > 0 ? result.equity[$0] / assets[members[$0]] : plain[$0]
    }
  }

  /// Net value of tokens and positions that a fall of all token prices would hit.
  private func netTokenValue(_ i: Int) -> Double {
    var value = 0.0
    for asset in 1..<layout.assets {
      value += netUnits(i, asset) * price(layout.homeZone[i], asset)
    }
    return value
  }

  /// Whether an authority takes what it sees for a breach, by its style and its error of judgement.
  private func judges(_ seen: Sight, institution i: Int, authority: Int) -> Bool {
    let rules = regime.rulebooks[regime.perimeters.leader(of: authority)]
    let ratio =
      switch rules.enforcementStyle {
      case .adHoc: seen.plain
      case .principles: seen.stressed
      case .technical: seen.plain
      }
    if case .technical = rules.enforcementStyle {
      return ratio < breachRatio(rules) || isFalsePositive(i)
    }
    let purpose: Purpose
    let key: UInt64
    if case .college = regime.coordination {
      purpose = .commonJudgement
      key = 0
    } else {
      purpose = .judgement
      key = entityKey("zone-\(regime.perimeters.leader(of: authority))")
    }
    var draw = luck.stream(
      purpose, tick: tick, entity: entityKey(specification.institutions[i].id) ^ key)
    let error = specification.supervision.judgementError * draw.normal()
    return ratio + error < breachRatio(rules)
  }

  private func isFalsePositive(_ i: Int) -> Bool {
    let settings = specification.supervision
    guard settings.falsePositivePerHour > 0 else { return false }
    var draw = luck.stream(
      .falsePositive, tick: tick, entity: entityKey(specification.institutions[i].id))
    return draw.uniform() < settings.falsePositivePerHour * settings.intervalHours
  }

  /// Alone, one finding is enough; a college needs its quorum and takes its time.
  private mutating func decide(_ i: Int, votes: [Bool]) {
    guard supervision.decidedFor[i] == nil, !supervision.hasActed[i], votes.contains(true) else {
      return
    }
    let home = rulebook(of: i)
    var delay = home.enforcementStyle == .technical ? 0 : home.enforcementReactionHours
    if case .college(let delayHours, let quorum) = regime.coordination {
      guard Double(votes.count { $0 }) >= quorum * Double(votes.count) else { return }
      delay = delayHours
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
      let isSound = equityRatio(i, equity, assets) >= breachRatio(rulebook(of: i))
      if isSound { supervision.falseAlarms += 1 }
      act(on: i)
      record(isSound ? .falseAlarm : .supervisoryAction, who: i, amount: equity[i])
    }
  }

  /// Uses every power that the rulebook of the institution's home gives.
  private mutating func act(on i: Int) {
    let settings = specification.supervision
    let until = tick + specification.clock.ticks(coveringHours: settings.measureHours)
    for power in rulebook(of: i).powers {
      switch power {
      case .marginAddOn:
        standing[i].marginAddOn = settings.marginAddOn
        marginIsStale = true
      case .freeze: standing[i].frozenUntil = max(standing[i].frozenUntil, until)
      case .ringFence:
        supervision.fencedUntil[layout.homeZone[i] * layout.institutions + i] = until
      }
    }
  }

  /// Whether a ring-fence keeps an institution's cash inside a zone.
  func isFenced(_ zone: Int, institution i: Int) -> Bool {
    supervision.fencedUntil[zone * layout.institutions + i] > tick
  }
}
