/// The markets on which the portfolios of a fire sale are sold.
struct PortfolioMarkets {
  /// At which price units on sale are turned into the money that meets the depth.
  enum FlowValue {
    /// The price before the shock: the price depends on units sold only.
    case referencePrice
    /// The price at which the units stand when they are offered.
    case presentPrice
  }
  let referencePrices: [Double]
  var depths: [Double]
  /// One per asset.
  let impacts: [PriceImpact]
  let flowValue: FlowValue
  /// `α`: the share of a price fall that the seller itself suffers on what it sells; ½ is the mid price.
  let implementationShortfall: Double

  init(
    _ portfolios: OverlappingPortfolios, impacts: [PriceImpact], flowValue: FlowValue,
    implementationShortfall: Double
  ) {
    let assets = portfolios.assetCount
    precondition(
      impacts.count == assets || impacts.count == 1,
      "\(assets) assets, \(impacts.count) price impacts")
    precondition(
      implementationShortfall >= 0 && implementationShortfall <= 1,
      "implementation shortfall \(implementationShortfall) outside [0, 1]")
    referencePrices = portfolios.prices
    depths = portfolios.depths
    self.impacts =
      impacts.count == assets ? impacts : Array(repeating: impacts[0], count: assets)
    self.flowValue = flowValue
    self.implementationShortfall = implementationShortfall
  }

  /// The price of asset `k` after `units` of it are sold at `price`; a worthless asset stays so.
  func priceAfter(selling units: Double, of k: Int, at price: Double) -> Double {
    guard price > 0, units > 0 else { return price }
    let value = flowValue == .referencePrice ? referencePrices[k] : price
    return impacts[k].priceAfter(
      price: price, referencePrice: referencePrices[k], netFlow: -units * value, depth: depths[k])
  }
}

extension PortfolioState {
  /// Sells the share `shares[i]` of every holding of every institution `i`, all at once, and pays them cash.
  ///
  /// Units sold at `p` on a market that falls to `p'` yield `p − α·(p − p')` each. Returns the money
  /// offered, at the prices before. `O(institutions × assets)`, allocates nothing.
  mutating func sell(shares: [Double], on markets: borrowing PortfolioMarkets) -> Double {
    var offered = 0.0
    for k in 0..<assetCount {
      var units = 0.0
      for i in 0..<count where shares[i] > 0 { units += shares[i] * holdings[i * assetCount + k] }
      guard units > 0 else { continue }
      let before = prices[k]
      let after = markets.priceAfter(selling: units, of: k, at: before)
      let received = before - markets.implementationShortfall * (before - after)
      offered += units * before
      prices[k] = after
      for i in 0..<count where shares[i] > 0 {
        let place = i * assetCount + k
        let sold = shares[i] * holdings[place]
        cash[i] += sold * received
        holdings[place] = shares[i] < 1 ? holdings[place] - sold : 0
      }
    }
    return offered
  }

  /// Repays liabilities of institution `i` with up to `amount` of its cash; returns what it repaid.
  @discardableResult
  mutating func repay(_ i: Int, upTo amount: Double) -> Double {
    let repaid = max(0, min(amount, cash[i], repayable[i]))
    cash[i] -= repaid
    repayable[i] -= repaid
    liabilities[i] -= repaid
    return repaid
  }
}
