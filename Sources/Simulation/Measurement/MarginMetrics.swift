internal import Contagion

/// How procyclical initial margin was: the measures of Murphy, Vasios and Vause (2014), Bank of
/// England Financial Stability Paper 29, on what is asked of all institutions.
let procyclicalityMetrics: [ReplicateMetric] = [
  .init(
    "margin_peak_over_trough", unit: "ratio",
    "greatest over least initial margin asked of institutions; empty where none was", .stability,
    .lowerIsBetter, cadence: "every tick"
  ) { _, path in
    MarginProcyclicality(margins: path.margins, horizon: 1).peakToTrough
  },
  .init(
    "margin_greatest_rise", unit: "money", "greatest rise of it within a day", .stability,
    .lowerIsBetter, cadence: "every tick"
  ) { world, path in
    MarginProcyclicality(
      margins: path.margins, horizon: max(1, world.specification.clock.ticks(coveringHours: 24))
    ).largestRise
  },
  .init(
    "margin_exceptions", unit: "periods",
    "margin periods in which a member lost more than the initial margin asked at their start",
    .stability, .lowerIsBetter, cadence: "every margin horizon"
  ) { _, path in Double(path.backtest.exceptions) },
  .init(
    "margin_exception_share", unit: "fraction",
    "the same over the periods of members with margin; empty without any", .stability,
    .lowerIsBetter, cadence: "every margin horizon"
  ) { _, path in
    path.backtest.observations > 0
      ? Double(path.backtest.exceptions) / Double(path.backtest.observations) : nil
  },
  .init(
    "funding_paid", unit: "money", "funding that longs and shorts of perpetuals paid each other",
    .market
  ) { world, _ in world.contracts.fundingPaid },
]
