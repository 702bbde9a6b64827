/// Loans between institutions that are secured by tokens: only the uncovered part enters the exposure core.
///
/// A borrower pledges tokens for what it owes a lender under loans. The covered part, the value of the pledge in the
/// borrower's home or the whole debt if that is less, is the lender's asset and the borrower's senior debt; the
/// rest is an unsecured claim, and both are told apart anew before each solvency test (phase 7). When the
/// borrower fails, the lender takes tokens worth the covered part and sells them in the market; the rest of the
/// pledge joins the estate. A pledge of the lender's own or the borrower's own token is worth little when it is needed
/// (FTX and Alameda, November 2022: FTT fell by 91 %). Absent without `pledges`.
struct PledgeAccount: Sendable {
  var borrower: Int
  var lender: Int
  let zone: Int
  let asset: Int
  var units: Double
  /// Face that the pledge covers.
  var covered = 0.0
}

extension World {
  /// Sets tokens aside for lenders, as far as the borrower has them.
  mutating func setPledgesAside() {
    for i in specification.institutions.indices {
      let zone = layout.homeZone[i]
      for pledge in specification.institutions[i].pledges {
        let units = min(pledge.units, holdings[i, zone, pledge.asset])
        holdings[i, zone, pledge.asset] -= units
        pledges.append(
          PledgeAccount(
            borrower: i, lender: pledge.lender, zone: zone, asset: pledge.asset, units: units))
      }
    }
    coverLoans()
  }

  /// Tells apart what each pledge covers and what it does not.
  mutating func coverLoans() {
    for index in pledges.indices where !standing[pledges[index].borrower].isInDefault {
      let pledge = pledges[index]
      let open = claims.face(.loans, creditor: pledge.lender, debtor: pledge.borrower)
      let value = pledge.units * price(pledge.zone, pledge.asset)
      let change = min(value, pledge.covered + open) - pledge.covered
      guard change != 0 else { continue }
      pledges[index].covered += change
      claims.add(-change, layer: .loans, creditor: pledge.lender, debtor: pledge.borrower)
      gain(
        (1 - claims.value(creditor: pledge.lender, debtor: pledge.borrower)) * change,
        pledge.lender, .counterparty)
    }
  }

  /// Turns up to an amount that pledges cover back into an unsecured claim, for it to be repaid.
  mutating func uncover(_ amount: Double, creditor: Int, debtor: Int) {
    var left = amount
    for index in pledges.indices
    where pledges[index].lender == creditor && pledges[index].borrower == debtor {
      let change = min(left, pledges[index].covered)
      pledges[index].covered -= change
      left -= change
      claims.add(change, layer: .loans, creditor: creditor, debtor: debtor)
      gain(
        -(1 - claims.value(creditor: creditor, debtor: debtor)) * change, creditor, .counterparty)
    }
  }

  /// Lenders take what covers them from a defaulter's pledges and sell it; the rest goes to its estate.
  mutating func seizePledges(of borrower: Int) {
    for pledge in pledges where pledge.borrower == borrower {
      let units = min(pledge.units, pledge.covered / price(pledge.zone, pledge.asset))
      holdings[borrower, pledge.zone, pledge.asset] += pledge.units - units
      guard units > 0 else { continue }
      holdings[pledge.lender, pledge.zone, pledge.asset] += units
      orders.append(
        Order(
          trader: .institution(pledge.lender), venue: nil, zone: pledge.zone, asset: pledge.asset,
          units: -units))
      record(.closeOut, who: borrower, toWhom: pledge.lender, amount: pledge.covered)
    }
    pledges.removeAll { $0.borrower == borrower }
  }

  /// A pledge's tokens belong to the borrower; what they cover is the lender's.
  func addPledges(to value: inout [Double]) {
    for pledge in pledges {
      value[pledge.borrower] += pledge.units * price(pledge.zone, pledge.asset)
      value[pledge.lender] += pledge.covered
    }
  }
}
