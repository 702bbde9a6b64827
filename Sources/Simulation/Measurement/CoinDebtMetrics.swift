/// Metrics of debt that is owed in stablecoins; none where nobody owes any.
func coinDebtMetrics(of specification: WorldSpecification) -> [ReplicateMetric] {
  let coins = Set(specification.loanAccounts.debtAsset.map(Int.init)).subtracting([0]).sorted()
  guard !coins.isEmpty else { return [] }
  let bought: [ReplicateMetric] = [
    .init(
      "coin_repayments", unit: "money", "paid for stablecoins to repay debt by force", .market
    ) { world, _ in world.lending.coinsBought },
    .init(
      "coin_premium", unit: "money",
      "paid for them above what protocols count them at; negative below",
      .market, .lowerIsBetter
    ) { world, _ in world.lending.coinPremium },
  ]
  return bought
    + coins.map { coin in
      let name = specification.assets[coin].id.replacingDashes
      return ReplicateMetric(
        "highest_price_\(name)", unit: "price", "highest price in any zone", .market
      ) { _, start in start.greatestZonePrice[coin] }
    }
}
