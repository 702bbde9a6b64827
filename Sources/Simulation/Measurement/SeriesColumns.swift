internal import LinearAlgebra

/// A column of `timeseries.csv`.
package struct SeriesColumn: Sendable {
  package let description: MetricDescription
  let value: @Sendable (World) -> Double?

  init(
    _ name: String, unit: String, _ meaning: String, _ group: MetricGroup,
    _ value: @escaping @Sendable (World) -> Double?
  ) {
    description = MetricDescription(
      name, unit: unit, meaning, group: group, level: .tick, cadence: "end of each recorded tick")
    self.value = value
  }
}

/// The columns of the time series of a world, in order.
package func seriesColumns(of specification: WorldSpecification) -> [SeriesColumn] {
  fixedSeriesColumns
    + specification.assets.enumerated().dropFirst().flatMap { priceColumns($0.offset, $0.element) }
    + poolColumns(of: specification)
}

private let fixedSeriesColumns: [SeriesColumn] = [
  .init("system_equity", unit: "money", "equity of institutions and accounts", .stability) {
    $0.systemEquity()
  },
  .init("client_equity", unit: "money", "equity of accounts and loans", .stability) {
    $0.clientEquity()
  },
  .init("defaults", unit: "institutions", "defaults so far", .stability) { world in
    Double(world.standing.count { $0.isInDefault })
  },
  .init("passes", unit: "passes", "passes of the cascade in this tick", .stability) {
    Double($0.pass)
  },
  .init("liquidated", unit: "money", "notional closed by force in this tick", .stability) {
    $0.tally.liquidatedThisTick
  },
  .init("auto_deleveraged", unit: "money", "notional auto-deleveraged so far", .stability) {
    $0.tally.deleveraged
  },
  .init("bad_debt", unit: "money", "bad debt of accounts and loans so far", .stability) {
    $0.tally.badDebt
  },
  .init("arrears", unit: "money", "face of arrears", .stability) { world in
    world.claims.layers[ClaimLayer.arrears.rawValue].elements.reduce(0, +)
  },
  .init(
    "margin_required", unit: "money", "initial margin asked of institutions", .capitalEfficiency
  ) {
    $0.marginRequired.reduce(0, +)
  },
  .init("open_notional", unit: "money", "value of open positions, one side", .capitalEfficiency) {
    $0.grossNotional()
  },
  .init("redeemed", unit: "money", "stablecoins redeemed so far", .stability) {
    $0.tally.redeemed
  },
  .init("compliance_cost", unit: "money", "compliance cost so far", .compliance) {
    $0.tally.complianceCost
  },
]

private func priceColumns(_ asset: Int, _ each: AssetSpecification) -> [SeriesColumn] {
  let name = each.id.replacingDashes
  return [
    SeriesColumn(
      "price_\(name)", unit: "price", "depth-weighted price of \(each.id)", .market
    ) { $0.worldPrice(asset, in: $0.market.price) },
    SeriesColumn(
      "lowest_price_\(name)", unit: "price", "lowest zone price of \(each.id)", .market
    ) { $0.zonePrices(asset).min() },
    SeriesColumn(
      "depth_\(name)", unit: "money", "quoted depth of \(each.id) in all zones", .market
    ) { $0.total($0.currentDepth(), of: asset) },
  ]
}

extension String {
  /// The identifier as part of a snake_case column name.
  var replacingDashes: String { String(map { $0 == "-" ? "_" : $0 }) }
}
