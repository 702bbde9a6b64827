internal import Formats
internal import Simulation

extension WorldBuilder {
  /// Liquidity pools; cash that is not given balances the token at its price.
  func pools() -> [PoolSpecification] {
    document.pools.map { entry in
      let balanced = entry.units * assetPrice(entry.asset)
      var pool = PoolSpecification(
        id: entry.id, host: roster.institution(entry.amm), asset: roster.asset(entry.asset),
        units: entry.units, cash: entry.cash ?? balanced)
      if let quote = entry.quote {
        pool.quote = roster.asset(quote)
        pool.cash = entry.quoteUnits ?? balanced / assetPrice(quote)
      }
      pool.curve = entry.curve
      pool.fee = entry.fee
      pool.providers = entry.providers.entries.map {
        PoolShare(institution: roster.institution($0.key), share: $0.value)
      }
      pool.exit = entry.exit
      pool.outsideArbitragePerHour = entry.outsideArbitragePerHour
      return pool
    }
  }
}
