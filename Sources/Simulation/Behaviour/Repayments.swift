internal import LinearAlgebra

/// Phase 8: what was drawn on credit lines and lent as a last resort is repaid out of free cash, with interest.
///
/// A bank line is a revolving loan that its borrower pays down out of cash flow (Sufi 2009,
/// doi:10.1093/revfin/hhm007); the central bank lends at a high rate so that it is repaid as soon as the market lends again
/// (Bagehot 1873, *Lombard Street*). In each tick interest is added to what is owed, and the share of free cash above what is
/// kept that the half-life gives goes into the loan. Free is cash beyond dues, margin that is called, and
/// clients' money. Who is in arrears, frozen or in default repays nobody. Seniority is kept: support, which is
/// owed to outside, comes first; lines are of one rank and share what is left in proportion to what is owed on
/// each. A payment settles interest, then principal; the claim shrinks by it. Absent without terms of repayment.
extension World {
  mutating func repayLoans() {
    let terms = specification.supervision.supportRepayment
    guard terms != nil || specification.creditLines.contains(where: { $0.repayment != nil }) else {
      return
    }
    if let terms { addSupportInterest(terms) }
    addLineInterest()
    for i in 0..<layout.institutions {
      guard !standing[i].isInDefault, !standing[i].isIlliquid, standing[i].arrears.isEmpty,
        standing[i].frozenUntil <= tick
      else { continue }
      if let terms { repaySupport(of: i, terms) }
      repayLines(of: i)
    }
  }

  private mutating func addSupportInterest(_ terms: RepaymentTerms) {
    for i in 0..<layout.institutions {
      let amount =
        supervision.measures.supportOwed[i].total * terms.interestPerYear
        * specification.clock.tickYears
      guard amount > 0, !standing[i].isInDefault else { continue }
      supervision.measures.supportOwed[i].interest += amount
      externalLiabilities[i] += amount
      gain(-amount, i, .outside)
      tally.loanInterest += amount
    }
  }

  private mutating func addLineInterest() {
    for (index, line) in specification.creditLines.enumerated() {
      guard let terms = line.repayment else { continue }
      forgetCalled(index)
      let amount =
        creditLines.owed[index].total * terms.interestPerYear * specification.clock.tickYears
      guard amount > 0, !standing[line.borrower].isInDefault else { continue }
      creditLines.owed[index].interest += amount
      claims.add(amount, layer: .loans, creditor: line.lender, debtor: line.borrower)
      let worth = claims.value(creditor: line.lender, debtor: line.borrower)
      gain(worth * amount, line.lender, .liquidity)
      gain(-amount, line.borrower, .liquidity)
      tally.loanInterest += amount
    }
  }

  /// What a lender has called of its loans is no longer owed on the line: lines owe no more than is left of the face.
  private mutating func forgetCalled(_ index: Int) {
    let lines = specification.creditLines
    let (lender, borrower) = (lines[index].lender, lines[index].borrower)
    let before = (0..<index).reduce(0) { sum, other in
      let isSame = lines[other].lender == lender && lines[other].borrower == borrower
      return sum + (isSame ? creditLines.owed[other].total : 0)
    }
    let covered = pledges.reduce(0) {
      $0 + ($1.lender == lender && $1.borrower == borrower ? $1.covered : 0)
    }
    let face = claims.face(.loans, creditor: lender, debtor: borrower) + covered
    let called = creditLines.owed[index].total - max(0, face - before)
    if called > 0 { creditLines.owed[index].pay(called) }
  }

  private mutating func repaySupport(of i: Int, _ terms: RepaymentTerms) {
    let owed = supervision.measures.supportOwed[i].total
    guard owed > 0 else { return }
    let amount = min(owed, sweep(terms, freeCash(of: i)), externalLiabilities[i])
    guard amount > leastNews else { return }
    payOut(amount, from: i, to: layout.outside)
    externalLiabilities[i] -= amount
    let principal = supervision.measures.supportOwed[i].pay(amount)
    if terms.revolves, let left = supervision.measures.facility[i] {
      supervision.measures.facility[i] = left + principal
    }
    tally.supportRepaid += amount
    record(.loanRepaid, who: i, amount: amount)
  }

  private mutating func repayLines(of i: Int) {
    let lines = specification.creditLines
    let own = lines.indices.filter { lines[$0].borrower == i && creditLines.owed[$0].total > 0 }
    guard !own.isEmpty else { return }
    let free = freeCash(of: i)
    let owed = own.map { creditLines.owed[$0].total }
    let total = owed.reduce(0, +)
    for (index, part) in zip(own, owed) {
      guard let terms = lines[index].repayment else { continue }
      let amount = min(part, sweep(terms, free) * (part / total))
      if amount > leastNews { repay(amount, line: index) }
    }
  }

  private mutating func repay(_ amount: Double, line index: Int) {
    let line = specification.creditLines[index]
    payOut(amount, from: line.borrower, to: line.lender)
    let face = claims.face(.loans, creditor: line.lender, debtor: line.borrower)
    if amount > face { uncover(amount - face, creditor: line.lender, debtor: line.borrower) }
    claims.add(-amount, layer: .loans, creditor: line.lender, debtor: line.borrower)
    let worth = claims.value(creditor: line.lender, debtor: line.borrower)
    gain((1 - worth) * amount, line.lender, .counterparty)
    let principal = creditLines.owed[index].pay(amount)
    if line.repayment?.revolves == true {
      creditLines.drawn[index] = max(0, creditLines.drawn[index] - principal)
    }
    tally.creditRepaid += amount
    record(.loanRepaid, who: line.borrower, toWhom: line.lender, amount: amount)
  }

  /// What the terms put of free cash into a loan in a tick.
  private func sweep(_ terms: RepaymentTerms, _ free: Double) -> Double {
    specification.clock.fractionPerTick(halfLifeHours: terms.halfLifeHours)
      * max(0, free - terms.keptCash)
  }

  private func freeCash(of i: Int) -> Double {
    (0..<layout.zones).reduce(0) { $0 + freeCash(of: i, $1) }
  }

  /// Cash in a zone beyond dues, margin that is called and clients' money.
  private func freeCash(of i: Int, _ zone: Int) -> Double {
    var cash = payable(i, zone)
    for due in dues where due.debtor == i && due.zone == zone { cash -= due.amount }
    for venue in 0..<layout.venues where layout.zoneOfVenue[venue] == zone {
      let required = marginRequired[i * layout.venues + venue]
      if required > 0 { cash -= max(0, required - postedValue(i, venue)) }
      if layout.institutionOfVenue[venue] == i {
        cash -= max(0, accounts.marginOfVenue[venue])
      }
    }
    return max(0, cash)
  }

  /// Pays out of free cash, home zone first.
  private mutating func payOut(_ amount: Double, from i: Int, to payee: Int) {
    var left = amount
    let home = layout.homeZone[i]
    for zone in [home] + (0..<layout.zones).filter({ $0 != home }) where left > 0 {
      let part = min(left, freeCash(of: i, zone))
      guard part > 0 else { continue }
      settle(part, from: i, to: payee, zone: zone)
      left -= part
    }
  }
}
