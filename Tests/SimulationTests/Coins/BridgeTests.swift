import Contagion
import Glibc
import Regimes
import Testing

@testable import Simulation

@Suite("Bridges and wrapped tokens")
struct BridgeTests {
  /// A bridge that has locked 100 eth at 10 in zone 0 for 100 wrapped ones, 40 of them with a fund in zone 1.
  private func small(
    locked: Double = 100, capacity: Double = .infinity, recognition: Double = 0.5, ticks: Int = 3
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2, tokens: [("eth", 10), ("weth", 10)], ticks: ticks)
    small.recognise(recognition)
    small.switchOff(\.arbitrage)
    small.specification.contagion.valuation = .eisenbergNoe
    let bridge = small.add("bridge", .bridge, tokens: [1: locked])
    small.add("fund", home: 1, cash: 100, tokens: [2: 40])
    small.specification.assets[2].kind = .wrapped(
      bridge: bridge, underlying: 1, capacityPerHour: capacity)
    small.specification.assets[2].heldOutside = 60
    return small
  }

  @Test("a wrapped token follows its underlying, and the bridge's equity does not move")
  func follows() throws {
    var small = small()
    small.event(.priceMove(asset: 1, fraction: -0.3, durationHours: 0), atHours: 1)
    let world = try small.finished()
    for zone in 0...1 { #expect(isNear(world.price(zone, 2), 7)) }
    #expect(isNear(world.equities()[0], 0))
    #expect(isNear(world.equities()[1], 100 + 280))
    #expect(isNear(world.channels[1, .marketRevaluation], -120))
    #expect(world.standing.allSatisfy { !$0.isInDefault })
  }

  /// A quarter is stolen: 75 locked for 100 outstanding.
  @Test("after an exploit the holders share what is left, and the bridge is in default")
  func exploit() throws {
    var small = small()
    small.event(.exploit(institution: 0, fraction: 0.25), atHours: 1)
    small.event(.priceMove(asset: 1, fraction: 0.1, durationHours: 0), atHours: 2)
    let world = try small.finished()
    #expect(world.standing[0].defaultTick == 1)
    for zone in 0...1 { #expect(isNear(world.price(zone, 2), 11 * 0.75)) }
    #expect(isNear(world.channels[1, .counterparty], -40 * 10 * 0.25))
    #expect(areNear(world.events(.redemptionHalt).map(\.amount), [0.75]))
  }

  @Test("who borrowed against wrapped tokens is liquidated, and the lender has bad debt")
  func loans() throws {
    var small = small(locked: 110)
    let lender = small.add("pool", .lendingProtocol, cash: 1000) {
      $0.venue = VenueSpecification()
    }
    small.specification.loanAccounts.append(
      venue: lender, collateralAsset: 2, collateralUnits: 10, debt: 60, liquidationThreshold: 0.8)
    #expect(try small.finished().tally.badDebt == 0)
    small.event(.exploit(institution: 0, fraction: 0.6), atHours: 1)
    let world = try small.finished()
    #expect(isNear(world.tally.badDebt, 20, within: 0.1))
    #expect(world.tally.liquidatedAccounts > 0)
  }

  /// A sale of 10 in zone 1 (100 of money into a depth of 1000): the gap of 0.1 halves between depths of 1000
  /// and 1000 by the recognised half.
  private func sold(_ small: SmallWorld) throws -> World {
    var world = try small.world()
    world.orders = [Order(trader: .institution(1), venue: nil, zone: 1, asset: 2, units: -10)]
    world.step(at: 0)
    return world
  }

  @Test("unwrapping at par moves gap·D·D'/(D + D') of money times recognition, within the capacity")
  func unwrapping() throws {
    let world = try sold(small())
    #expect(isNear(world.tally.bridged, 0.5 * 0.1 * 500))
    #expect(isNear(log(world.price(1, 2) / 10), -0.1 + 0.025, within: 1e-9))
    #expect(isNear(log(world.price(0, 1) / 10), -0.025))
    #expect(isNear(world.outstanding[2], 97.5))
    #expect(isNear(world.holdings[0, 0, 1], 97.5))
    #expect(isNear(try sold(small(capacity: 5)).tally.bridged, 5))
    #expect(try sold(small(recognition: 0)).tally.bridged == 0)
  }

  @Test("where the wrapped token is dear, the underlying is locked and units are minted")
  func wrapping() throws {
    var world = try small().world()
    world.orders = [Order(trader: .institution(1), venue: nil, zone: 1, asset: 2, units: 10)]
    world.step(at: 0)
    #expect(isNear(world.coins.minted[2], 2.5))
    #expect(isNear(world.outstanding[2], 102.5))
    #expect(isNear(world.holdings[0, 0, 1], 102.5))
    #expect(isNear(log(world.price(1, 2) / 10), 0.1 - 0.025, within: 1e-9))
  }

  @Test("a halted or frozen bridge moves nothing until it is back")
  func halted() throws {
    var halted = small()
    halted.event(.bridgeHalt(bridge: 0, durationHours: 2))
    #expect(try sold(halted).tally.bridged == 0)
    var world = try sold(halted)
    world.step(at: 1)
    #expect(world.tally.bridged == 0)
    world.step(at: 2)
    #expect(world.tally.bridged > 0)
    var frozen = small()
    frozen.event(.enforcement(institution: 0, fine: 0, freezeHours: 2))
    #expect(try sold(frozen).tally.bridged == 0)
  }

  @Test("one draw of a hazard hits every bridge of a standard, others not")
  func standards() throws {
    var small = SmallWorld(jurisdictions: 2, tokens: [("eth", 10)], ticks: 300)
    small.switchOnOnly(\.hazards)
    small.specification.jurisdictions[1].rulebook.contractStandard = "other"
    small.regime.commonality = 1
    for home in [0, 0, 1] {
      small.add(
        "b\(small.specification.institutions.count)", .bridge, home: home, tokens: [1: 1e9])
    }
    small.specification.hazards = [
      Hazard(id: "exploit", kinds: [.bridge], ratePerYear: 500, lossFraction: 1e-6)
    ]
    let world = try small.world(after: 300)
    let struck = (0..<3).map { i in Set(world.events(.hazard).filter { $0.who == i }.map(\.tick)) }
    #expect(!struck[0].isEmpty)
    #expect(struck[0] == struck[1])
    #expect(struck[0] != struck[2])
  }
}
