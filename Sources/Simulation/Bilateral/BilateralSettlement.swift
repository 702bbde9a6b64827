/// Variation margin between pairs (phase 3): `Σ_a B[i,k,a]·Δp[z,a]` in one payment, at one mark for both
/// sides; what is not paid is taken from initial margin of the pair, and then falls into arrears.
///
/// The mark is the price of the zone where the pair settles: the home of the party that comes first.
extension World {
  mutating func settleBilateral() {
    guard !bilateral.isEmpty else { return }
    let moves = zip(market.price, bilateral.mark).map { $0 - $1 }
    for index in bilateral.sides.indices {
      let side = bilateral[index]
      var due = 0.0
      for asset in 1..<layout.assets where side.quantity[asset] != 0 {
        let slot = market.index(side.zone, asset)
        guard moves[slot] != 0 else { continue }
        let amount = side.quantity[asset] * moves[slot]
        let ofFlow = amount * (market.flowMove[slot] / moves[slot])
        gain(ofFlow, side.holder, .fireSale)
        gain(amount - ofFlow, side.holder, .marketRevaluation)
        due += amount
      }
      due = calledVariation(of: index, moved: due)
      // The other side comes to the same amount with the opposite sign.
      guard due > 0 else { continue }
      dues.append(
        Due(
          debtor: side.counterparty, creditor: side.holder, zone: side.zone, amount: due,
          kind: .bilateralMargin))
    }
    bilateral.mark = market.price
  }

  /// Takes what a party did not pay from the margin that it has posted for the other; returns the rest.
  mutating func coverFromPairMargin(_ amount: Double, of due: Due) -> Double {
    guard due.kind == .bilateralMargin else { return amount }
    guard let side = bilateral.side(of: due.debtor, against: due.creditor, zone: due.zone) else {
      return amount
    }
    return amount - takePairMargin(amount, side)
  }

  /// Hands up to an amount of what a side has posted to its counterparty; returns how much.
  mutating func takePairMargin(_ amount: Double, _ side: Int) -> Double {
    let taken = min(amount, bilateral[side].posted)
    bilateral[side].posted -= taken
    holdings[bilateral[side].counterparty, bilateral[side].zone, 0] += taken
    return taken
  }
}
