/// Phase 4, each pass: what is due is paid in cash under the payment policy; only cash moves.
///
/// Resources in order: cash in the zone, margin in excess of the requirement there, cash of other
/// zones as fast as they are connected, eligible tokens put in the place of posted cash, credit lines,
/// sales of tokens. Unpaid margin of a member is a hole that the clearer's waterfall fills; anything else
/// unpaid becomes arrears at face.
func payment(_ world: inout World) {
  world.collectArrears()
  for zone in 0..<world.layout.zones { world.clearZone(zone) }
  if world.specification.switches.initialMargin {
    world.meetMarginCalls()
    world.meetBilateralCalls()
  }
  world.ageArrears()
}

extension World {
  /// Old arrears fall due again in every pass, so that what a sale brings in pays them.
  fileprivate mutating func collectArrears() {
    for debtor in 0..<layout.institutions
    where !standing[debtor].arrears.isEmpty && !standing[debtor].isInDefault {
      guard holdings.cash(of: debtor) > 0 || hasOpenCredit(debtor) else { continue }
      for creditor in 0..<layout.institutions {
        let amount = claims.face(.arrears, creditor: creditor, debtor: debtor)
        guard amount > 0 else { continue }
        call(amount, layer: .arrears, creditor: creditor, debtor: debtor, kind: .arrears)
      }
    }
  }

  /// Cash that a node can pay with in a zone now.
  func payable(_ node: Int, _ zone: Int) -> Double {
    guard node < layout.institutions else { return .infinity }
    let isBlocked = standing[node].isInDefault || standing[node].frozenUntil > tick
    return isBlocked ? 0 : max(0, holdings[node, zone, 0])
  }

  fileprivate mutating func clearZone(_ zone: Int) {
    let due = dues.filter { $0.zone == zone && $0.amount > 0 }
    dues.removeAll { $0.zone == zone }
    guard !due.isEmpty else { return }
    var owed = [Double](repeating: 0, count: layout.nodes)
    var expected = owed
    for each in due {
      owed[each.debtor] += each.amount
      expected[each.creditor] += each.amount
    }
    raiseCash(lacking(due, owed: owed, expected: expected, zone: zone), owed: owed, zone: zone)
    let fraction = paidFractions(due, owed: owed, zone: zone)
    var net = [Double](repeating: 0, count: layout.nodes)
    for each in due {
      let isPaid = fraction[each.debtor] > 1 - 1e-12
      let paid = isPaid ? each.amount : fraction[each.debtor] * each.amount
      net[each.debtor] -= paid
      net[each.creditor] += paid
      if !isPaid { leaveUnpaid(each.amount - paid, of: each) }
    }
    for node in net.indices where net[node] != 0 {
      holdings[node, zone, 0] = withdrawn(-net[node], from: holdings[node, zone, 0], node: node)
    }
  }

  /// Puts what was not paid where it belongs: a hole of the clearer, or arrears.
  private mutating func leaveUnpaid(_ amount: Double, of due: Due) {
    if due.kind == .variationMargin, let clearer = due.clearer,
      due.debtor != layout.institutionOfVenue[clearer]
    {
      holes.append(Hole(member: due.debtor, clearer: clearer, amount: amount))
      record(.hole, who: due.debtor, toWhom: due.creditor, amount: amount)
    } else {
      let amount = coverFromPairMargin(amount, of: due)
      guard amount > 0 else { return }
      fallIntoArrears(amount, creditor: due.creditor, debtor: due.debtor)
      // Arrears that were called again and not paid are as old as they were.
      if due.kind != .arrears { startGrace(amount, creditor: due.creditor, debtor: due.debtor) }
    }
  }

  /// Remembers since when an amount is in arrears.
  mutating func startGrace(_ amount: Double, creditor: Int, debtor: Int) {
    guard creditor < layout.institutions else { return }
    standing[debtor].arrears.append(Arrear(creditor: creditor, tick: tick, amount: amount))
  }

  /// Strikes out what has been paid, a creditor's oldest arrears first.
  private mutating func strikeOutPaid(of debtor: Int) {
    var kept: [Arrear] = []
    var left = [Double](repeating: 0, count: layout.institutions)
    for creditor in left.indices {
      left[creditor] = claims.face(.arrears, creditor: creditor, debtor: debtor)
    }
    for arrear in standing[debtor].arrears.reversed() where left[arrear.creditor] > 0 {
      let isWhole = arrear.amount < left[arrear.creditor] * (1 - 1e-12)
      let amount = isWhole ? arrear.amount : left[arrear.creditor]
      left[arrear.creditor] = isWhole ? left[arrear.creditor] - amount : 0
      kept.append(Arrear(creditor: arrear.creditor, tick: arrear.tick, amount: amount))
    }
    standing[debtor].arrears = kept.reversed()
  }

  /// Whether tokens of an institution are on order to be sold.
  private func isSelling(_ institution: Int) -> Bool {
    orders.contains { $0.trader == .institution(institution) && $0.venue == nil && $0.units < 0 }
  }

  /// What members left unpaid to a house in this pass: it reaches the house from the waterfall, two
  /// phases on.
  private func openHoles(at house: Int) -> Double {
    holes.reduce(0) { $0 + (layout.institutionOfVenue[$1.clearer] == house ? $1.amount : 0) }
  }

  /// Arrears that have stood longer than the grace make their debtor illiquid, unless it is still selling.
  fileprivate mutating func ageArrears() {
    let grace = specification.clock.ticks(coveringHours: specification.contagion.graceHours)
    for debtor in 0..<layout.institutions
    where !standing[debtor].arrears.isEmpty && !standing[debtor].isInDefault {
      strikeOutPaid(of: debtor)
      let arrears = standing[debtor].arrears
      guard let since = arrears.first?.tick, tick - since >= grace else { continue }
      let owed = arrears.reduce(0) { $0 + $1.amount }
      guard owed > (1 + 1e-9) * openHoles(at: debtor), !standing[debtor].isIlliquid,
        !isSelling(debtor)
      else { continue }
      standing[debtor].isIlliquid = true
      record(.illiquidity, who: debtor, amount: owed)
    }
  }
}
