/// Forced trading and prices.
let marketMetrics: [ReplicateMetric] = [
  .init(
    "liquidated", unit: "money", "notional closed by force", .market, .lowerIsBetter,
    asks: "who fails: positions closed by force"
  ) { world, _ in world.tally.liquidated },
  .init(
    "liquidated_long_share", unit: "fraction", "share of long positions in it", .market
  ) { world, _ in
    world.tally.liquidated > 0 ? world.tally.liquidatedLong / world.tally.liquidated : nil
  },
  .init(
    "liquidated_share", unit: "fraction", "liquidated over open notional at the start", .market,
    .lowerIsBetter
  ) { world, start in
    start.startNotional > 0 ? world.tally.liquidated / start.startNotional : nil
  },
  .init("liquidated_accounts", unit: "accounts", "accounts and loans closed by force", .market) {
    world, _ in Double(world.tally.liquidatedAccounts)
  },
  .init(
    "peak_tick_share", unit: "fraction", "greatest share of liquidations in one tick", .market
  ) { world, _ in
    world.tally.liquidated > 0
      ? world.tally.peakTickLiquidation / world.tally.liquidated : nil
  },
  .init("peak_tick_liquidated", unit: "money", "most notional closed in one tick", .market) {
    world, _ in world.tally.peakTickLiquidation
  },
  .init(
    "auto_deleveraged", unit: "money", "notional closed by auto-deleveraging", .market,
    .lowerIsBetter
  ) { world, _ in world.tally.deleveraged },
  .init(
    "deleveraging_overshoot", unit: "ratio", "haircuts of winners over the deficits they cover",
    .market
  ) { world, _ in
    world.tally.deleveragingDeficit > 0
      ? world.tally.deleveragingHaircut / world.tally.deleveragingDeficit : nil
  },
  .init("redeemed", unit: "money", "stablecoins redeemed", .market) { world, _ in
    world.tally.redeemed
  },
  .init(
    "open_notional_fall", unit: "fraction", "fall of open notional from start to end", .market
  ) { world, start in
    start.startNotional > 0 ? 1 - world.grossNotional() / start.startNotional : nil
  },
  .init(
    "depth_trough", unit: "fraction", "least quoted depth over that at the start, least asset",
    .market, .higherIsBetter
  ) { _, start in start.leastDepthShare.dropFirst().min() },
]

/// Prices and depth of one asset.
func assetMetrics(_ asset: Int, _ each: AssetSpecification) -> [ReplicateMetric] {
  let name = each.id.replacingDashes
  return [
    ReplicateMetric(
      "fall_\(name)", unit: "fraction", "greatest fall of the depth-weighted price", .market,
      .lowerIsBetter
    ) { _, start in 1 - start.troughShare[asset] },
    ReplicateMetric(
      "lowest_price_\(name)", unit: "price", "lowest price in any zone", .market,
      .higherIsBetter
    ) { _, start in start.leastZonePrice[asset] },
    ReplicateMetric(
      "zone_gap_\(name)", unit: "log points", "widest log gap between zone prices", .market,
      .lowerIsBetter
    ) { _, start in start.widestGap[asset] },
    ReplicateMetric(
      "depth_trough_\(name)", unit: "fraction", "least quoted depth over that at the start",
      .market, .higherIsBetter
    ) { _, start in start.leastDepthShare[asset] },
  ]
}
