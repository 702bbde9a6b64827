/// Metrics of the pools of a world; none where it has no pool.
func poolMetrics(of specification: WorldSpecification) -> [ReplicateMetric] {
  guard !specification.pools.isEmpty else { return [] }
  let isAttacked = specification.events.contains {
    if case .poolManipulation = $0.kind { true } else { false }
  }
  let hasAttacker = specification.events.contains {
    if case .poolManipulation(_, _, _, .some) = $0.kind { true } else { false }
  }
  return (isAttacked ? [manipulationCost] : []) + (hasAttacker ? [manipulationProfit] : []) + [
    .init("pool_volume", unit: "money", "money traded with liquidity pools", .market) { world, _ in
      world.pools.volume
    },
    .init(
      "pool_arbitrage_profit", unit: "money",
      "what arbitrage between pools and quoted markets earned, and liquidity providers lost to it",
      .market
    ) { world, _ in world.pools.arbitrageProfit },
    .init(
      "divergence_loss", unit: "fraction",
      "loss of liquidity providers against holding the reserves of the start, pools together",
      .market, .lowerIsBetter
    ) { world, _ in world.divergenceLoss() },
    .init(
      "pool_liquidity_trough", unit: "fraction",
      "least liquidity left in a pool, of that at the start",
      .market, .higherIsBetter
    ) { world, _ in world.pools.all.map(\.leastLiquidity).min() },
  ]
}

private let manipulationCost = ReplicateMetric(
  "manipulation_cost", unit: "money",
  "what trading against pools to move their prices cost, all told", .market
) { world, _ in world.pools.attackCost }

private let manipulationProfit = ReplicateMetric(
  "manipulation_profit", unit: "money",
  "what those who manipulated pools made: money borrowed, less what secured it and what it cost",
  .market
) { world, _ in world.pools.attackProfit }

/// The spot price and the liquidity of each pool.
func poolColumns(of specification: WorldSpecification) -> [SeriesColumn] {
  specification.pools.enumerated().flatMap { index, each in
    let name = each.id.replacingDashes
    return [
      SeriesColumn(
        "pool_price_\(name)", unit: "price", "spot price of the pool \(each.id)", .market
      ) { $0.pools.all[index].isOpen ? $0.pools.all[index].spotPrice : nil },
      SeriesColumn(
        "pool_units_\(name)", unit: "units", "reserve of the token in the pool \(each.id)", .market
      ) { $0.pools.all[index].units },
      SeriesColumn(
        "pool_cash_\(name)", unit: each.quote == 0 ? "money" : "units",
        "reserve of \(each.quote == 0 ? "cash" : specification.assets[each.quote].id) in the pool \(each.id)",
        .market
      ) { $0.pools.all[index].cash },
    ]
  }
}

extension World {
  /// Value of all places in pools against that of holding, at the zones' prices.
  fileprivate func divergenceLoss() -> Double? {
    var (held, worth) = (0.0, 0.0)
    for pool in pools.all {
      held +=
        pool.liquidity * self.worth(of: pool, units: pool.startUnits, cash: pool.startCash)
      worth += self.worth(of: pool, units: pool.units, cash: pool.cash)
    }
    return held > 0 ? 1 - worth / held : nil
  }
}
