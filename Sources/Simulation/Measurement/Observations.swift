internal import Contagion
internal import Glibc
internal import LinearAlgebra
internal import Networks

/// What is remembered of the path of a run: troughs, peaks, times of recovery, and the picture at the start.
struct Observations: Sendable {
  /// Least depth-weighted price over that at the start, by asset.
  var troughShare: [Double]
  /// Least price of an asset in any zone, by asset.
  var leastZonePrice: [Double]
  /// Greatest price of an asset in any zone, by asset.
  var greatestZonePrice: [Double]
  /// Greatest log gap between zones, by asset, and when.
  var widestGap: [Double]
  var widestGapTick: Int?
  /// Ticks from the widest gap to half of it.
  var gapHalfLifeTicks: Int?
  /// Least quoted depth over that at the start, by asset.
  var leastDepthShare: [Double]
  var leastEquity: Double
  var leastEquityTick = 0
  var recoveryTick: Int?
  /// Initial margin asked of all institutions at the start and after each tick.
  var margins: [Double]
  var backtest: MarginBacktest
  let startEquity: Double
  let startClientEquity: Double
  let startEquities: [Double]
  let startDepth: [Double]
  let startPrices: [Double]
  let startNotional: Double
  let start: Efficiency
  let startAffiliation: [Int]
  var spectral: [SpectralView] = []
  var series: [SeriesRow] = []

  init(_ world: World) {
    let assets = world.layout.assets
    troughShare = [Double](repeating: 1, count: assets)
    leastZonePrice = world.specification.assets.map(\.price)
    greatestZonePrice = leastZonePrice
    widestGap = [Double](repeating: 0, count: assets)
    leastDepthShare = [Double](repeating: 1, count: assets)
    startEquity = world.systemEquity()
    startClientEquity = world.clientEquity()
    startEquities = world.equities()
    leastEquity = startEquity
    let depth = world.currentDepth()
    startDepth = (0..<assets).map { world.total(depth, of: $0) }
    startPrices = (0..<assets).map { world.worldPrice($0, in: world.market.price) }
    startNotional = world.grossNotional()
    start = world.efficiency()
    startAffiliation = world.standing.map(\.activeZone)
    margins = [world.marginRequired.reduce(0, +)]
    backtest = MarginBacktest(world)
  }

  /// Updates extremes with the end of a tick.
  mutating func observe(_ world: World) {
    var widest = 0.0
    let depth = world.currentDepth()
    for asset in 1..<max(1, world.layout.assets) {
      let price = world.worldPrice(asset, in: world.market.price)
      if startPrices[asset] > 0 {
        troughShare[asset] = min(troughShare[asset], price / startPrices[asset])
      }
      let prices = world.zonePrices(asset)
      leastZonePrice[asset] = min(leastZonePrice[asset], prices.min() ?? price)
      greatestZonePrice[asset] = max(greatestZonePrice[asset], prices.max() ?? price)
      let gap = world.zoneGap(asset)
      widestGap[asset] = max(widestGap[asset], gap)
      widest = max(widest, gap)
      if startDepth[asset] > 0 {
        leastDepthShare[asset] = min(
          leastDepthShare[asset], world.total(depth, of: asset) / startDepth[asset])
      }
    }
    margins.append(world.marginRequired.reduce(0, +))
    backtest.observe(world)
    noteGap(widest, tick: world.tick)
    noteEquity(world.systemEquity(), tick: world.tick)
  }

  private mutating func noteGap(_ gap: Double, tick: Int) {
    let peak = widestGap.max() ?? 0
    if gap > 0, gap >= peak {
      widestGapTick = tick
      gapHalfLifeTicks = nil
    } else if let peakTick = widestGapTick, gapHalfLifeTicks == nil, gap <= peak / 2 {
      gapHalfLifeTicks = tick - peakTick
    }
  }

