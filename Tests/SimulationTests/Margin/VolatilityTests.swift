import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Volatility that margins and quotes are made from")
struct VolatilityTests {
  private let calm = 0.8 * 0.8 / (24 * 365.25)

  private func small(lookBack: Double = 2) -> SmallWorld {
    var small = SmallWorld(ticks: 4)
    small.specification.assets[1].annualVolatility = 0.8
    small.switchOff(\.returns)
    small.rules { $0.marginLookBackHours = lookBack }
    return small
  }

  /// Variance after each tick of an hour, by hand: the squared deviation of the log price from a mean
  /// with a half-life of a quarter of an hour, times 1 − 16⁻², weighed by age.
  private func expected(_ returns: [Double], lookBack: Double = 2) -> [Double] {
    let kept = exp2(-1 / lookBack)
    var variance = calm
    var deviation = 0.0
    return returns.map { step in
      let move = deviation + step
      deviation = move / 16
      variance = kept * variance + (1 - kept) * move * move * (1 - 1.0 / 256)
      return variance
    }
  }

  @Test("it starts at that of the scenario and weighs a move by its age, halved each look-back")
  func weights() throws {
    for hour in [0, 1] {
      var small = small()
      small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0), atHours: Double(hour))
      let found = try (1...4).map { try small.world(after: $0).market.hourlyVariance[1] }
      let returns = (0..<4).map { $0 == hour ? log(0.9) : 0 }
      #expect(areNear(found, expected(returns), within: 1e-15))
    }
  }

  @Test("a move that somebody's trade made counts like any other, from the next tick on")
  func flow() throws {
    var small = small()
    small.add("fund", tokens: [1: 10])
    var world = try small.world()
    world.step(at: 0)
    world.orders = [Order(trader: .institution(0), venue: nil, zone: 0, asset: 1, units: -1)]
    world.step(at: 1)
    world.step(at: 2)
    #expect(isNear(world.market.hourlyVariance[1], expected([0, 0, -0.1])[2], within: 1e-15))
  }

  /// 20,000 ticks of an hour, of which the last hundred days count; sampling error 10 %.
  @Test("for a random walk it is the variance of an hour")
  func randomWalk() throws {
    var small = small(lookBack: 2400)
    small.specification.switches.returns = true
    let world = try small.world(after: 20_000)
    #expect(isNear(world.market.hourlyVariance[1] / calm, 1, within: 0.1))
  }

  @Test("a burn-in without returns teaches nobody that markets are calm")
  func burnIn() throws {
    var small = small()
    small.specification.clock.burnInTicks = 10
    let world = try small.simulator(mode: .equilibrium).world
    #expect(world.market.hourlyVariance[1] == calm)
  }

  @Test("a fall raises initial margin by the volatility that it leaves, more where memory is short")
  func procyclical() throws {
    var requirements: [Double] = []
    for lookBack in [1.0, 24] {
      var small = small(lookBack: lookBack)
      small.rules { $0.marginFloorRate = 0 }
      let exchange = small.addExchange()
      let fund = small.add("fund", cash: 1e5)
      small.position(fund, at: exchange, 10)
      small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0), atHours: 1)
      let world = try small.world(after: 2)
      let risk = (world.market.hourlyVariance[1] * 24).squareRoot()
      requirements.append(world.requirement(of: fund, at: exchange))
      #expect(isNear(requirements.last ?? 0, 2.33 * risk * 900, within: 1e-12))
    }
    #expect(requirements[0] > requirements[1])
  }
}
