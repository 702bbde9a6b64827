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

  /// An attacker with cash, a protocol that reads the pool, and no other market that would correct it.
  private func robbery(
    cash: Double = 1e7, lends: Double = 1e7, multiple: Double = 4, loanToValue: Double = 0.75,
    arbitrage: Double = .infinity
  ) -> SmallWorld {
    var small = small(fee: 0, arbitrage: arbitrage)
    small.switchOff(\.marketImpact)
    small.specification.events = []
    let thief = small.add("thief", cash: cash)
    let lender = small.add("lender", .lendingProtocol, cash: lends) {
      var venue = VenueSpecification()
      venue.oracle = "feed"
      venue.liquidationBonus = 0.05
      $0.venue = venue
    }
    var attacker = PoolAttacker(institution: thief, borrowsAt: lender)
    attacker.loanToValue = loanToValue
    small.event(
      .poolManipulation(pool: 0, fraction: multiple - 1, durationHours: 1, by: attacker),
      atHours: 1)
    return small
  }

  /// Pool of y = 2,000,000 in cash: `y·(√k − 1)` is spent on `x·(1 − 1/√k)` tokens, on which `L·k` of their price is lent.
  @Test(
    "the attacker's profit is y·(√k − 1)·(L·√k − 1), a loss below √k = 1/L",
    arguments: [(4.0, 0.75), (9, 0.6), (1.5, 0.5)])
  func profit(multiple: Double, loanToValue: Double) throws {
    let small = robbery(multiple: multiple, loanToValue: loanToValue)
    let (record, world) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    let root = multiple.squareRoot()
    let expected = 2e6 * (root - 1) * (loanToValue * root - 1)
    #expect(isNear(world.holdings[2, 0, 0] - 1e7, expected, within: 1e-9))
    #expect(isNear(world.equities()[2] - 1e7, expected, within: 1e-9))
    #expect(
      isNear(try #require(small.metric("manipulation_profit", record)), expected, within: 1e-8))
    #expect((expected > 0) == (root > 1 / loanToValue))
    // The tokens are worth 2000 again when the loan is called, and keepers take a twentieth less.
    let borrowed = loanToValue * 2e6 * (multiple - root)
    let tokens = 1000 * (1 - 1 / root)
    #expect(isNear(world.tally.badDebt, max(0, borrowed - tokens * 2000 / 1.05), within: 1e-8))
  }

  @Test("it spends no more than it has, and the price goes only as far")
  func budget() throws {
    var world = try robbery(cash: 1e6, lends: 0, arbitrage: 0).world(after: 2)
    // One million into a pool of two: spot price (3/2)² times as high.
    #expect(isNear(world.market.oracle[1], 2000 * 2.25))
    #expect(isNear(world.holdings[2, 0, 0], 0, within: 1e-6))
    #expect(isNear(world.holdings[2, 0, 1], 1000 / 3.0))
    world.step(at: 2)
    #expect(isNear(world.holdings[2, 0, 0], 1e6, within: 1e-6))
    #expect(world.loans.count == 0)
  }

  @Test("it borrows no more than the protocol has, and keeps what is not needed to secure it")
  func lender() throws {
    let world = try robbery(lends: 1e5).world(after: 2)
    #expect(isNear(world.loans.debt[0], 1e5))
    #expect(isNear(world.loans.units[0], 1e5 / (0.75 * 8000)))
    #expect(isNear(world.holdings[3, 0, 0], 0, within: 1e-6))
    #expect(isNear(world.holdings[2, 0, 1], 500 - world.loans.units[0]))
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
