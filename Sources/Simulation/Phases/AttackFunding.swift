internal import Contagion

/// A manipulator with a balance sheet: it buys with its own cash, sells its own tokens, and borrows at the price it made.
///
/// In April 2022 somebody bought a thinly traded token in its pool, posted it at Inverse Finance at the price that the oracle
/// then said, borrowed what there was, and left the loan behind; at Mango Markets, in October, gains on a perpetual took the
/// place of the token, which here is a position at a venue that marks at what the pool says. Here an
/// institution trades as far as its cash and tokens in the pool's zone go. After oracles have published it hands tokens to a
/// loan account at the named protocol, up to what the protocol's cash at home can lend at the loan to value, and
/// keeps the money: the account is nobody's, so that the loan is left. It is called like any other once the oracle falls
/// back (phase 5), and what its collateral does not bring is the protocol's bad debt. In a constant-product pool of cash `y`
/// without fee, to a price `k` times as high, at a loan to value `L`, the profit is `y·(√k − 1)·(L·√k − 1)`: none below
/// `√k = 1/L`. Adds to phase 2; an attack without `attacker` is `outside`'s, and borrows nothing.
extension World {
  /// Units that the attacker can pay for or deliver, out of what it wants to buy (sell where negative).
  func funded(_ units: Double, _ attack: PoolAttack) -> Double {
    guard let node = attack.attacker?.institution else { return units }
    let pool = pools.all[attack.pool]
    guard !standing[node].isInDefault, standing[node].frozenUntil <= tick else { return 0 }
    guard units > 0 else { return max(units, -max(0, holdings[node, pool.zone, pool.asset])) }
    let money = payable(node, pool.zone)
    guard pool.cost(of: units) > money else { return units }
    return money > 0 ? min(units, pool.buying.received(for: money) / pool.scale) : 0
  }

  /// Attackers pledge what tokens they have at what the protocol's oracle says.
  mutating func borrowOnAttacks() {
    guard pass == 0 else { return }
    for number in pools.attacks.indices {
      guard let plan = pools.attacks[number].attacker, let host = plan.borrowsAt,
        let venue = layout.venueOfInstitution[host], !standing[host].isInDefault,
        !standing[plan.institution].isInDefault
      else { continue }
      let asset = pools.all[pools.attacks[number].pool].asset
      borrow(number, plan, venue: venue, asset: asset)
    }
  }

  private mutating func borrow(_ number: Int, _ plan: PoolAttacker, venue: Int, asset: Int) {
    let zone = layout.zoneOfVenue[venue]
    let (node, host) = (plan.institution, layout.institutionOfVenue[venue])
    let worth = plan.loanToValue * market.oracle[venue * layout.assets + asset]
    let held = max(0, holdings[node, zone, asset])
    let money = min(worth * held, payable(host, zone))
    guard money > 0, worth > 0 else { return }
    let units = min(held, money / worth)
    holdings[node, zone, asset] = withdrawn(units, from: held, node: node)
    loans.add(
      venue: venue, asset: asset, units: units, debt: money,
      threshold: plan.liquidationThreshold, assets: layout.assets)
    settle(money, from: host, to: node, zone: zone)
    let value = units * price(zone, asset)
    gain(money - value, node, .exploit)
    channels.bookClients(value - money, .exploit)
    pools.attacks[number].borrowed += money
    pools.attacks[number].pledged +=
      max(0, units - max(0, pools.attacks[number].units))
      * price(zone, asset)
    pools.attacks[number].units = max(0, pools.attacks[number].units - units)
    record(.shock, who: host, toWhom: node, amount: money)
  }
}

extension LoanBook {
  /// A loan of cash that is made during the run.
  fileprivate mutating func add(
    venue: Int, asset: Int, units: Double, debt: Double, threshold: Double, assets: Int
  ) {
    self.venue.append(venue)
    self.asset.append(asset)
    self.threshold.append(threshold)
    debtAsset.append(0)
    self.units.append(units)
    self.debt.append(debt)
    debtOfVenue[venue] += debt
    collateralOfVenue[venue * assets + asset] += units
  }
}
