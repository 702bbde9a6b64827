import Contagion
import Glibc
import Randomness
import Testing

@Suite struct MarketTests {
  /// Closed forms of the constant product (Uniswap v2; Angeris and Chitra 2020).
  @Test(arguments: [
    (10.0, 0.0, 19801.980198019803, 0.009900990099009799, 1960.5920988138416),
    (10, 0.003, 19743.160687941225, 0.01284196560293882, 1960.6503359525336),
    (100, 0.003, 181322.17877602982, 0.09338910611985096, 1653.343473839973),
    (500, 0, 666666.6666666666, 0.33333333333333337, 888.888888888889),
  ])
  func `a swap pays, slips and leaves the price of the constant product`(
    amount: Double, fee: Double, received: Double, slippage: Double, spot: Double
  ) {
    let pool = ConstantProductPool(reserveIn: 1000, reserveOut: 2_000_000, fee: fee)
    #expect(abs(pool.received(for: amount) / received - 1) < 1e-12)
    #expect(abs(pool.slippage(selling: amount) / slippage - 1) < 1e-12)
    let after = pool.after(selling: amount)
    #expect(abs(after.spotPrice / spot - 1) < 1e-12)
    #expect(abs(pool.priceDrop(selling: amount) - (1 - spot / 2000)) < 1e-12)
    let invariant = after.reserveIn * after.reserveOut / (pool.reserveIn * pool.reserveOut)
    #expect(fee > 0 ? invariant > 1 : abs(invariant - 1) < 1e-12)
  }

  @Test func `fragmented liquidity multiplies the impact`() {
    let pool = ConstantProductPool(reserveIn: 1000, reserveOut: 5000)
    let expected = [
      0.17355371900826455, 0.30555555555555547, 0.4897959183673469, 0.691358024691358,
    ]
    for (pieces, drop) in zip([1, 2, 4, 8], expected) {
      #expect(abs(pool.split(into: pieces).priceDrop(selling: 100) - drop) < 1e-12)
    }
    #expect(abs(pool.amount(forPriceDrop: 0.1) - 54.09255338945984) < 1e-10)
  }

