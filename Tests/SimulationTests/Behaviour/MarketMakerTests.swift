import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Market makers' depth")
struct MarketMakerTests {
  /// A market maker with equity 200 (cash 100, one token) that quotes 500.
  private func small(
    exponent: Double = 1, inventory: Double = .infinity, drawdown: Double = 1, refill: Double = 0
  ) -> SmallWorld {
    var small = SmallWorld(ticks: 4)
    small.specification.assets[1].annualVolatility = 0.8
    small.switchOff(\.returns)
    small.add("maker", .marketMaker, cash: 100, tokens: [1: 1]) {
      $0.behaviour.marketMaking = MarketMaking(
        depth: [Holding(jurisdiction: 0, asset: 1, units: 500)], volatilityExponent: exponent,
        inventoryLimit: inventory, drawdownLimit: drawdown, refillHalfLifeHours: refill,
        arbitrageShare: 0)
    }
    return small
  }

  /// Depth quoted once volatility is a multiple of the calm one.
  private func depth(_ small: SmallWorld, volatility multiple: Double) throws -> Double {
    var world = try small.world()
    world.market.quotingVariance[1] *= multiple * multiple
    world.quoteDepth(world.equities())
    return world.currentDepth()[1] - 1000
  }

  @Test("depth falls with (calm over present volatility)^exponent and never exceeds the calm depth")
  func volatility() throws {
    #expect(isNear(try depth(small(), volatility: 4), 125))
    #expect(isNear(try depth(small(exponent: 2), volatility: 4), 500.0 / 16))
    #expect(isNear(try depth(small(exponent: 0), volatility: 4), 500))
    #expect(isNear(try depth(small(), volatility: 0.5), 500))
  }

  @Test("depth falls linearly with inventory over its limit in units of equity")
  func inventory() throws {
    var world = try small(inventory: 2).world()
    // Half a token more is 50 of 2 × 250: a tenth of the limit.
    world.holdings[0, 0, 1] += 0.5
    world.quoteDepth(world.equities())
    #expect(isNear(world.currentDepth()[1], 1000 + 450))
    // Short or long makes no difference: 50 of 2 × 150 is a sixth.
    world.holdings[0, 0, 1] -= 1
    world.quoteDepth(world.equities())
    #expect(isNear(world.currentDepth()[1], 1000 + 500 * 5.0 / 6))
    world.holdings[0, 0, 0] = 0
    world.holdings[0, 0, 1] = 20
    world.quoteDepth(world.equities())
    #expect(isNear(world.currentDepth()[1], 1000 + 500 * (1 - 1900.0 / 4000)))
  }

  @Test("a drawdown beyond the limit ends quoting for good")
  func drawdown() throws {
    var small = small(exponent: 0, drawdown: 0.2)
    small.event(.priceMove(asset: 1, fraction: -0.39, durationHours: 0))
    #expect(try !small.world(after: 1).standing[0].hasExited)
    small.specification.events = []
    small.event(.priceMove(asset: 1, fraction: -0.41, durationHours: 0))
    small.event(.priceMove(asset: 1, fraction: 1, durationHours: 0), atHours: 1)
    let world = try small.finished()
    #expect(world.standing[0].hasExited)
    #expect(world.currentDepth()[1] == 1000)
  }

  @Test("depth leaves at once and returns at its half-life")
  func refill() throws {
    var world = try small(refill: 1).world()
    let calm = world.market.quotingVariance[1]
    world.market.quotingVariance[1] = 16 * calm
    world.quoteDepth(world.equities())
    #expect(isNear(world.standing[0].quoteShare, 0.25))
    world.market.quotingVariance[1] = calm
    world.quoteDepth(world.equities())
    #expect(isNear(world.standing[0].quoteShare, 0.625))
    world.quoteDepth(world.equities())
    #expect(isNear(world.standing[0].quoteShare, 0.8125))
  }

  @Test("a jump thins the book through the volatility that quotes watch")
  func jump() throws {
    var small = small()
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
    let world = try small.world(after: 1)
    // Memory of a quarter of an hour: a sixteenth of the calm variance is left after one.
    let calm = 0.64 / (24 * 365.25)
    let jump = log(0.9) * log(0.9) * (1 - 1.0 / 256)
    let variance = calm / 16 + 15.0 / 16 * jump
    #expect(isNear(world.standing[0].quoteShare, (calm / variance).squareRoot()))
  }
}
