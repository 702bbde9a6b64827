import Contagion
import Glibc
import Testing

@testable import Simulation

@Suite("Pools of two tokens")
struct PairPoolTests {
  /// 1000 eth at 2000 against 100 btc at 20,000, owned in half by a bank; arbitrageurs outside without limit.
  private func small(
    depth: Double = 1e15, fee: Double = 0, curve: PoolCurve = .constantProduct,
    change: (inout PoolSpecification) -> Void = { _ in }
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("eth", 2000), ("btc", 20_000)])
    for asset in 1...2 { small.specification.assets[asset].backgroundDepth = [depth] }
    small.add("bank", .lender, cash: 10)
    small.addPool(units: 1000, cash: 100, fee: fee) {
      $0.quote = 2
      $0.curve = curve
      $0.providers = [PoolShare(institution: 0, share: 0.5)]
      $0.outsideArbitragePerHour = .infinity
      change(&$0)
    }
    return small
  }

  private func moved(_ small: SmallWorld, eth: Double = 0, btc: Double = 0) throws -> World {
    var small = small
    small.event(.priceMove(asset: 1, fraction: eth, durationHours: 0))
    small.event(.priceMove(asset: 2, fraction: btc, durationHours: 0))
    return try small.finished()
  }

  /// A relative price of `r` times that of the start moves reserves by √r, and costs 1 − 2√r/(1 + r) against holding
  /// (Angeris and Chitra 2020), whichever token moves.
  @Test(
    "reserves follow the ratio of both prices; the loss from divergence has its closed form",
    arguments: [(0.44, 0.0), (-0.36, 0.0), (0.0, 0.5), (0.2, 0.2)])
  func divergence(eth: Double, btc: Double) throws {
    let world = try moved(small(), eth: eth, btc: btc)
    let ratio = (1 + eth) / (1 + btc)
    let pool = world.pools.all[0]
    // Depth of 1e15 moves prices by a billionth.
    #expect(isNear(pool.units, 1000 / ratio.squareRoot(), within: 1e-8))
    #expect(isNear(pool.cash, 100 * ratio.squareRoot(), within: 1e-8))
    #expect(isNear(pool.spotPrice, 0.1 * ratio, within: 1e-8))
    let loss = 1 - 2 * ratio.squareRoot() / (1 + ratio)
    let (p, q) = (2000 * (1 + eth), 20_000 * (1 + btc))
    #expect(isNear(pool.divergenceLoss(at: p, quote: q), loss, within: 1e-8))
    let worth = (1000 * p + 100 * q) * (1 - loss)
    #expect(isNear(world.equities()[0], 10 + worth / 2, within: 1e-8))
  }

  @Test("prices that move alike trade nothing, and cost providers nothing")
  func together() throws {
    let world = try moved(small(), eth: -0.3, btc: -0.3)
    #expect(world.pools.volume == 0)
    #expect(world.pools.all[0].units == 1000)
  }

  @Test("within the fee nothing is traded; beyond it the last unit brings what it costs")
  func fee() throws {
    #expect(try moved(small(fee: 0.01), eth: -0.009).pools.volume == 0)
    let world = try moved(small(fee: 0.01), eth: -0.2)
    let ratio = world.price(0, 1) / world.price(0, 2)
    let sold = world.pools.all[0].units - 1000
    let before = ConstantProductPool(reserveIn: 1000, reserveOut: 100, fee: 0.01)
    #expect(sold > 0 && isNear(before.marginalPrice(selling: sold), ratio, within: 1e-8))
    #expect(world.pools.arbitrageProfit > 0)
  }

  @Test(
    "the fall of one token carries to the other through the pool, and less where markets are deep")
  func carries() throws {
    let alone = try moved(small { $0.outsideArbitragePerHour = 0 }, eth: -0.5)
    #expect(alone.price(0, 2) == 20_000)
    let thin = try moved(small(depth: 1e7), eth: -0.5)
    // The pool takes eth, which is bought, and pays in btc, which is sold.
    #expect(thin.price(0, 1) > 1000 && thin.price(0, 2) < 20_000)
    let pool = thin.pools.all[0]
    #expect(isNear(pool.spotPrice, thin.price(0, 1) / thin.price(0, 2), within: 1e-9))
    let deep = try moved(small(depth: 1e9), eth: -0.5)
    #expect(deep.price(0, 2) > thin.price(0, 2))
    var off = small(depth: 1e7)
    off.switchOff(\.arbitrage)
    #expect(try moved(off, eth: -0.5).price(0, 2) == 20_000)
  }

  @Test("capital bounds the trade: what is bought must be paid for")
  func capital() throws {
    let world = try moved(small { $0.outsideArbitragePerHour = 5000 }, eth: -0.2)
    #expect(isNear(world.pools.all[0].units, 1000 + 5000 / 1600, within: 1e-8))
    var maker = small { $0.outsideArbitragePerHour = 0 }
    let arbitrageur = maker.add("maker", .marketMaker, cash: 8000) {
      $0.behaviour.marketMaking = MarketMaking(
        depth: [], volatilityExponent: 0, inventoryLimit: 1, drawdownLimit: 1,
        refillHalfLifeHours: 0, arbitrageShare: 1)
    }
    let traded = try moved(maker, eth: -0.2)
    #expect(isNear(traded.pools.all[0].units, 1000 + 8000 / 1600, within: 1e-8))
    let gain = traded.holdings[arbitrageur, 0, 0] - 8000
    #expect(gain > 0 && isNear(traded.pools.arbitrageProfit, gain))
    #expect(isNear(traded.channels[0, .liquidity], -gain / 2))
  }

  @Test(
    "a stable swap stays near one while it has both, and gives the good token away when one fails")
  func stableSwap() throws {
    var small = SmallWorld(tokens: [("usdc", 1), ("ust", 1)])
    for asset in 1...2 { small.specification.assets[asset].backgroundDepth = [1e15] }
    small.addPool(units: 1000, cash: 1000) {
      $0.quote = 2
      $0.curve = .stableSwap(amplification: 100)
      $0.outsideArbitragePerHour = .infinity
    }
    small.event(.priceMove(asset: 2, fraction: -0.5, durationHours: 0))
    let pool = try small.finished().pools.all[0]
    #expect(isNear(pool.spotPrice, 2, within: 1e-8))
    let product = ConstantProductPool(reserveIn: 1000, reserveOut: 1000)
    #expect(pool.units < 0.2 * product.reserveIn && pool.cash > 1.8 * 1000)
    let before = StableSwapPool(reserveIn: 1000, reserveOut: 1000, amplification: 100)
    let after = StableSwapPool(
      reserveIn: pool.units, reserveOut: pool.cash, amplification: 100)
    #expect(isNear(after.invariant, before.invariant, within: 1e-9))
  }

  @Test("who leaves takes both tokens, in a run and in an exploit too")
  func leaving() throws {
    var run = small()
    run.event(.run(debtor: 1, fraction: 0.25))
    let world = try run.finished()
    #expect(isNear(world.holdings[0, 0, 1], 125) && isNear(world.holdings[0, 0, 2], 12.5))
    #expect(isNear(world.pools.all[0].units, 750) && isNear(world.pools.all[0].cash, 75))
    var exploit = small()
    exploit.event(.exploit(institution: 1, fraction: 0.4))
    let robbed = try exploit.finished()
    #expect(isNear(robbed.pools.all[0].cash, 60))
    #expect(isNear(robbed.channels[0, .exploit], -0.2 * 4e6))
  }

  @Test("an oracle reads the pool's ratio at the price of the other token")
  func oracle() throws {
    var small = small { $0.outsideArbitragePerHour = 0 }
    small.specification.oracles = [
      OracleSpecification(id: "feed", feeds: [WeightedFeed(feed: .pool(0), weight: 1)])
    ]
    small.addExchange("venue") { $0.oracle = "feed" }
    let world = try moved(small, btc: 0.1)
    #expect(isNear(world.market.oracle[1], 0.1 * 22_000))
  }
}