  @Test(arguments: [0.0, 0.003, 0.3], [0.0, 1e-9, 0.1, 0.9, 0.999])
  func `the sale for a price drop makes that drop, and two sales are worth one without a fee`(
    fee: Double, drop: Double
  ) {
    let pool = ConstantProductPool(reserveIn: 7, reserveOut: 3, fee: fee)
    let amount = pool.amount(forPriceDrop: drop)
    #expect(abs(pool.priceDrop(selling: amount) - drop) < 1e-12)
    let twice =
      pool.received(for: amount / 2)
      + pool.after(selling: amount / 2)
      .received(for: amount / 2)
    #expect(twice <= pool.received(for: amount) + 1e-12)
    if fee == 0 { #expect(abs(twice - pool.received(for: amount)) < 1e-12) }
    #expect(pool.received(for: .infinity) == 3)
  }

  /// Amberdata, July and August 2025, BTC/FDUSD at Binance: 3.50 and 16.53 million within 10 and 100 bp.
  @Test func `an order book of a power law goes through its two points`() {
    let book = OrderBookDepth(through: (10, 3.5), (100, 16.53))
    #expect(abs(book.exponent - 0.6742048092211719) < 1e-9)
    #expect(abs(book.scale - 0.7410768300060495) < 1e-9)
    #expect(abs(book.depth(within: 50) - 10.358979718396425) < 1e-9)
    #expect(abs(book.distance(forOrder: 10) - 47.45166045792219) < 1e-9)
    #expect(abs(book.depth(within: 100) - 16.53) < 1e-12)
    #expect(book.distance(forOrder: 0) == 0)
  }

  /// The two-bank example of the thesis of Schaanning: ADV 50, σ 2 %, c 0.4, 20 days.
  @Test func `depth grows with volume and the root of time, impact with the root of size`() {
    let depth = marketDepth(
      dailyVolume: 50, dailyVolatility: 0.02, horizonDays: 20, coefficient: 0.4)
    #expect(abs(depth - 4472.13595499958) < 1e-9)
    let impact = squareRootImpact(amount: 4, dailyVolume: 100, dailyVolatility: 0.05)
    #expect(abs(impact - 0.01) < 1e-15)
    #expect(squareRootImpact(amount: 1e9, dailyVolume: 1, dailyVolatility: 1) == 1)
  }

  @Test func `proportional and level-dependent impact keep their laws`() {
    func after(_ rule: PriceImpact, _ price: Double, _ flow: Double) -> Double {
      rule.priceAfter(price: price, referencePrice: 100, netFlow: flow, depth: 1000)
    }
    #expect(after(.proportional(floor: 0), 80, -100) == 72)
    #expect(after(.proportional(floor: 0.75), 80, -100) == 75)
    let level = PriceImpact.levelDependent(floor: 0.4)
    // Ψ = (1 − B/S)·(1 − exp(−q/δ)) with δ = (1 − B/S0)·D.
    let share = (1 - 40 / 80.0) * (1 - exp(-100 / 600.0))
    #expect(abs(after(level, 80, -100) - 80 * (1 - share)) < 1e-12)
    #expect(abs(after(level, after(level, 80, -100), -50) - after(level, 80, -150)) < 1e-12)
    #expect(after(level, 80, -1e9) == 40)
    #expect(after(level, 30, -100) == 30 && after(level, 30, 100) > 30)
  }

  /// Brunnermeier and Pedersen (2009), proposition 4: 1/40, 1/35 and 1/33.
  @Test func `loss and margin spirals multiply the effect of a loss of wealth`() throws {
    func multiplier(_ slope: Double, _ initial: Double) -> Double? {
      liquiditySpiralMultiplier(
        riskAversion: 0.05, volatility: 2, margin: 4, marginSlope: slope, position: 10,
        initialPosition: initial)
    }
    #expect(try abs(#require(multiplier(0, 0)) - 1 / 40.0) < 1e-12)
    #expect(try abs(#require(multiplier(0, 5)) - 1 / 35.0) < 1e-12)
    #expect(try abs(#require(multiplier(-0.2, 5)) - 1 / 33.0) < 1e-12)
    #expect(multiplier(-4, 5) == nil)
  }

  /// Independent: the price at which margin times the position that clears the market is the wealth.
  @Test func `the multiplier is the slope of the price in wealth`() throws {
    let (risk, volatility, slope, initial) = (0.05, 2.0, -0.2, 5.0)
    let (start, position) = (90.0, 10.0)
    func margin(_ price: Double) -> Double { 4 + slope * (price - start) }
    func excess(_ price: Double, _ wealth: Double) -> Double {
      margin(price) * (position + 2 / (risk * volatility * volatility) * (price - start))
        - (4 * position + initial * (price - start) + wealth)
    }
    func price(_ wealth: Double) -> Double {
      var (low, high) = (start - 1, start + 1)
      for _ in 0..<80 {
        let middle = (low + high) / 2
        if excess(middle, wealth) < 0 { low = middle } else { high = middle }
      }
      return (low + high) / 2
    }
    let found = try #require(
      liquiditySpiralMultiplier(
        riskAversion: risk, volatility: volatility, margin: 4, marginSlope: slope,
        position: position, initialPosition: initial))
    #expect(abs((price(1e-3) - price(-1e-3)) / 2e-3 - found) < 1e-7)
  }

  /// The formula of BitMEX and Binance, interest 0.01 % and clamp 0.05 % per eight hours.
  @Test func `funding is the interest within the clamp and the premium beyond it`() {
    for (premium, rate) in [(0.0003, 0.0001), (0.002, 0.0015), (-0.002, -0.0015), (0.0001, 0.0001)]
    {
      #expect(abs(fundingRate(premium: premium) - rate) < 1e-15)
    }
    #expect(fundingRate(premium: 0.05, limit: 0.0075) == 0.0075)
    #expect(fundingRate(premium: -0.05, limit: 0.0075) == -0.0075)
  }

