import Glibc
import Regimes
import Testing

@testable import Simulation

@Suite("Pools: arbitrage and providers")
struct PoolProvidersTests {
  /// A pool of 1000 tokens at 2000 that a fund owns half of, deep depth, and an arbitrageur.
  private func small(
    fall: Double = -0.2, arbitrageCash: Double = 1e6,
    change: (inout PoolSpecification) -> Void = { _ in }
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("eth", 2000)])
    small.specification.assets[1].backgroundDepth = [1e12]
    small.add("fund", cash: 10)
    small.add("arbitrageur", .marketMaker, cash: arbitrageCash) {
      $0.behaviour.marketMaking = MarketMaking(
        depth: [], volatilityExponent: 0, inventoryLimit: .infinity, drawdownLimit: 1,
        refillHalfLifeHours: 0, arbitrageShare: 1)
    }
    small.addPool(units: 1000, cash: 2e6) {
      $0.providers = [PoolShare(institution: 0, share: 0.5)]
      change(&$0)
    }
    small.event(.priceMove(asset: 1, fraction: fall, durationHours: 0))
    return small
  }

  /// Without fees a constant-product pool loses 1 − 2√r/(1 + r) against holding (Angeris and Chitra 2020).
  @Test(
    "arbitrage brings the pool to the market's price; the loss from divergence has its closed form")
  func divergence() throws {
    let world = try small().finished()
    #expect(isNear(world.pools.all[0].spotPrice, 1600, within: 1e-6))
    #expect(isNear(world.pools.all[0].units, 1000 / 0.8.squareRoot(), within: 1e-6))
    let loss = 1 - 2 * 0.8.squareRoot() / 1.8
    #expect(isNear(world.pools.all[0].divergenceLoss(at: 1600, quote: 1), loss, within: 1e-6))
    // What half of the pool and ten in cash are worth to its owner.
    #expect(isNear(world.equities()[0], 10 + 0.5 * (1000 * 1600 + 2e6) * (1 - loss), within: 1e-6))
  }

  @Test("what the arbitrageur gains, providers lose")
  func zeroSum() throws {
    let world = try small().finished()
    let gain = world.holdings[1, 0, 0] - 1e6
    #expect(gain > 0)
    #expect(isNear(world.channels[1, .liquidity], gain))
    #expect(isNear(world.channels[0, .liquidity], -gain / 2))
    #expect(isNear(world.pools.arbitrageProfit, gain))
  }

  @Test("little capital closes little of the gap; outsiders may bring more; the switch ends it")
  func capital() throws {
    let poor = try small(arbitrageCash: 1000).finished()
    #expect(poor.pools.all[0].spotPrice > 1990)
    // 1000 buys 0.625 tokens at 1600, for which the pool pays nearly 2000.
    #expect(isNear(poor.pools.volume, 0.625 * 2000, within: 1e-3))
    let outsiders = try small(arbitrageCash: 1000) { $0.outsideArbitragePerHour = .infinity }
      .finished()
    #expect(isNear(outsiders.pools.all[0].spotPrice, 1600, within: 1e-6))
    #expect(outsiders.holdings[1, 0, 0] == 1000)
    var off = small()
    off.switchOff(\.arbitrage)
    #expect(try off.finished().pools.all[0].spotPrice == 2000)
  }

  /// The fee that stays in the pool after the last unit moves the spot price by a part in ten thousand more.
  @Test("a fee leaves a band without arbitrage around the pool's price")
  func band() throws {
    let within = try small(fall: -0.002) { $0.fee = 0.003 }.finished()
    #expect(within.pools.all[0].units == 1000)
    let beyond = try small(fall: -0.1) { $0.fee = 0.003 }.finished()
    #expect(isNear(beyond.pools.all[0].spotPrice * 0.997, 1800, within: 1e-3))
    #expect(beyond.pools.all[0].units * beyond.pools.all[0].cash > 2e9)
  }

  @Test(
    "providers leave while the loss from divergence is above their limit; they take both reserves along"
  )
  func exit() throws {
    func after(limit: Double) throws -> World {
      var small = small {
        $0.exit = LiquidityExit()
        $0.exit?.divergenceLoss = limit
      }
      small.specification.clock.ticks = 3
      return try small.finished()
    }
    let loss = 1 - 2 * 0.8.squareRoot() / 1.8
    let stays = try after(limit: loss * 1.01)
    #expect(stays.pools.all[0].liquidity == 1)
    let leaves = try after(limit: loss * 0.99)
    #expect(isNear(leaves.pools.all[0].liquidity, 0.125))
    #expect(isNear(leaves.pools.all[0].spotPrice, stays.pools.all[0].spotPrice))
    #expect(isNear(leaves.equities()[0], stays.equities()[0]))
    #expect(leaves.holdings[0, 0, 1] > 0)
    #expect(leaves.events(.liquidityWithdrawn).count == 3)
  }

  @Test("volatility beyond the limit empties a pool too")
  func volatility() throws {
    var small = small {
      $0.exit = LiquidityExit()
      $0.exit?.annualVolatility = 1
      $0.exit?.halfLifeHours = 0
    }
    small.specification.clock.ticks = 2
    let world = try small.finished()
    #expect(!world.pools.all[0].isOpen)
    #expect(world.pools.all[0].liquidity == 0)
  }

  @Test(
    "a run on the host takes that share of the liquidity, and makes the next order move prices more"
  )
  func run() throws {
    func fall(_ fraction: Double) throws -> Double {
      var small = SmallWorld(tokens: [("eth", 2000)])
      small.removeDepth()
      let host = small.addPool(units: 1000, cash: 2e6)
      let trader = small.add("trader", tokens: [1: 100])
      if fraction > 0 { small.event(.run(debtor: host, fraction: fraction)) }
      var world = try small.world(after: 1)
      world.order([(trader, -100)])
      return 1 - world.price(0, 1) / 2000
    }
    #expect(isNear(try fall(0), 1 - 1 / 1.21))
    #expect(isNear(try fall(0.5), 1 - 1 / 1.44))
  }

  @Test("an exploit of the host drains its pools; the providers lose")
  func exploit() throws {
    var small = small(fall: 0.001)
    small.specification.events = []
    small.event(.exploit(institution: 2, fraction: 0.1))
    let world = try small.finished()
    #expect(isNear(world.pools.all[0].units, 900))
    #expect(isNear(world.channels[0, .exploit], -0.1 * 4e6 / 2))
    #expect(isNear(world.equities()[0], 10 + 0.9 * 2e6))
  }

  @Test("a provider in default takes its place out of the pool, for its estate")
  func estate() throws {
    var small = small(fall: 0.001)
    small.specification.events = []
    small.specification.institutions[0].externalLiabilities = 1e7
    let world = try small.finished()
    #expect(world.standing[0].isInDefault)
    #expect(isNear(world.holdings[0, 0, 1], 500))
    #expect(isNear(world.pools.all[0].units, 500))
  }

  @Test(
    "an account's collateral is sold through pools too, and their better price is the account's")
  func collateral() throws {
    func margin(_ pooled: Bool) throws -> Double {
      var small = SmallWorld(tokens: [("eth", 2000)])
      small.specification.assets[1].backgroundDepth = [1e5]
      let venue = small.addExchange()
      if pooled { small.addPool(units: 1000, cash: 2e6) }
      small.specification.marginAccounts.append(
        venue: venue, asset: 1, quantity: 1, entryPrice: 2000, margin: 0, collateralAsset: 1,
        collateralUnits: 10, jurisdiction: 0, client: .retail)
      small.position(venue, at: venue, -1)
      var world = try small.world()
      world.orders = [
        Order(trader: .account(0), venue: nil, zone: 0, asset: 1, units: -10)
      ]
      priceFormation(&world)
      return world.accounts.margin[0]
    }
    #expect(isNear(try margin(false), 20_000 * exp(-0.2)))
    #expect(try margin(true) > 19_700)
  }
}
