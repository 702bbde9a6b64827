internal import Contagion

/// Somebody who holds a pool's price at a level by trading against it, until a time.
struct PoolAttack: Sendable {
  let pool: Int
  let target: Double
  let until: Int
  /// Whose money and tokens are used; nil: outside's.
  var attacker: PoolAttacker?
  /// Tokens bought from the pool so far, less those sold to it.
  var units = 0.0
  /// Money paid so far, less what was received.
  var spent = 0.0
  /// Money borrowed against tokens at the manipulated price so far.
  var borrowed = 0.0
  /// What the tokens that secure it were worth in the zone.
  var pledged = 0.0
}

/// Phase 2, before oracles publish: an attacker really trades, so that what reads the pool's price is misled.
///
/// It buys (or sells) until the spot price stands at its target, again in every tick, since arbitrage pulls the price
/// back; at the end it trades its position back. What that costs it, `spent` at the end, is the price of the
/// manipulation: fees and what arbitrageurs earned of it (Mackinga, Nadahalli and Wattenhofer 2022, "TWAP oracle
/// attacks: easier done than said?"). Its tokens and money are `outside`'s, or those of an institution, which cannot
/// spend more than it has (`AttackFunding`). Absent without the event.
extension World {
  /// Begins an attack that moves a pool's present price by a fraction.
  mutating func attackPool(
    _ index: Int, fraction: Double, durationHours: Double, by attacker: PoolAttacker? = nil
  ) {
    guard pools.all[index].isOpen else { return }
    pools.attacks.append(
      PoolAttack(
        pool: index, target: pools.all[index].spotPrice * (1 + fraction),
        until: tick + max(1, specification.clock.ticks(coveringHours: durationHours)),
        attacker: attacker))
    record(.shock, who: pools.all[index].host, amount: fraction)
  }

  /// Holds targets, and ends what is over.
  mutating func attackPools() {
    guard pass == 0, !pools.attacks.isEmpty else { return }
    for number in pools.attacks.indices {
      let attack = pools.attacks[number]
      let pool = pools.all[attack.pool]
      guard attack.until > tick else {
        endAttack(number)
        continue
      }
      guard pool.isOpen, abs(pool.spotPrice / attack.target - 1) > 1e-12 else { continue }
      buyFromPool(number, units: funded(unitsBought(to: attack.target, from: pool), attack))
    }
    pools.attacks.removeAll { $0.until <= tick }
  }

  /// Tokens to buy so that the spot price stands at a target afterwards; negative: to sell.
  ///
  /// At most nearly all that the pool has, or a thousand times as much.
  private func unitsBought(to target: Double, from pool: Pool) -> Double {
    func price(_ units: Double) -> Double? {
      var after = pool
      after.units -= units
      after.cash += units > 0 ? pool.cost(of: units) : -pool.proceeds(of: -units)
      return after.isOpen && after.cash.isFinite ? after.spotPrice : nil
    }
    if target > pool.spotPrice {
      return crossing(from: 0, to: pool.units * (1 - 1e-9)) {
        price($0).map { $0 < target } ?? false
      }
    }
    return -crossing(from: 0, to: 1e3 * pool.units) { price(-$0).map { $0 > target } ?? false }
  }

  private mutating func buyFromPool(_ number: Int, units: Double) {
    let index = pools.attacks[number].pool
    let pool = pools.all[index]
    let money = units > 0 ? pool.cost(of: units) : -pool.proceeds(of: -units)
    guard units != 0 else { return }
    trade(withPool: index, unitsIn: -units, cashOut: -money)
    let node = pools.attacks[number].attacker?.institution ?? layout.outside
    holdings[node, pool.zone, pool.asset] = withdrawn(
      -units, from: holdings[node, pool.zone, pool.asset], node: node)
    holdings[node, pool.zone, 0] = withdrawn(
      money, from: holdings[node, pool.zone, 0], node: node)
    gain(units * price(pool.zone, pool.asset) - money, node, .liquidity)
    pools.attacks[number].units += units
    pools.attacks[number].spent += money
  }

  /// Trades the position back as far as the pool can, and counts what is left at the zone's price.
  private mutating func endAttack(_ number: Int) {
    let attack = pools.attacks[number]
    let pool = pools.all[attack.pool]
    if pool.isOpen {
      buyFromPool(number, units: funded(max(-attack.units, -1e3 * pool.units), attack))
    }
    let left = pools.attacks[number].units * price(pool.zone, pool.asset)
    pools.attackCost += pools.attacks[number].spent - left
    pools.attackProfit += attack.borrowed - attack.pledged - (pools.attacks[number].spent - left)
  }
}
