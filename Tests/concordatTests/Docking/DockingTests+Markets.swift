import Testing

extension DockingTests {
  /// Liquidation price: debt/(units·threshold) (Qin and others 2021); impact: x·y = k (Angeris, Chitra 2020).
  @Test("lending accounts and one pool: closed-form liquidation price and constant-product impact")
  func lendingIntoOnePool() throws {
    let tolerance = 1e-9
    func pool(_ health: Double) throws -> (price: Double, units: Double, cash: Double) {
      let run = try DockedRun("lending-one-amm", set: ["loans.borrower.health_factor=\(health)"])
      func last(_ column: String) throws -> Double {
        try #require(run.series.last?[column].flatMap(Double.init), "\(column)")
      }
      return (
        try last("pool_price_eth_usd"), try last("pool_units_eth_usd"),
        try last("pool_cash_eth_usd")
      )
    }
    // Units are 20,000·health/(0.8·2000), and the price of liquidation is 2000/health.
    let healthy = try pool(1.000001)
    #expect(healthy.units == 1000 && healthy.price == 2000)
    let called = try pool(0.999999)
    expectEqual([called.units], [1010], within: tolerance, "tokens in the pool")
    expectEqual([2e6 - called.cash], [19801.980198019803], within: tolerance, "proceeds")
    expectEqual([called.price], [1960.5920988138416], within: tolerance, "price")
  }

  /// Assets over equity after k loops: (1 − LTV^(k + 1))/(1 − LTV) (Heimbach and Huang 2024).
  @Test(
    "a leverage loop: a fall of the price by one percent costs its leverage in percent of equity",
    arguments: [(1, 1.75), (2, 2.3125), (5, 3.2880859375), (10, 3.831059455871582)])
  func leverageLoop(loops: Int, leverage: Double) throws {
    let run = try DockedRun("leverage-loop", set: ["loans.loops.loop.loops=\(loops)"])
    let equity = try run.series.map { row in
      try #require(row["client_equity"].flatMap(Double.init))
    }
    try #require(equity.count == 2)
    expectEqual([100 * (1 - equity[1] / equity[0])], [leverage], within: 1e-9, "leverage")
  }
}
