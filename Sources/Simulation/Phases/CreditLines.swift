/// Committed credit lines as a source of cash in phase 4, after own cash and before sales.
///
/// A borrower asks its open lines in proportion to what each still has; a lender gives out of the cash of the zone
/// that its own dues do not need, pro rata if that is short, and sends for more from zones that are
/// connected. The face lent is a loan claim of the lender's: drawing moves the exposure to the lender
/// (Ivashina and Scharfstein 2010, doi:10.1016/j.jfineco.2009.12.001, on the drawdowns of 2008). Repaid as
/// `Repayments` says. Without lines nothing happens.
extension World {
  /// Lends what the lines allow; returns what each borrower still lacks.
  mutating func drawLines(_ lacking: [Double], owed: [Double], zone: Int) -> [Double] {
    guard !specification.creditLines.isEmpty, lacking.contains(where: { $0 > 0 }) else {
      return lacking
    }
    let asked = requests(lacking)
    var wanted = [Double](repeating: 0, count: layout.institutions)
    for (line, amount) in zip(specification.creditLines, asked) { wanted[line.lender] += amount }
    var served = [Double](repeating: 0, count: layout.institutions)
    for lender in wanted.indices where wanted[lender] > 0 {
      served[lender] = min(1, spareCash(of: lender, zone, wanted[lender], owed) / wanted[lender])
    }
    var left = lacking
    for (index, line) in specification.creditLines.enumerated() {
      let amount = served[line.lender] * asked[index]
      guard amount > 0 else { continue }
      draw(amount, line: index, zone: zone)
      left[line.borrower] -= amount
    }
    return left
  }

  /// Money that may still be drawn on a line.
  func openCredit(_ index: Int) -> Double {
    let line = specification.creditLines[index]
    guard !standing[line.lender].isInDefault else { return 0 }
    return max(0, line.limit - creditLines.drawn[index]) * creditLines.openShare[index]
  }

  /// Whether an institution could still draw on some line.
  func hasOpenCredit(_ institution: Int) -> Bool {
    specification.creditLines.indices.contains {
      specification.creditLines[$0].borrower == institution && openCredit($0) > 0
    }
  }

  /// What each line is asked for, by line.
  private func requests(_ lacking: [Double]) -> [Double] {
    let lines = specification.creditLines
    let open = lines.indices.map { openCredit($0) }
    var total = [Double](repeating: 0, count: layout.institutions)
    for (line, amount) in zip(lines, open) { total[line.borrower] += amount }
    return zip(lines, open).map { line, amount in
      let (i, isFrozen) = (line.borrower, standing[line.borrower].frozenUntil > tick)
      guard lacking[i] > 0, amount > 0, !standing[i].isInDefault, !isFrozen else { return 0 }
      return min(lacking[i], total[i]) * (amount / total[i])
    }
  }

  /// Cash that a lender has in a zone beyond its own dues there, once it has sent for more if need be.
  private mutating func spareCash(
    of lender: Int, _ zone: Int, _ wanted: Double, _ owed: [Double]
  ) -> Double {
    let spare = payable(lender, zone) - owed[lender]
    guard spare < wanted, !standing[lender].isInDefault else { return max(0, spare) }
    return max(0, spare + transferCash(wanted - spare, lender, to: zone))
  }

  private mutating func draw(_ amount: Double, line index: Int, zone: Int) {
    let line = specification.creditLines[index]
    settle(amount, from: line.lender, to: line.borrower, zone: zone)
    claims.add(amount, layer: .loans, creditor: line.lender, debtor: line.borrower)
    let worth = claims.value(creditor: line.lender, debtor: line.borrower)
    gain(-(1 - worth) * amount, line.lender, .counterparty)
    creditLines.drawn[index] += amount
    if line.repayment != nil { creditLines.owed[index].principal += amount }
    tally.creditDrawn += amount
    record(.creditDrawn, who: line.borrower, toWhom: line.lender, amount: amount)
  }
}
