internal import Contagion
internal import LinearAlgebra
internal import Regimes

/// Linked houses: cross-margining with margined exposures between the houses (phases 3 and 6).
///
/// Under the topology `linked` each zone keeps its house, and each house counts what a member holds
/// at the others. A member's margin falls by `ρ` times the benefit of netting over the houses, which they
/// share pro rata to what each would ask alone. What a member holds long at one house and short at
/// another is then a position between the houses; netted over members, each house asks margin of the
/// other for it, in return for which it reaches the member's collateral there when the member fails
/// (CPMI and IOSCO 2012, Principles for Financial Market Infrastructures, principle 20, key considerations
/// 7 and 8; Mägerle and Nellen 2015, Journal of Financial Market Infrastructures 3). Houses owe nothing
/// to each other's default funds.
extension World {
  /// What one house asks of a member under one standard, and the positions for which.
  struct LinkedGroup: Sendable {
    var set: NettingSet
    /// Of member and clearer.
    var slot: Int
    var amount: Double
  }

  /// Whether an institution is a clearing house that recognises the others' positions.
  func isLinkedHouse(_ institution: Int) -> Bool {
    regime.topology == .linked && specification.institutions[institution].kind == .clearingHouse
  }

  private func isLinked(_ clearer: Int) -> Bool {
    isLinkedHouse(layout.institutionOfVenue[clearer])
  }

  /// Grants members the benefit of netting over linked houses, and charges the houses for it.
  func linkMargins(
    _ groups: [LinkedGroup], by yardstick: MarginYardstick, _ required: inout [Double]
  ) {
    let linked = groups.filter { isLinked($0.set.clearer) }
    guard !linked.isEmpty else { return }
    var start = 0
    var families: [[LinkedGroup]] = []
    for index in linked.indices where index >= start {
      // Groups come in order of members.
      let member = linked[index].set.member
      let own = linked[index...].prefix { $0.set.member == member }
      start = own.endIndex
      for standard in Set(own.map(\.set.standard)).sorted() {
        let family = own.filter { $0.set.standard == standard }
        if family.count > 1 { families.append(family) }
      }
    }
    for family in families { grantBenefit(to: family, by: yardstick, &required) }
    chargeHouses(families, by: yardstick, &required)
  }

  /// The net margin is the highest that any of the houses would ask for all positions together.
  private func grantBenefit(
    to family: [LinkedGroup], by yardstick: MarginYardstick, _ required: inout [Double]
  ) {
    let all = merged(family.map(\.set))
    let views = family.map { group in
      var view = all
      view.clearer = group.set.clearer
      return view
    }
    let separate = family.reduce(0) { $0 + $1.amount }
    let net = requirements(views, by: yardstick).max() ?? separate
    let pools = family.map { layout.collateralPoolOfVenue[$0.set.clearer] }
    let benefit = recognition(over: Set(pools).sorted()) * max(0, separate - net)
    guard benefit > 0 else { return }
    for group in family { required[group.slot] -= benefit * group.amount / separate }
  }

  /// Margin of each house at each other one for the positions between them.
  private func chargeHouses(
    _ families: [[LinkedGroup]], by yardstick: MarginYardstick, _ required: inout [Double]
  ) {
    let houses = (0..<layout.venues).filter(isLinked)
    var sets: [NettingSet] = []
    for first in houses {
      for second in houses where second > first {
        let between = positionsBetween(first, second, families)
        guard between.contains(where: { $0 != 0 }) else { continue }
        for (clearer, other) in [(first, second), (second, first)] {
          sets.append(
            NettingSet(
              member: layout.institutionOfVenue[other], clearer: clearer, standard: 0, pool: nil,
              exposure: between, notional: between.map(abs)))
        }
      }
    }
    guard !sets.isEmpty else { return }
    for (set, amount) in zip(sets, requirements(sets, by: yardstick)) {
      required[set.member * layout.venues + set.clearer] += amount
    }
  }

  /// What members hold at one house against what they hold at another, as far as the two recognise
  /// each other: of an asset, longs and shorts offset pro rata.
  private func positionsBetween(
    _ first: Int, _ second: Int, _ families: [[LinkedGroup]]
  ) -> [Double] {
    var between = [Double](repeating: 0, count: layout.assets)
    for family in families {
      guard let here = family.first(where: { $0.set.clearer == first })?.set.exposure,
        let there = family.first(where: { $0.set.clearer == second })?.set.exposure
      else { continue }
      for asset in between.indices where here[asset] * there[asset] < 0 {
        var long = 0.0
        var short = 0.0
        for group in family {
          long += max(0, group.set.exposure[asset])
          short += max(0, -group.set.exposure[asset])
        }
        let offset = min(long, short) * abs(here[asset] * there[asset]) / (long * short)
        between[asset] += here[asset] > 0 ? offset : -offset
      }
    }
    let pools = [first, second].map { layout.collateralPoolOfVenue[$0] }
    let recognised = regime.collateralPools.mutual[pools[0], pools[1]]
    return between.map { recognised * $0 }
  }

  /// Fills what a member's own margin at a clearer leaves of a hole from its margin, and its gains of this
  /// pass, at linked houses, and where such a house has failed from the margin between the houses.
  ///
  /// Returns the amount. The money stays in the zone where it is; a house that pays for a member has
  /// recourse to it.
  mutating func drawOnLinks(_ hole: Hole) -> Double {
    guard isLinked(hole.clearer) else { return 0 }
    let house = layout.institutionOfVenue[hole.clearer]
    let own = marketValue(postedBy: hole.member, at: hole.clearer)
    let missing = max(0, hole.amount - own)
    var left = missing
    for other in 0..<layout.venues where other != hole.clearer && isLinked(other) && left > 0 {
      let zone = layout.zoneOfVenue[other]
      let host = layout.institutionOfVenue[other]
      if standing[host].isInDefault {
        let paid = min(left, posted[host, hole.clearer, 0])
        guard paid > 0 else { continue }
        posted[host, hole.clearer, 0] -= paid
        holdings[house, layout.zoneOfVenue[hole.clearer], 0] += paid
        takeRecourse(paid, creditor: host, debtor: hole.member)
        left -= paid
        continue
      }
      let margin = min(left, posted[hole.member, other, 0])
      posted[hole.member, other, 0] -= margin
      let gained = max(0, gains[hole.member * layout.venues + other])
      let cash = min(left - margin, gained, max(0, holdings[hole.member, zone, 0]))
      holdings[hole.member, zone, 0] -= cash
      gains[hole.member * layout.venues + other] -= cash
      holdings[house, zone, 0] += margin + cash
      left -= margin + cash
    }
    if missing > left {
      record(.fundUsed, who: hole.member, toWhom: house, amount: missing - left)
    }
    return missing - left
  }
}
