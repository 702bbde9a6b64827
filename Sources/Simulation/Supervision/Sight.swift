internal import Contagion
internal import LinearAlgebra
internal import Networks
internal import Randomness
internal import Regimes

/// What an authority sees of an institution: equity over assets, plain and under stress.
struct Sight: Sendable {
  var plain: Double
  var stressed: Double
  /// It was visited and shown its books: there is nothing to err about.
  var isInspected = false
}

/// The picture of an authority: reports with lag and noise, completed by partners, and its stress indicator.
extension World {
  /// The perimeter of an authority with lag and noise, and its stress indicator on what it sees.
  ///
  /// The perimeter is who operates in its jurisdictions; under a memorandum or in a college, partners'
  /// reports complete it as far as they are recognised, with noise that recognition divides. Whom it
  /// inspects it sees as it is.
  mutating func picture(
    of authority: Int, equity: [Double], assets: [Double], truth: [Double]?
  ) -> [(Int, Sight)] {
    let lead = rulebook(ofAuthority: authority)
    let members = perimeter(of: authority)
    let visited = members.map { isInspected($0.index, by: authority) }
    let plain = zip(members, visited).map { member, isVisited in
      isVisited
        ? equityRatio(member.index, equity, assets)
        : reportedRatio(of: member.index, to: authority, rules: lead, clarity: member.clarity)
    }
    var stressed = plain
    if let truth, lead.enforcementStyle == .principles {
      stressed = stressedRatios(members.map(\.index), plain: plain, assets: assets)
      for (row, member) in members.enumerated() {
        supervision.stressError += abs(stressed[row] - truth[member.index])
      }
      supervision.stressPictures += members.count
    }
    return members.indices.map {
      (
        members[$0].index,
        Sight(plain: plain[$0], stressed: stressed[$0], isInspected: visited[$0])
      )
    }
  }

  /// What the indicator says of the whole network and the true equities; nil where no authority asks it.
  func trueStress(_ equity: [Double], _ assets: [Double]) -> [Double]? {
    guard regime.rulebooks.contains(where: { $0.enforcementStyle == .principles }) else {
      return nil
    }
    let everyone = Array(0..<layout.institutions)
    return stressedRatios(
      everyone, plain: everyone.map { equityRatio($0, equity, assets) }, assets: assets)
  }

  /// The rules by which an authority works: of its first jurisdiction.
  func rulebook(ofAuthority authority: Int) -> Rulebook {
    regime.rulebooks[regime.perimeters.leader(of: authority)]
  }

  /// The key of an authority's draws, the same in every regime that has it apart.
  func authorityKey(_ authority: Int) -> UInt64 {
    entityKey("zone-\(regime.perimeters.leader(of: authority))")
  }

  /// Whom an authority hears of, and how clearly.
  private func perimeter(of authority: Int) -> [(index: Int, clarity: Double)] {
    let shares = regime.coordination != .alone
    return (0..<layout.institutions).compactMap { i in
      guard standing[i].mergedInto == nil else { return nil }
      if isOperating(i, inPerimeter: authority) { return (i, 1) }
      let recognised = regime.perimeters.mutual[authority, layout.homePerimeter[i]]
      return shares && recognised > 0 ? (i, recognised) : nil
    }
  }

  /// Assets that somebody sees who learns of them after a lag; the start where nothing is older.
  private func assetsSeen(of institution: Int, lagHours: Double) -> Double {
    let back = specification.clock.ticks(coveringHours: lagHours)
    let row = supervision.seenAssets.count - 1 - back
    return row >= 0 ? supervision.seenAssets[row][institution] : referenceAssets[institution]
  }

  /// Equity over assets as they were a lag ago, both from the same report, which may be false.
  private func reportedRatio(
    of i: Int, to authority: Int, rules: Rulebook, clarity: Double
  ) -> Double {
    let lag = rules.attestation ? 0 : rules.reportingLagHours
    let equity = equitySeen(of: i, lagHours: lag)
    let assets = assetsSeen(of: i, lagHours: lag)
    guard assets > 0 else { return equity < 0 ? -1 : 1 }
    if rules.attestation { return supervision.attestation.statedRatio[i] ?? equity / assets }
    var draw = luck.stream(
      .report, tick: tick,
      entity: entityKey(specification.institutions[i].id) ^ authorityKey(authority))
    return statedRatio(of: i, equity: equity, assets: assets)
      + rules.reportingNoise / clarity * draw.normal()
  }

  /// The stress indicator on the seen part of the network, after a fall of all tokens.
  ///
  /// Exposures to those outside the perimeter are unseen: they stand among external assets at face.
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
    let result = propagate(
      network, valuation: specification.supervision.indicator.valuation,
      referenceEquity: reference)
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
}

extension StressIndicator {
  fileprivate var valuation: Valuation {
    switch self {
    case .linearDebtRank: .linearDebtRank
    case .clearing: .eisenbergNoe
    }
  }
}
