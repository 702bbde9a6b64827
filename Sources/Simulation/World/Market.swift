internal import Regimes

/// Prices by zone, what they stem from, and what venues and oracles have read of them.
struct Market: Sendable {
  let assets: Int
  /// p[z, a] > 0.
  var price: [Double]
  /// Value of an asset apart from flow, common to all zones.
  var fundamental: [Double]
  /// log(p[z, a] / fundamental[a]), the trace of flow.
  var dislocation: [Double]
  /// Price at the start of the run, by asset: the yardstick of linear impact and of floors.
  let reference: [Double]
  /// Last settlement mark, by venue and asset.
  var mark: [Double]
  /// Moves of p[z, a] since the last settlement that stem from the fundamental value.
  var marketMove: [Double]
  /// Moves of p[z, a] since the last settlement that stem from flow.
  var flowMove: [Double]
  /// What each venue's oracle says, by venue and asset.
  var oracle: [Double]
  /// Prices at the end of past ticks, newest last, for oracles with latency: each row is by zone and asset.
  var history: [[Double]]
  /// Depth apart from market makers', by zone and asset.
  let backgroundDepth: [Double]
  /// Depth with market makers in calm times, by zone and asset: the weights of world prices, fixed so that
  /// a shift of depth is no return.
  var weights: [Double]
  /// Depth with market makers', by zone and asset; renewed at the start of each tick.
  var depth: [Double]
  /// Exponentially weighted variance of an hour's log return with each jurisdiction's look-back, by
  /// jurisdiction and asset: what margin is computed from.
  var hourlyVariance: [Double]
  /// Deviation of the log of the depth-weighted price from its short exponential mean, by asset.
  var deviation: [Double]
  /// The depth-weighted price when that was last updated, by asset.
  var lastPrice: [Double]
  /// Variance of an hour's log return with the short memory of market makers, by asset.
  var quotingVariance: [Double]
  /// That variance in calm times, by asset.
  let calmHourlyVariance: [Double]

  func index(_ zone: Int, _ asset: Int) -> Int { zone * assets + asset }
}

extension Market {
  /// Markets at rest: every zone at the same price, every mark and oracle on it.
  init(_ specification: WorldSpecification, regime: ResolvedRegime, layout: Layout) {
    let prices = specification.assets.map(\.price)
    let everywhere = (0..<layout.zones).flatMap { _ in prices }
    let atVenues = (0..<layout.venues).flatMap { _ in prices }
    var depth = [Double](repeating: 0, count: layout.zones * layout.assets)
    for (asset, each) in specification.assets.enumerated() {
      for (jurisdiction, amount) in each.backgroundDepth.enumerated() {
        depth[regime.zones.zoneOfJurisdiction[jurisdiction] * layout.assets + asset] += amount
      }
    }
    let calm = specification.assets.map {
      $0.annualVolatility * $0.annualVolatility / (24 * 365.25)
    }
    assets = layout.assets
    price = everywhere
    fundamental = prices
    dislocation = [Double](repeating: 0, count: everywhere.count)
    reference = prices
    mark = atVenues
    marketMove = dislocation
    flowMove = dislocation
    oracle = atVenues
    history = [everywhere]
    backgroundDepth = depth
    self.depth = depth
    weights = depth
    calmHourlyVariance = calm
    quotingVariance = calm
    deviation = [Double](repeating: 0, count: layout.assets)
    lastPrice = prices
    hourlyVariance = regime.rulebooks.flatMap { _ in calm }
  }
}
