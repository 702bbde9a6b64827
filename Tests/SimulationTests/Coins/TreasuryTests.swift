import Contagion
import Glibc
import Testing

@testable import Simulation

@Suite("Treasuries: support and backstops")
struct TreasuryTests {
  /// A treasury that supports btc at nine tenths of 100; the market has a depth of 1000.
  private func small(
    cash: Double = 1000, budget: Double = .infinity, reserve: Int? = nil, ticks: Int = 2
  ) -> SmallWorld {
    var small = SmallWorld(tokens: [("btc", 100), ("gold", 10)], ticks: ticks)
    small.add("treasury", .treasury, cash: cash, tokens: [2: 50]) {
      $0.behaviour.support = TokenSupport(
        asset: 1, floorShare: 0.9, budgetPerHour: budget, reserve: reserve)
    }
    small.event(.priceMove(asset: 1, fraction: -0.2, durationHours: 0))
    return small
  }

  @Test("support lifts the price to the floor with depth·log(floor/price) of money, and no further")
  func floor() throws {
    let world = try small(ticks: 4).finished()
    #expect(isNear(world.price(0, 1), 90))
    #expect(isNear(world.tally.supported, 1000 * log(90.0 / 80)))
    #expect(try small().world(after: 1).price(0, 1) == 80)
  }

  @Test("the budget, the cash and the floor bound it")
  func bounds() throws {
    #expect(isNear(try small(budget: 50).finished().price(0, 1), 80 * exp(0.05)))
    #expect(isNear(try small(cash: 20).finished().price(0, 1), 80 * exp(0.02)))
    var above = small()
    above.specification.institutions[0].behaviour.support?.floorShare = 0.8
    #expect(try above.finished().price(0, 1) == 80)
  }

  @Test(
    "a reserve token that is sold for it carries the fall, and pays for the support an hour later")
  func reserve() throws {
    let world = try small(cash: 0, reserve: 2, ticks: 3).finished()
    // The first sale of log(9/8) yields 8/9 of what is wanted, and the missing ninth is sold too.
    #expect(isNear(log(world.price(0, 2) / 10), -log(90.0 / 80) * (1 + 1.0 / 9)))
    #expect(world.price(0, 1) > 85)
    let without = try small(cash: 0, ticks: 3).finished()
    #expect(without.price(0, 1) == 80)
    #expect(without.price(0, 2) == 10)
  }

  /// A protocol of equity 50 loses 60; the backstop keeps it at a tenth.
  private func protocolLoss(treasury cash: Double, share: Double = 0.1) throws -> World {
    var small = SmallWorld()
    let pool = small.add("pool", .lendingProtocol, cash: 50) { $0.externalAssets = 100 }
    let lender = small.add("lender", .lender)
    small.claim(of: lender, on: pool, 100)
    small.add("treasury", .treasury, cash: cash) {
      $0.behaviour.backstops = [Backstop(institution: pool, equityShare: share)]
    }
    small.event(.externalLoss(institution: pool, amount: 60))
    return try small.finished()
  }

  @Test("a backstop brings a protocol back to its share of equity before it fails")
  func backstop() throws {
    let world = try protocolLoss(treasury: 40)
    #expect(!world.standing[0].isInDefault)
    #expect(areNear(world.equities(), [5, 100, 25]))
    #expect(isNear(world.tally.backstopped, 15))
    #expect(isNear(world.channels[2, .clearing], -15))
  }

  @Test("a backstop that is too small does not save it, and its creditors lose")
  func exhausted() throws {
    let world = try protocolLoss(treasury: 8)
    #expect(world.standing[0].isInDefault)
    #expect(isNear(world.equities()[2], 0))
    #expect(world.equities()[1] < 100)
    let idle = try protocolLoss(treasury: 0)
    #expect(idle.tally.backstopped == 0)
    #expect(idle.equities()[1] <= world.equities()[1])
  }
}