  /// Recovery is the first tick at which half of the greatest loss has come back.
  private mutating func noteEquity(_ equity: Double, tick: Int) {
    if equity < leastEquity {
      leastEquity = equity
      leastEquityTick = tick
      recoveryTick = nil
    } else if recoveryTick == nil, leastEquity < startEquity,
      equity >= (startEquity + leastEquity) / 2
    {
      recoveryTick = tick
    }
  }
}

/// What needs a solve or an eigenvalue, at the start, at the end and at a stated interval.
struct SpectralView: Sendable {
  var tick: Int
  /// Spectral radius of A[i,k]/E_i, by Bardoscia and others (2017); nil where nobody has a claim.
  var spectralRadius: Double?
  /// Mean DebtRank impact over institutions of a full default of one.
  var debtRank: Double?
}

extension World {
  func total(_ depth: [Double], of asset: Int) -> Double {
    (0..<layout.zones).reduce(0) { $0 + depth[market.index($1, asset)] }
  }

  /// Prices of an asset in the zones in which it has depth.
  func zonePrices(_ asset: Int) -> [Double] {
    let quoted = (0..<layout.zones).filter {
      market.backgroundDepth[market.index($0, asset)] > 0
    }
    return (quoted.isEmpty ? Array(0..<layout.zones) : quoted).map { price($0, asset) }
  }

  /// Log of the greatest over the least zone price.
  func zoneGap(_ asset: Int) -> Double {
    let prices = zonePrices(asset)
    guard let low = prices.min(), let high = prices.max(), low > 0 else { return 0 }
    return log(high / low)
  }

  /// Gross value of all positions, one side counted once.
  func grossNotional() -> Double {
    var value = 0.0
    for venue in 0..<layout.venues {
      for asset in 1..<max(1, layout.assets) {
        value += grossPosition(venue, asset) * price(layout.zoneOfVenue[venue], asset)
      }
    }
    return value / 2 + bilateralNotional()
  }

  /// The leverage matrix A[i,k]/E_i of those with equity.
  func spectralView() -> SpectralView {
    let equity = equities()
    let count = layout.institutions
    var leverage = Matrix(rows: count, columns: count)
    var hasClaims = false
    for i in 0..<count where equity[i] > 0 {
      for k in 0..<count where claims.total[i, k] > 0 {
        leverage[i, k] = claims.total[i, k] / equity[i]
        hasClaims = true
      }
    }
    guard hasClaims else { return SpectralView(tick: tick, spectralRadius: nil, debtRank: nil) }
    return SpectralView(
      tick: tick, spectralRadius: LinearAlgebra.spectralRadius(leverage).value,
      debtRank: meanImpact(equity))
  }
}

extension World {
  /// Mean over institutions of the DebtRank impact of their sole default, weighted by equity.
  fileprivate func meanImpact(_ equity: [Double]) -> Double? {
    let weights = equity.map { max(0, $0) }
    guard weights.reduce(0, +) > 0 else { return nil }
    let network = try? ExposureNetwork(
      claims: claims.total.leading(layout.institutions),
      externalAssets: equity.indices.map { max(0, bookNet(of: $0, equity)) },
      externalLiabilities: equity.indices.map { max(0, -bookNet(of: $0, equity)) })
    guard let network else { return nil }
    let impact = systemicImpact(network, referenceEquity: weights, weights: weights)
    return impact.reduce(0, +) / Double(impact.count)
  }

  /// External net assets that give an institution its present equity with claims at face.
  private func bookNet(of i: Int, _ equity: [Double]) -> Double {
    var net = equity[i]
    for k in 0..<layout.institutions { net += claims.total[k, i] - claims.total[i, k] }
    return net
  }
}

extension Matrix {
  /// The leading square block.
  fileprivate func leading(_ order: Int) -> Matrix {
    var block = Matrix(rows: order, columns: order)
    for i in 0..<order {
      for k in 0..<order { block[i, k] = self[i, k] }
    }
    return block
  }
}
