internal import Regimes

/// Chains of claims on assets that clients do not have segregated.
///
/// A custodian, broker or exchange lends a share of what it holds unsegregated to somebody else, who may lend
/// it on: a unit of collateral then stands behind `1 + f + f² + …` claims (Singh and Aitken 2010, IMF WP/10/172,
/// "churning"), and a loss at the end of the chain travels back to the client. Tokens move against a custody
/// claim that follows their price; clients' unsegregated margin moves as a loan, and the borrower may have
/// spent it on a token (FTX lent customers' money to an affiliate that held FTX's own token). The segregated
/// share stays out of reach. Part of the start; absent without `rehypothecation`.
extension World {
  mutating func lendOnCustody() {
    let lenders = specification.institutions.indices.filter {
      !specification.institutions[$0].rehypothecation.isEmpty
    }
    guard !lenders.isEmpty else { return }
    var received = unsegregated()
    // No chain is longer than there are institutions: loops are refused on reading.
    for _ in 0..<layout.institutions {
      var passedOn = [Double](repeating: 0, count: received.count)
      for lender in lenders {
        for asset in 0..<layout.assets where received[lender * layout.assets + asset] > 0 {
          for rule in specification.institutions[lender].rehypothecation {
            let units = rule.share * received[lender * layout.assets + asset]
            let kept = lend(units, of: asset, from: lender, rule)
            passedOn[rule.to * layout.assets + asset] += kept
          }
        }
      }
      guard passedOn.contains(where: { $0 > 0 }) else { return }
      received = passedOn
    }
  }

  /// Units that institutions hold for others on their own books, by institution and asset.
  private func unsegregated() -> [Double] {
    var units = [Double](repeating: 0, count: layout.institutions * layout.assets)
    for kept in custody { units[kept.custodian * layout.assets + kept.asset] += kept.units }
    for venue in 0..<layout.venues {
      units[layout.institutionOfVenue[venue] * layout.assets] += clientClaim(onVenue: venue)
    }
    return units
  }

  /// Hands units to a borrower against a claim; returns what the borrower can lend on.
  private mutating func lend(
    _ units: Double, of asset: Int, from lender: Int, _ rule: Rehypothecation
  ) -> Double {
    guard units > 0 else { return 0 }
    let (source, zone) = (layout.homeZone[lender], layout.homeZone[rule.to])
    holdings[lender, source, asset] = withdrawn(
      units, from: holdings[lender, source, asset], node: lender)
    holdings[rule.to, zone, asset] += units
    guard asset == 0 else {
      claims.add(
        units * price(zone, asset), layer: .custody, creditor: lender, debtor: rule.to)
      custody.append(
        CustodyClaim(client: lender, custodian: rule.to, asset: asset, units: units))
      return units
    }
    claims.add(units, layer: .loans, creditor: lender, debtor: rule.to)
    guard let bought = rule.buys else { return units }
    swap(rule.to, bought, units: units / price(zone, bought), zone: zone)
    return 0
  }

  /// Pays a client who leaves before the run; what the host has lent on it still owes, outside now.
  mutating func payLeaver(_ amount: Double, from host: Int, zone: Int) {
    let missing = amount - max(0, holdings[host, zone, 0])
    guard missing > 1e-9 * max(1, amount) else {
      settle(amount, from: host, to: layout.outside, zone: zone)
      return
    }
    settle(amount - missing, from: host, to: layout.outside, zone: zone)
    externalLiabilities[host] += missing
  }
}
