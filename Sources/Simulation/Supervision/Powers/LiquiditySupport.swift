internal import Regimes

/// The power to lend as a last resort: what a solvent institution lacks comes as a loan from outside.
///
/// Bagehot (1873, *Lombard Street*): lend freely to the solvent, not to the insolvent; Rochet and Vives (2004,
/// doi:10.1162/1542476042782224) show that a solvent institution can fail by a run without it. A facility of
/// the stated share of assets is opened, while equity is positive, for one against which an authority with the
/// power acts and for one that it sees in arrears. It pays those arrears, and in phase 4 what is due and
/// lacking, before tokens are sold. The loan is owed to outside and so senior to every claim inside: if
/// the borrower fails in the end, other creditors lose more. It bears interest and is repaid where the terms of
/// `support_repayment` say so (`Repayments`).
extension World {
  mutating func openFacility(for i: Int, equity: Double, assets: Double) {
    guard supervision.measures.facility[i] == nil, equity > 0, !standing[i].isInDefault else {
      return
    }
    let limit = specification.supervision.supportShare * max(0, assets)
    guard limit > 0 else { return }
    supervision.measures.facility[i] = limit
    record(.liquiditySupport, who: i, amount: limit)
  }

  /// Opens facilities for those in arrears and lends them what they owe.
  mutating func lendToIlliquid(_ equity: [Double], _ assets: [Double]) {
    for i in 0..<layout.institutions
    where !standing[i].arrears.isEmpty && !standing[i].isInDefault
      && rulebook(of: i).powers.contains(.liquiditySupport)
    {
      openFacility(for: i, equity: equity[i], assets: assets[i])
      for creditor in 0..<layout.institutions {
        let owed = claims.face(.arrears, creditor: creditor, debtor: i)
        if owed > 0 { _ = drawSupport(owed, i, layout.homeZone[creditor]) }
      }
    }
  }

  /// Lends up to what is wanted and left of a facility; returns the amount.
  mutating func drawSupport(_ wanted: Double, _ i: Int, _ zone: Int) -> Double {
    guard let left = supervision.measures.facility[i], left > 0 else { return 0 }
    let loan = min(wanted, left)
    settle(loan, from: layout.outside, to: i, zone: zone)
    externalLiabilities[i] += loan
    supervision.measures.facility[i] = left - loan
    supervision.measures.supportDrawn += loan
    if specification.supervision.supportRepayment != nil {
      supervision.measures.supportOwed[i].principal += loan
    }
    return loan
  }
}
