import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Arbitrage between zones")
struct ArbitrageTests {
  /// A fund that sells three tokens into zone 0 and an arbitrageur with money and tokens in both.
  private func small(
    recognition: Recognition, depth: [Double] = [1000, 3000], cash: Double = 1e5
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2)
    small.specification.assets[1].backgroundDepth = depth
    small.regime.recognition = recognition
    small.add("fund", tokens: [1: 10])
    small.add("arbitrageur", .marketMaker, cash: cash, tokens: [1: 1000]) {
      $0.operatesIn = [0, 1]
      $0.holdings.append(Holding(jurisdiction: 1, asset: 0, units: 1e5))
      $0.holdings.append(Holding(jurisdiction: 1, asset: 1, units: 1000))
      $0.behaviour.marketMaking = MarketMaking(
        depth: [], volatilityExponent: 0, inventoryLimit: .infinity, drawdownLimit: 1,
        refillHalfLifeHours: 0, arbitrageShare: 1)
    }
    return small
  }

  private func partial(_ strength: Double) -> Recognition {
    .matrix(Matrix(rows: [[1, strength], [strength, 1]]))
  }

  private func formed(_ small: SmallWorld) throws -> World {
    var world = try small.world()
    world.orders = [Order(trader: .institution(0), venue: nil, zone: 0, asset: 1, units: -3)]
    priceFormation(&world)
    return world
  }

  /// Recognition one part in a billion short of full; full recognition is one zone by definition.
  @Test("with full capital and nearly full recognition both zones have the price of one zone")
  func oneZone() throws {
    let one = try formed(small(recognition: .full))
    #expect(one.layout.zones == 1)
    #expect(isNear(one.price(0, 1), 100 * exp(-300.0 / 4000), within: 1e-12))
    let two = try formed(small(recognition: partial(1 - 1e-9)))
    #expect(two.layout.zones == 2)
    for zone in 0...1 { #expect(isNear(two.price(zone, 1), one.price(0, 1), within: 1e-8)) }
  }

  @Test(
    "a pass closes the share of the log gap that is recognised",
    arguments: [0, 0.1, 0.5, 0.9, 0.99])
  func recognitionScales(strength: Double) throws {
    let world = try formed(small(recognition: partial(strength)))
    let gap = log(world.price(1, 1) / world.price(0, 1))
    #expect(isNear(gap, (1 - strength) * 0.3, within: 1e-12))
  }

  @Test("finite capital moves each zone by its money over the zone's depth, and no more")
  func capitalLimits() throws {
    let world = try formed(small(recognition: partial(0.999), cash: 60))
    #expect(isNear(log(world.price(0, 1) / 100), -0.3 + 60.0 / 1000, within: 1e-9))
    #expect(isNear(log(world.price(1, 1) / 100), -60.0 / 3000, within: 1e-9))
    #expect(isNear(world.holdings[1, 0, 0], 0))
    #expect(isNear(world.holdings[1, 1, 0], 1e5 + 60))
    #expect(isNear(world.tally.arbitraged, 60))
  }

  @Test("the arbitrageur's tokens and cash change hands with outside, at zone prices")
  func counterparty() throws {
    let world = try formed(small(recognition: partial(0.5)))
    let money = 0.5 * 0.3 * 1000 * 3000 / 4000
    let bought = money / world.price(0, 1)
    let sold = money / world.price(1, 1)
    #expect(isNear(world.holdings[1, 0, 1], 1000 + bought))
    #expect(isNear(world.holdings[1, 1, 1], 1000 - sold))
    #expect(isNear(world.holdings[1, 0, 0], 1e5 - money))
    #expect(isNear(world.holdings[1, 1, 0], 1e5 + money))
    #expect(bought > sold)
  }

  @Test("no arbitrage without the switch, without recognition, or by one who has left")
  func absent() throws {
    var off = small(recognition: partial(0.9))
    off.switchOff(\.arbitrage)
    #expect(isNear(try formed(off).price(1, 1), 100, within: 0))
    #expect(try formed(small(recognition: .none)).price(1, 1) == 100)
    var world = try small(recognition: partial(0.9)).world()
    world.exitMarkets(1)
    world.orders = [Order(trader: .institution(0), venue: nil, zone: 0, asset: 1, units: -3)]
    priceFormation(&world)
    #expect(world.price(1, 1) == 100)
  }
}
