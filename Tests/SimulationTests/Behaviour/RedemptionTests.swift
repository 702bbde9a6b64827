import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Redemption of stablecoins")
struct RedemptionTests {
  /// An issuer in j0 and a fund that sells 200 coins into a depth of 1000: 0.2 log points below face.
  private func small(
    cash: Double = 2000, capacity: Double = 1e6, home: Int = 0, recognition: Double = 0
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2, tokens: [("coin", 1)])
    small.recognise(recognition)
    let issuer = small.add("issuer", .stablecoinIssuer, cash: cash) {
      $0.externalAssets = 1000
      $0.behaviour.redemption = Redemption(asset: 1, capacityPerHour: capacity)
    }
    small.specification.assets[1].kind = .stablecoin(issuer: issuer, face: 1)
    small.add("fund", home: home, tokens: [1: 1000])
    return small
  }

  /// The world after the sale and one round of redemption, and the gap to face in the seller's zone.
  private func redeemed(_ small: SmallWorld) throws -> (world: World, gap: Double) {
    let zone = small.specification.institutions[1].home
    var world = try small.world()
    world.specification.switches.arbitrage = false
    world.orders = [Order(trader: .institution(1), venue: nil, zone: zone, asset: 1, units: -200)]
    priceFormation(&world)
    world.redeemStablecoins()
    return (world, -log(world.price(zone, 1)))
  }

  @Test("redemption at face brings the price back to face: 0.2 of a depth of 1000 is 200")
  func atFace() throws {
    let (world, gap) = try redeemed(small())
    #expect(abs(gap) < 1e-12)
    #expect(isNear(world.tally.redeemed, 200))
    #expect(isNear(world.holdings[0, 0, 0], 1800))
    #expect(isNear(world.outstanding[1], 800))
    #expect(isNear(world.burnt[1], 200))
    #expect(world.events(.redemptionHalt).isEmpty)
  }

  @Test("an issuer pays no more than its capacity or its cash, and says when cash runs out")
  func limits() throws {
    let slow = try redeemed(small(capacity: 50))
    #expect(isNear(slow.gap, 0.15))
    #expect(slow.world.events(.redemptionHalt).isEmpty)
    let poor = try redeemed(small(cash: 30))
    #expect(isNear(poor.gap, 0.17))
    #expect(areNear(poor.world.events(.redemptionHalt).map(\.amount), [170]))
  }

  @Test("in another zone it closes the recognised share of the gap", arguments: [0, 0.5, 0.9])
  func recognition(strength: Double) throws {
    let (_, gap) = try redeemed(small(home: 1, recognition: strength))
    #expect(isNear(gap, 0.2 * (1 - strength)))
  }

  /// An issuer of 1000 coins with 600 of reserves fails at once, and loses a third of them an hour later.
  @Test("a failed issuer's coin follows what still covers it")
  func coverage() throws {
    var small = small(cash: 0)
    small.specification.clock.ticks = 3
    small.switchOff(\.marketImpact)
    small.specification.institutions[0].externalAssets = 600
    small.event(.externalLoss(institution: 0, amount: 200), atHours: 1)
    var world = try small.world(after: 1)
    #expect(world.standing[0].defaultTick == 0)
    #expect(isNear(world.price(0, 1), 0.6))
    for tick in 1...2 { world.step(at: tick) }
    #expect(isNear(world.price(0, 1), 0.4))
    #expect(world.events(.redemptionHalt).count == 1)
  }

  @Test("without the behaviour nobody redeems, and a frozen issuer cannot")
  func absent() throws {
    var passive = small()
    passive.specification.institutions[0].behaviour.redemption = nil
    #expect(isNear(try redeemed(passive).gap, 0.2))
    var frozen = small()
    frozen.event(.enforcement(institution: 0, fine: 0, freezeHours: 5))
    var world = try frozen.world()
    world.orders = [Order(trader: .institution(1), venue: nil, zone: 0, asset: 1, units: -200)]
    world.step(at: 0)
    #expect(isNear(-log(world.price(0, 1)), 0.2))
  }
}
