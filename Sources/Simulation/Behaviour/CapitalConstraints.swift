internal import Contagion
internal import LinearAlgebra
internal import Regimes

/// Sales to meet the capital requirement of the home, in phase 8, all institutions together.
///
/// Who falls below the ratio `r` of its rulebook sells the least share `s` of its tokens with
/// `E/((1 − s)·w·tokens + other risky assets) ≥ r`, `w` their mean risk weight, at the prices that the sales of all who are constrained lead to
/// (Cifuentes, Ferrucci and Shin 2005, doi:10.1162/jeea.2005.3.2-3.556, the greatest price equilibrium); cash and
/// stablecoins need no capital, positions are covered by margin. Everybody counts on the depth of the moment and on
/// impact in its own zone. A rule that binds all at one level makes them sell together, which
/// is why the ratio is the regime's. Absent where no institution has a `capital_constraint`, or the ratio is 0.
extension World {
  mutating func meetCapitalRequirements(_ equity: [Double]) {
    let bound = (0..<layout.institutions).filter {
      let ratio = rulebook(of: $0).capitalRatio
      return specification.institutions[$0].behaviour.capitalConstraint != nil
        && !standing[$0].isInDefault && ratio > 0
    }
    guard !bound.isEmpty else { return }
    let sheets = CapitalSheets(self, bound, equity: equity)
    guard sheets.isAnyShort else { return }
    let shares = sheets.soldShares(tick: tick)
    for (row, i) in bound.enumerated() where shares[row] > Self.leastSale {
      let rule = specification.institutions[i].behaviour.capitalConstraint
      let speed = specification.clock.fractionPerTick(
        halfLifeHours: rule?.adjustmentHalfLifeHours ?? 0)
      for market in sheets.markets where holdings[i, market.zone, market.asset] > 0 {
        orders.append(
          Order(
            trader: .institution(i), venue: nil, zone: market.zone, asset: market.asset,
            units: -speed * shares[row] * holdings[i, market.zone, market.asset]))
      }
    }
  }

  /// A share that only rounding asks for is not sold.
  private static var leastSale: Double { 1e-9 }
}

/// The balance sheets of those who are constrained, and the markets on which they can sell.
private struct CapitalSheets {
  let markets: [(zone: Int, asset: Int)]
  private let portfolios: OverlappingPortfolios
  private let impacts: [PriceImpact]
  /// The ratio that each returns to: its target where it is short of the requirement, else the requirement.
  private let ratios: [Double]
  let isAnyShort: Bool
  /// Who must hold as much capital as tokens sells all but a billionth that it does not own outright.
  private static var greatestRatio: Double { 1 - 1e-9 }
  /// Where tokens weigh nothing, selling them frees no capital.
  private static var leastRatio: Double { 1e-9 }

  init(_ world: World, _ bound: [Int], equity: [Double]) {
    let markets = Self.markets(world, bound)
    var units = Matrix(rows: bound.count, columns: markets.count)
    var (cash, other) = ([Double](), [Double]())
    var (liabilities, ratios) = ([Double](), [Double]())
    var isAnyShort = false
    for (row, i) in bound.enumerated() {
      let weights = world.rulebook(of: i).riskWeights
      var (marketable, weighted) = (0.0, 0.0)
      for (column, market) in markets.enumerated() {
        units[row, column] = max(0, world.holdings[i, market.zone, market.asset])
        let value = units[row, column] * world.price(market.zone, market.asset)
        marketable += value
        weighted += value * (market.asset < weights.count ? weights[market.asset] : 1)
      }
      // With a mean weight w of tokens, r·w is required of them, and the rest counts as 1/w of itself.
      let mean = marketable > 0 && weighted > 0 ? weighted / marketable : 1
      let required = world.rulebook(of: i).capitalRatio * mean
      let risky = max(0, world.otherRiskyAssets(of: i)) / mean
      let isShort = weighted > 0 && equity[i] < required * (marketable + risky) * (1 - 1e-12)
      let multiple =
        world.specification.institutions[i].behaviour.capitalConstraint?.targetMultiple ?? 1
      let target = weighted > 0 ? required * (isShort ? multiple : 1) : Self.leastRatio
      ratios.append(min(Self.greatestRatio, target))
      isAnyShort = isAnyShort || isShort
      let owed = marketable + risky - equity[i]
      other.append(risky)
      cash.append(max(0, -owed))
      liabilities.append(max(0, owed))
    }
    let (impacts, depths) = Self.impacts(world, markets)
    do {
      portfolios = try OverlappingPortfolios(
        holdings: units, prices: markets.map { world.price($0.zone, $0.asset) }, depths: depths,
        otherAssets: other, cash: cash, liabilities: liabilities)
    } catch {
      fatalError("portfolios of tick \(world.tick) are none: \(error)")
    }
    self.markets = markets
    self.impacts = impacts
    self.ratios = ratios
    self.isAnyShort = isAnyShort && !markets.isEmpty
  }

