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

  @Test("it starts at that of the scenario and weighs a move by its age, halved each look-back")
  func weights() throws {
    var small = small()
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0), atHours: 1)
    let kept = 0.5.squareRoot()
    let move = log(0.9) * log(0.9)
    var expected = [calm * kept]
    expected.append(expected[0] * kept + (1 - kept) * move)
    expected.append(expected[1] * kept)
    let found = try (1...3).map { try small.world(after: $0).market.hourlyVariance[1] }
    #expect(areNear(found, expected, within: 1e-15))
  }

  @Test("a move of the first tick counts like any other")
  func firstTick() throws {
    var small = small()
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
    let kept = 0.5.squareRoot()
    let expected = calm * kept + (1 - kept) * log(0.9) * log(0.9)
    #expect(isNear(try small.world(after: 1).market.hourlyVariance[1], expected, within: 1e-15))
  }

  @Test("a move that somebody's trade made counts like any other")
  func flow() throws {
    var small = small()
    small.add("fund", tokens: [1: 10])
    var world = try small.world()
    world.step(at: 0)
    let before = world.market.hourlyVariance[1]
    world.orders = [Order(trader: .institution(0), venue: nil, zone: 0, asset: 1, units: -1)]
    world.step(at: 1)
    world.step(at: 2)
    let kept = 0.5.squareRoot()
    let expected = (before * kept) * kept + (1 - kept) * 0.1 * 0.1
    #expect(isNear(world.market.hourlyVariance[1], expected, within: 1e-15))
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
