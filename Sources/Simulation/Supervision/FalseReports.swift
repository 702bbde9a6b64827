internal import Glibc
internal import Randomness

/// Since when institutions report what is not true, and when it was found.
struct MisreportState: Sendable {
  /// First tick with a false report, by institution.
  var firstTick: [Int?]
  /// Tick in which an inspection or a failed proof showed the truth; reports are true from then on.
  var foundTick: [Int?]

  init(_ layout: Layout) {
    firstTick = [Int?](repeating: nil, count: layout.institutions)
    foundTick = firstTick
  }
}

/// Institutions that report more equity than they have, and the inspections that find it.
///
/// A report overstates equity by `s·A`, `A` the reporter's assets: it leaves out liabilities, so that the ratio
/// is `(E + s·A)/A`, or invents reserves, `(E + s·A)/((1 + s)·A)`. Inspections by each authority arrive at a
/// Poisson rate `λ`: the lag has the mean `1/λ` and `P(lag > t) = exp(−λ·t)`, so that a loss that
/// grows at rate `r` behind the report is on average `λ/(λ − r)` times as large when it is found, and
/// without bound for `r ≥ λ` (the argument for supervision that is embedded: Auer 2019, BIS
/// Working Paper 811). Inspections see the truth. The behaviour is absent unless stated; no
/// inspections at the rate of zero.
extension World {
  /// The share of its assets by which an institution's reports are above the truth at present.
  func overstatement(of i: Int, equity: Double, assets: Double) -> Double {
    guard let rule = specification.institutions[i].behaviour.misreporting, assets > 0,
      supervision.misreports.foundTick[i] == nil, !standing[i].isInDefault,
      equity / assets < rule.belowEquityRatio
    else { return 0 }
    return rule.overstatement
  }

  /// Equity over assets as an institution states it; assets are positive.
  func statedRatio(of i: Int, equity: Double, assets: Double) -> Double {
    let share = overstatement(of: i, equity: equity, assets: assets)
    guard share > 0, let rule = specification.institutions[i].behaviour.misreporting else {
      return equity / assets
    }
    return switch rule.means {
    case .liabilities: equity / assets + share
    case .reserves: (equity / assets + share) / (1 + share)
    }
  }

  mutating func noteMisreports(_ equity: [Double], _ assets: [Double]) {
    for i in 0..<layout.institutions
    where supervision.misreports.firstTick[i] == nil
      && overstatement(of: i, equity: equity[i], assets: assets[i]) > 0
    {
      supervision.misreports.firstTick[i] = tick
    }
  }

  /// Whether an authority visits an institution at this look.
  func isInspected(_ i: Int, by authority: Int) -> Bool {
    let rate = specification.supervision.inspectionsPerYear
    guard rate > 0 else { return false }
    let probability = -expm1(-rate * hoursBetweenLooks / (24 * 365.25))
    var draw = luck.stream(
      .inspection, tick: tick,
      entity: entityKey(specification.institutions[i].id) ^ authorityKey(authority))
    return draw.uniform() < probability
  }

  /// Compares reports with the books; true where they were false, which is a breach of itself.
  mutating func discoverMisreport(of i: Int, _ equity: [Double], _ assets: [Double]) -> Bool {
    let share = overstatement(of: i, equity: equity[i], assets: assets[i])
    guard share > 0 else { return false }
    supervision.misreports.foundTick[i] = tick
    record(.misreportFound, who: i, amount: share * assets[i])
    return true
  }
}
