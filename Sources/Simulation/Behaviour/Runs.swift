internal import Glibc
internal import LinearAlgebra

/// Lenders withdraw deposits and loans from a debtor whose visible distress passes their threshold.
///
/// Distress is `1 − E/E0` on equity as old as the lender's information (Liu, Makarov and Schoar 2023, NBER 31160:
/// transparency speeds runs up), and thresholds may differ between lenders, as they do where each has a signal of its
/// own (Goldstein and Pauzner 2005, doi:10.1111/j.1540-6261.2005.00762.x). A lender that takes time to react calls
/// once it has seen distress for so long without a break: the larger and the better informed ran first in May 2022.
/// Phase 8; absent where no institution has a `run`.
extension World {
  mutating func callLoansInFear() {
    for i in 0..<layout.institutions where !standing[i].isInDefault {
      guard let rule = specification.institutions[i].behaviour.run else { continue }
      let kept = pow(1 - rule.callShare, specification.clock.tickHours)
      let reaction = specification.clock.ticks(coveringHours: rule.reactionHours)
      for k in 0..<layout.institutions
      where claims.total[i, k] > 0 && !standing[k].isInDefault && referenceEquity[k] > 0 {
        let seen = equitySeen(of: k, lagHours: rule.informationLagHours)
        let isSeen = 1 - seen / referenceEquity[k] > rule.distressThreshold
        let since = runWatch.ticksSeen(by: i, in: k, isSeen: isSeen, tick: tick)
        guard isSeen, since >= reaction else { continue }
        callClaims(of: i, on: k, share: 1 - kept)
      }
    }
  }

  private mutating func callClaims(of creditor: Int, on debtor: Int, share: Double) {
    var called = 0.0
    for layer in [ClaimLayer.loans, .deposits] {
      let amount = share * claims.face(layer, creditor: creditor, debtor: debtor)
      guard amount > 0 else { continue }
      call(amount, layer: layer, creditor: creditor, debtor: debtor, kind: .withdrawal)
      called += amount
    }
    guard called > 0 else { return }
    tally.withdrawn += called
    if !standing[debtor].isRunUpon {
      standing[debtor].isRunUpon = true
      record(.run, who: debtor, toWhom: creditor, amount: called)
    }
  }
}
