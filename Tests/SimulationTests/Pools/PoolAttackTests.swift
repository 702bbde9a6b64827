import Contagion
import Glibc
import Testing

@testable import Simulation

@Suite("Pools: manipulation")
struct PoolAttackTests {
  /// A pool that an oracle reads, an attack in the second of four ticks, for one tick.
  private func small(fee: Double, arbitrage: Double = 0, fraction: Double = 0.5) -> SmallWorld {
    var small = SmallWorld(tokens: [("eth", 2000)], ticks: 4)
    small.specification.assets[1].backgroundDepth = [1e9]
    small.addPool(units: 1000, cash: 2e6, fee: fee) { $0.outsideArbitragePerHour = arbitrage }
    small.specification.oracles = [
      OracleSpecification(id: "feed", feeds: [WeightedFeed(feed: .pool(0), weight: 1)])
    ]
    small.addExchange("venue") { $0.oracle = "feed" }
    small.event(.poolManipulation(pool: 0, fraction: fraction, durationHours: 1), atHours: 1)
    return small
  }

  private func prices(_ small: SmallWorld) throws -> [Double] {
    var world = try small.world()
    return (0..<4).map { tick in
      world.step(at: tick)
      return world.market.oracle[1]
    }
  }

  @Test(
    "the attacker moves what the oracle reads, and only while it holds the price",
    arguments: [0.5, -0.3])
  func moves(fraction: Double) throws {
    let found = try prices(small(fee: 0, fraction: fraction))
    #expect(areNear(found, [2000, 2000 * (1 + fraction), 2000, 2000]))
  }

  /// To a price 1.5 times as high and back along x·y = k with a fee of 0.3 % on each leg.
  @Test("without arbitrage manipulation costs the fees of both legs; without fees nothing")
  func cost() throws {
    #expect(isNear(try small(fee: 0).finished().pools.attackCost, 0, within: 1e-6))
    let world = try small(fee: 0.003).finished()
    let pool = ConstantProductPool(reserveIn: 2e6, reserveOut: 1000, fee: 0.003)
    // The spot price after a purchase for d is (y + d)(y + γd)/(x·y); 3000 at the end.
    let spent = pool.amount(forPriceDrop: 1 - 1 / 1.5)
    let bought = pool.received(for: spent)
    let back = ConstantProductPool(
      reserveIn: 1000 - bought, reserveOut: 2e6 + spent, fee: 0.003
    ).received(for: bought)
    #expect(isNear(world.pools.attackCost, spent - back, within: 1e-7))
    #expect(world.pools.attackCost > 0.003 * spent)
  }

  @Test("arbitrage makes manipulation dear: the longer it is held, the dearer")
  func arbitrage() throws {
    let alone = try small(fee: 0.003).finished().pools.attackCost
    var costs: [Double] = []
    for hours in [1.0, 2] {
      var small = small(fee: 0.003, arbitrage: .infinity)
      small.specification.events = []
      small.event(.poolManipulation(pool: 0, fraction: 0.5, durationHours: hours), atHours: 1)
      costs.append(try small.finished().pools.attackCost)
    }
    #expect(costs[0] > 10 * alone)
    #expect(costs[1] > 1.5 * costs[0])
  }
}
