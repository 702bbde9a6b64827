internal import Glibc

/// Liquidity providers leave their pool: while they lose against holding, in volatile markets, in a run, in default.
///
/// They take their part of both reserves, so a withdrawal moves no price; but the pool that is left is moved by
/// less. Divergence loss is that of Angeris and Chitra (2020); that providers leave when the loss or volatility
/// outweighs the fees: Capponi and Jia (2021), "The adoption of blockchain-based decentralized exchanges". Absent
/// without pools; without `exit` only in a run or in default.
extension World {
  /// Phase 8.
  mutating func withdrawLiquidity() {
    for index in pools.all.indices {
      for place in pools.all[index].providers.indices {
        let node = pools.all[index].providers[place].node
        guard node < layout.institutions, standing[node].isInDefault else { continue }
        withdraw(1, ofProvider: place, fromPool: index)
      }
      guard let rule = specification.pools[index].exit, isLeft(index, rule) else { continue }
      let share = specification.clock.fractionPerTick(halfLifeHours: rule.halfLifeHours)
      withdraw(share, fromPool: index)
    }
  }

  private func isLeft(_ index: Int, _ rule: LiquidityExit) -> Bool {
    let pool = pools.all[index]
    let hourly = max(market.quotingVariance[pool.asset], market.quotingVariance[pool.quote])
    let loss = pool.divergenceLoss(
      at: price(pool.zone, pool.asset), quote: price(pool.zone, pool.quote))
    return loss > rule.divergenceLoss
      || (hourly * 24 * 365.25).squareRoot() > rule.annualVolatility
  }

  /// In a run on its host every provider withdraws the same share of what it has; returns the money's worth.
  mutating func runOnPools(of host: Int, fraction: Double) -> Double {
    pools.all.indices.filter { pools.all[$0].host == host }.reduce(0) {
      $0 + withdraw(fraction, fromPool: $1)
    }
  }

  @discardableResult
  private mutating func withdraw(_ fraction: Double, fromPool index: Int) -> Double {
    var worth = 0.0
    for place in pools.all[index].providers.indices {
      worth += withdraw(fraction, ofProvider: place, fromPool: index)
    }
    if worth > 0 { record(.liquidityWithdrawn, who: pools.all[index].host, amount: worth) }
    return worth
  }

  @discardableResult
  private mutating func withdraw(
    _ fraction: Double, ofProvider place: Int, fromPool index: Int
  ) -> Double {
    let pool = pools.all[index]
    let provider = pool.providers[place]
    let total = pool.liquidity
    let part = fraction * provider.liquidity
    guard part > 0, total > 0 else { return 0 }
    // The last one takes what is there.
    let isLast = total - part <= 1e-12 * total
    let units = isLast ? pool.units : part / total * pool.units
    let cash = isLast ? pool.cash : part / total * pool.cash
    pools.all[index].units -= units
    pools.all[index].cash -= cash
    pools.all[index].providers[place].liquidity = isLast ? 0 : provider.liquidity - part
    pools.all[index].leastLiquidity = min(
      pools.all[index].leastLiquidity, pools.all[index].liquidity)
    holdings[provider.node, pool.zone, pool.asset] += units
    holdings[provider.node, pool.zone, pool.quote] += cash
    return worth(of: pool, units: units, cash: cash)
  }

  /// Takes a share of the reserves of all pools that run on an institution's code; the providers lose it.
  mutating func drainPools(of host: Int, fraction: Double) -> Double {
    var lost = 0.0
    for index in pools.all.indices where pools.all[index].host == host {
      let pool = pools.all[index]
      let units = fraction * pool.units
      let cash = fraction * pool.cash
      pools.all[index].units -= units
      pools.all[index].cash -= cash
      holdings[layout.outside, pool.zone, pool.asset] += units
      holdings[layout.outside, pool.zone, pool.quote] += cash
      let worth = worth(of: pool, units: units, cash: cash)
      gainProviders(-worth, of: index, .exploit)
      lost += worth
    }
    return lost
  }
}