  func soldShares(tick: Int) -> [Double] {
    let none = Matrix(rows: ratios.count, columns: ratios.count)
    do {
      return try fireSaleClearing(
        portfolios, claims: none, minimumRatios: ratios, impacts: impacts
      ).soldShares
    } catch {
      fatalError("capital of tick \(tick) has no equilibrium: \(error)")
    }
  }

  /// Tokens by zone that any of them holds.
  private static func markets(_ world: World, _ bound: [Int]) -> [(zone: Int, asset: Int)] {
    (0..<world.layout.zones).flatMap { zone in
      (1..<world.layout.assets).filter { asset in
        guard case .token = world.specification.assets[asset].kind else { return false }
        return bound.contains { world.holdings[$0, zone, asset] > 0 }
      }.map { (zone: zone, asset: $0) }
    }
  }

  /// The impact of each market on the present price instead of the price at the start.
  private static func impacts(
    _ world: World, _ markets: [(zone: Int, asset: Int)]
  ) -> (impacts: [PriceImpact], depths: [Double]) {
    var (impacts, depths) = ([PriceImpact](), [Double]())
    for market in markets {
      let (impact, scale) = world.specification.assets[market.asset].impact.rebased(
        from: world.market.reference[market.asset], to: world.price(market.zone, market.asset))
      let depth = world.market.depth[world.market.index(market.zone, market.asset)]
      impacts.append(impact)
      depths.append(max(depth, 1e-12) * scale)
    }
    return (impacts, depths)
  }
}

extension PriceImpact {
  /// The same impact with depth quoted at another reference price, and what depth is multiplied by.
  fileprivate func rebased(
    from reference: Double, to price: Double
  ) -> (impact: PriceImpact, depthScale: Double) {
    let lowest = min(1, floor * reference / price)
    switch self {
    case .linear: return (.linear(floor: lowest), price / reference)
    case .exponential: return (.exponential(floor: lowest), 1)
    case .proportional: return (.proportional(floor: lowest), 1)
    case .levelDependent:
      return lowest < 1
        ? (.levelDependent(floor: lowest), (1 - floor) / (1 - lowest))
        : (.exponential(floor: lowest), 1)
    case .constantProduct:
      return (.constantProduct(floor: lowest), (reference / price).squareRoot())
    case .powerLaw(let exponent, _): return (.powerLaw(exponent: exponent, floor: lowest), 1)
    }
  }
}

extension World {
  /// External assets and claims at their value: what needs capital and cannot be sold at once.
  fileprivate func otherRiskyAssets(of i: Int) -> Double {
    var value = externalAssets[i]
    for k in 0..<layout.institutions where claims.total[i, k] != 0 {
      value += claims.value(creditor: i, debtor: k) * claims.total[i, k]
    }
    return value
  }
}
