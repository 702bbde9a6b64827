/// Default of a party: its contracts end at the price of the moment, each survivor enters the same
/// contracts anew with dealers outside, and what that costs is its close-out claim.
///
/// The close-out amount is the cost of replacement, of either sign (ISDA 2002 Master Agreement, section
/// 6(e)). The dealers hedge what they take over in the tokens (phase 2 of the next pass), so that
/// the cost is the move of the price in between, the impact of all replacements together included. The
/// defaulter's initial margin for the pair pays first, the rest is a claim on its estate; a gain is due to
/// the estate.
extension World {
  mutating func closeOutBilateral(of defaulter: Int) {
    for index in bilateral.sides(of: defaulter) {
      let side = bilateral[index]
      let other = side.counterparty
      let units = bilateral[side.mirror].quantity
      let isReplaced =
        side.isOpen && other < layout.institutions && !standing[other].isInDefault
      bilateral.end(index)
      settleUncalled(of: defaulter, side: index)
      guard isReplaced else {
        releasePairMargin(index)
        continue
      }
      let prices = (0..<layout.assets).map { price(side.zone, $0) }
      bilateral.replacements.append(
        Replacement(
          survivor: other, defaulter: defaulter, zone: side.zone, units: units, endPrices: prices))
      var notional = 0.0
      for asset in 1..<layout.assets where units[asset] != 0 {
        notional += abs(units[asset]) * prices[asset]
        orders.append(
          Order(
            trader: .outside, venue: nil, zone: side.zone, asset: asset, units: units[asset]))
      }
      record(.closeOut, who: defaulter, toWhom: other, amount: notional)
    }
  }

  /// Enters ended contracts anew at the mark of this pass and settles what that cost.
  mutating func replaceEndedContracts() {
    let ended = bilateral.replacements
    bilateral.replacements = []
    for each in ended {
      if !standing[each.survivor].isInDefault { replace(each) }
      let side = bilateral.side(of: each.defaulter, against: each.survivor, zone: each.zone)
      if let side { releasePairMargin(side) }
    }
  }

  private mutating func replace(_ each: Replacement) {
    marginIsStale = true
    var cost = 0.0
    for asset in 1..<layout.assets where each.units[asset] != 0 {
      cost += each.units[asset] * (price(each.zone, asset) - each.endPrices[asset])
      bilateral.trade(
        each.units[asset], of: asset, holder: each.survivor, counterparty: layout.outside,
        zone: each.zone)
    }
    tally.replacementCost += cost
    gain(cost, each.survivor, .counterparty)
    gain(-cost, each.defaulter, .counterparty)
    if cost < 0 {
      dues.append(
        Due(
          debtor: each.survivor, creditor: each.defaulter, zone: each.zone, amount: -cost,
          kind: .closeOut))
    } else if cost > 0 {
      let side = bilateral.side(of: each.defaulter, against: each.survivor, zone: each.zone)
      let left = cost - (side.map { takePairMargin(cost, $0) } ?? 0)
      if left > 0 { fallIntoArrears(left, creditor: each.survivor, debtor: each.defaulter) }
    }
  }

  /// Gives both parties back what they have posted for each other.
  private mutating func releasePairMargin(_ index: Int) {
    for side in [index, bilateral[index].mirror] where bilateral[side].posted > 0 {
      holdings[bilateral[side].holder, bilateral[side].zone, 0] += bilateral[side].posted
      bilateral[side].posted = 0
      bilateral[side].required = 0
    }
  }
}
