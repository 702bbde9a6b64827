import Contagion
import Glibc
import Regimes
import Testing

@testable import Simulation

@Suite("Pools: orders")
struct PoolTradingTests {
  /// Published closed forms are met to this relative error: a price is found to the last bit, and what
  /// a pool takes at it to a few more.
  private static let tolerance = 1e-12

  /// One pool of 1000 tokens and 2,000,000, no depth, and a trader.
  private func single(fee: Double = 0) -> SmallWorld {
    var small = SmallWorld(tokens: [("eth", 2000)])
    small.removeDepth()
    small.addPool(units: 1000, cash: 2e6, fee: fee)
    small.add("trader", cash: 1e7, tokens: [1: 1000])
    return small
  }

  /// x·y = k (Uniswap v2; Angeris and Chitra 2020): proceeds and spot price after a sale.
  @Test(
    "one pool, one order: the closed form of the constant product",
    arguments: [
      (10.0, 0.0, 19801.980198019803, 1960.5920988138416),
      (10, 0.003, 19743.160687941225, 1960.6503359525336),
      (100, 0.003, 181322.17877602982, 1653.343473839973),
      (500, 0, 666666.6666666666, 888.888888888889),
    ])
  func constantProduct(units: Double, fee: Double, proceeds: Double, spot: Double) throws {
    let world = try single(fee: fee).formed([(1, -units)])
    #expect(isNear(world.holdings[1, 0, 0] - 1e7, proceeds, within: Self.tolerance))
    #expect(isNear(world.pools.all[0].spotPrice, spot, within: Self.tolerance))
    #expect(isNear(world.holdings[1, 0, 1], 1000 - units))
    #expect(isNear(world.pools.all[0].units, 1000 + units))
    if fee == 0 { #expect(isNear(world.price(0, 1), spot)) }
    let slippage = 1 - proceeds / (2000 * units)
    #expect(isNear(1 - (world.holdings[1, 0, 0] - 1e7) / (2000 * units), slippage))
  }

  @Test("a purchase pays the pool what its curve asks")
  func purchase() throws {
    let world = try single(fee: 0.003).formed([(1, 20)])
    let cost = ConstantProductPool(reserveIn: 2e6, reserveOut: 1000, fee: 0.003).cost(of: 20)
    #expect(isNear(1e7 - world.holdings[1, 0, 0], cost, within: 1e-10))
    #expect(isNear(world.pools.all[0].cash, 2e6 + cost, within: 1e-10))
    #expect(world.pools.all[0].units * world.pools.all[0].cash > 2e9)
  }

  /// Selling 100 into one pool of 1000, and into one of 2, 4 or 8 zones among which it is split.
  @Test(
    "fragmented liquidity: a silo falls by 1 − (x/(x + n·Δ))², one zone with the same pools by 1 − (x/(x + Δ))²",
    arguments: [
      (1, 0.17355371900826455), (2, 0.30555555555555547), (4, 0.4897959183673469),
      (8, 0.691358024691358),
    ])
  func fragmented(zones: Int, drop: Double) throws {
    func fall(_ recognition: Recognition) throws -> Double {
      var small = SmallWorld(jurisdictions: zones, tokens: [("eth", 2000)])
      small.removeDepth()
      for zone in 0..<zones {
        small.addPool(
          "pool-\(zone)", home: zone, units: 1000 / Double(zones), cash: 2e6 / Double(zones))
      }
      let trader = small.add("trader", tokens: [1: 100])
      small.regime.recognition = recognition
      let world = try small.formed([(trader, -100)])
      #expect(isNear(1 - world.pools.all[0].spotPrice / 2000, 1 - world.price(0, 1) / 2000))
      return 1 - world.pools.all[0].spotPrice / 2000
    }
    #expect(isNear(try fall(.none), drop))
    #expect(isNear(try fall(.full), 0.17355371900826455))
  }

  /// Published: x·(1/√0.9 − 1) = 54.09 of 1000 moves the price by a tenth.
  @Test("the size that moves the price by a tenth")
  func size() throws {
    let world = try single().formed([(1, -54.09255338945984)])
    #expect(isNear(world.price(0, 1), 1800))
  }

  @Test("depth and pools share an order at one marginal price, and all units are accounted for")
  func split() throws {
    var small = single()
    small.specification.assets[1].backgroundDepth = [1e6]
    let world = try small.formed([(1, -100)])
    let price = world.price(0, 1)
    #expect(isNear(world.pools.all[0].spotPrice, price))
    let toPool = world.pools.all[0].units - 1000
    let toDepth = -log(price / 2000) * 1e6 / 2000
    #expect(toPool > 1 && toDepth > 1)
    #expect(isNear(toPool + toDepth, 100))
    #expect(price > 2000 * exp(-0.2) && price > 2000 / (1.1 * 1.1))
    let proceeds = world.holdings[1, 0, 0] - 1e7
    let fromPool = ConstantProductPool(reserveIn: 1000, reserveOut: 2e6).received(for: toPool)
    #expect(isNear(proceeds, fromPool + toDepth * price))
  }

  @Test("of orders on both sides only the net goes to pools; the others trade with depth")
  func net() throws {
    var small = single()
    small.add("buyer", cash: 1e6)
    small.add("second", tokens: [1: 10])
    let world = try small.formed([(1, -30), (2, 20), (3, -10)])
    #expect(isNear(world.pools.all[0].units, 1020))
    let paid = ConstantProductPool(reserveIn: 1000, reserveOut: 2e6).received(for: 20)
    let price = world.price(0, 1)
    #expect(isNear(1e6 - world.holdings[2, 0, 0], 20 * price))
    #expect(isNear(world.holdings[3, 0, 0], (paid + 20 * price) / 4))
  }

  @Test("of two pools the one with the better price is used first")
  func twoPools() throws {
    var small = single()
    small.addPool("dear", units: 1000, cash: 2.2e6)
    let world = try small.formed([(1, -10)])
    #expect(world.pools.all[0].units == 1000)
    #expect(isNear(world.pools.all[1].units, 1010))
    #expect(isNear(world.price(0, 1), 2000))
  }

  @Test("a stable-swap pool keeps its invariant, and moves less than a constant product")
  func stableSwap() throws {
    var small = SmallWorld(tokens: [("coin", 1)])
    small.removeDepth()
    small.addPool(units: 1e6, cash: 1e6) { $0.curve = .stableSwap(amplification: 100) }
    small.add("trader", tokens: [1: 3e5])
    let world = try small.formed([(1, -3e5)])
    let (x, y, a, d) = (world.pools.all[0].units, world.pools.all[0].cash, 100.0, 2e6)
    #expect(isNear(x, 1.3e6))
    // The equation of Egorov (2019) for two assets, at the invariant of balance.
    #expect(isNear(4 * a * (x + y) + d, 4 * a * d + d * d * d / (4 * x * y)))
    #expect(world.price(0, 1) > 0.99 && world.price(0, 1) < 1)
  }

  @Test(
    "a round trip with a fee loses at most the fees, one without loses nothing", arguments: 0..<6)
  func roundTrip(number: Int) throws {
    let fee = [0, 0.003, 0.05][number % 3]
    var small = SmallWorld(tokens: [("eth", 2000)])
    small.removeDepth()
    small.addPool(units: 1000, cash: 2e6, fee: fee) {
      if number >= 3 { $0.curve = .stableSwap(amplification: 20) }
    }
    small.add("trader", cash: 0, tokens: [1: 50])
    var world = try small.world()
    var product = world.pools.all[0].units * world.pools.all[0].cash
    world.order([(1, -50)])
    let proceeds = world.holdings[1, 0, 0]
    if number < 3 {
      #expect(world.pools.all[0].units * world.pools.all[0].cash >= product * (1 - 1e-12))
      product = world.pools.all[0].units * world.pools.all[0].cash
    }
    let pool = world.pools.all[0]
    world.order([(1, pool.buying.received(for: proceeds) / pool.scale)])
    let units = world.holdings[1, 0, 1]
    #expect(world.holdings[1, 0, 0] < 1e-6 * proceeds)
    if number < 3 {
      #expect(world.pools.all[0].units * world.pools.all[0].cash >= product * (1 - 1e-12))
    }
    // Both legs lose the fee; what is left is worth at least that share of what was brought. The fee that
    // stays in a stable-swap pool tilts its price against who comes back by a few parts in a million.
    #expect(units <= 50 * (1 + 1e-9))
    #expect(units >= 50 * (1 - fee) * (1 - fee) * (1 - 1e-5))
  }
}