  @Test func `constant-product impact is that of the pool`() {
    let pool = ConstantProductPool(reserveIn: 30, reserveOut: 600)
    let rule = PriceImpact.constantProduct(floor: 0)
    func after(_ price: Double, _ units: Double) -> Double {
      rule.priceAfter(price: price, referencePrice: 20, netFlow: -units * 20, depth: 600)
    }
    #expect(abs(after(20, 7) - pool.after(selling: 7).spotPrice) < 1e-12)
    #expect(abs(after(after(20, 7), 4) - after(20, 11)) < 1e-12)
    #expect(abs(after(after(20, 7), -7) - 20) < 1e-12)
    #expect(
      PriceImpact.constantProduct(floor: 0.5).priceAfter(
        price: 20, referencePrice: 20, netFlow: -1e9, depth: 600) == 10)
  }

  /// Brute force: every change of sign of the free capital on a fine grid.
  @Test(arguments: UInt64(0)..<60)
  func `the equilibria of funding liquidity are those of a scan, with the slope of each`(
    seed: UInt64
  ) throws {
    var stream = Stream(seed: seed, replicate: 0, purpose: 5, tick: 0, entity: 0)
    var market = FundingLiquidity(
      fundamentalValue: 100, previousPrice: 85 + 20 * stream.uniform(),
      sellingPressure: 20 * stream.uniform(), riskAversion: 0.5, volatility: 2,
      wealth: 100 * stream.uniform(), initialPosition: 15 * stream.uniform(),
      baseMargin: 1 + 5 * stream.uniform(), marginSensitivity: 2 * stream.uniform())
    let low = market.priceWithoutSpeculators
    let found = market.equilibria
    #expect(!found.isEmpty && found.contains { $0.isStable })
    let steps = 4000
    var roots: [Double] = []
    for step in 0..<steps {
      let (a, b) = (
        100 - (100 - low) * Double(step) / Double(steps),
        100 - (100 - low) * Double(step + 1) / Double(steps)
      )
      if (market.freeCapital(at: a) < 0) != (market.freeCapital(at: b) < 0) {
        roots.append((a + b) / 2)
      }
    }
    let inside = found.filter { $0.price < 100 && $0.price > low }
    #expect(inside.count == roots.count)
    for (equilibrium, root) in zip(inside, roots) {
      #expect(abs(equilibrium.price - root) < (100 - low) / Double(steps))
    }
    // Stable and unstable ones alternate, as the sign of the free capital does.
    for (above, below) in zip(inside, inside.dropFirst()) {
      #expect(above.isStable != below.isStable)
    }
    for (place, equilibrium) in found.enumerated() {
      guard let multiplier = equilibrium.multiplier, multiplier > 0 else { continue }
      let wealth = market.wealth
      market.wealth = wealth + 1e-6
      let moved = market.equilibria
      market.wealth = wealth
      guard moved.count == found.count else { continue }
      let slope = (moved[place].price - equilibrium.price) / 1e-6
      #expect(abs(slope - multiplier) < 1e-3 * max(1, multiplier))
    }
  }

  @Test func `destabilising margins make a second, lower equilibrium`() {
    var market = FundingLiquidity(
      fundamentalValue: 100, previousPrice: 100, sellingPressure: 10, riskAversion: 0.5,
      volatility: 2, wealth: 21, initialPosition: 0, baseMargin: 2)
    #expect(market.equilibria.map(\.isStable) == [true])
    market.marginSensitivity = 2
    #expect(market.equilibria.map(\.isStable) == [true, false, true])
    #expect(market.equilibria.allSatisfy { $0.position > 0 })
    market.initialPosition = 6
    #expect(market.equilibria.map(\.isStable) == [true, false, true])
    market.wealth = 19
    #expect(market.equilibria.map(\.price) == [market.priceWithoutSpeculators])
    market.sellingPressure = 0
    #expect(market.equilibria.map(\.price) == [100])
  }
}
