import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Where cash comes from")
struct ResourcesTests {
  /// A debtor with 10 in cash, 20 of excess margin, 30 in the other zone and a token of 100, whose
  /// creditor in zone 0 calls some amount at hour one.
  private func small(called: Double, recognition: Double = 0.4, delay: Double = 0) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2, ticks: 6)
    small.switchOff(\.marketImpact)
    small.recognise(recognition)
    small.regime.settlementDelayHours = delay
    small.specification.contagion.graceHours = 100
    let exchange = small.addExchange()
    let debtor = small.add("debtor", cash: 10, tokens: [1: 1]) {
      $0.operatesIn = [0, 1]
      $0.holdings.append(Holding(jurisdiction: 1, asset: 0, units: 30))
      $0.prefunding = [Prefunding(clearer: exchange, margin: 20, defaultFund: 0)]
      $0.externalAssets = 1000
    }
    let creditor = small.add("creditor", .lender)
    small.claim(of: creditor, on: debtor, called, layer: .deposits)
    small.event(.run(debtor: debtor, fraction: 1), atHours: 1)
    return small
  }

  /// Cash in the zone, margin, cash of the other zone, tokens of the debtor.
  private func left(_ world: World) -> [Double] {
    [
      world.holdings[1, 0, 0], world.posted[1, 0, 0], world.holdings[1, 1, 0],
      world.holdings[1, 0, 1],
    ]
  }

  @Test(
    "resources in order: cash, excess margin, cash of other zones, sales of tokens",
    arguments: [
      (5.0, [5.0, 20, 30, 1]), (25, [0, 5, 30, 1]), (50, [0, 0, 10, 1]), (85, [0, 0, 0, 0.75]),
      (200, [0, 0, 0, 0]),
    ] as [(Double, [Double])])
  func order(called: Double, expected: [Double]) throws {
    let world = try small(called: called).world(after: 6)
    #expect(areNear(left(world), expected))
    #expect(isNear(world.holdings[2, 0, 0], min(called, 160)))
  }

  @Test("margin that is required is no resource")
  func requiredMarginStays() throws {
    var small = small(called: 25)
    small.rules { $0.marginFloorRate = 0.1 }
    small.position(1, at: 0, 1.8)
    #expect(areNear(left(try small.world(after: 6)), [0, 18, 17, 1]))
  }

  @Test(
    "a transfer between zones takes ⌈d(1 − ρ)⌉ ticks",
    arguments: [(4.0, 0.4, 3), (4, 0.5, 2), (4, 0, 4), (0, 0, 0), (1, 0.99, 1)])
  func delay(hours: Double, recognition: Double, ticks: Int) throws {
    var small = small(called: 50, recognition: recognition, delay: hours)
    // Nothing to sell meanwhile.
    small.specification.institutions[1].holdings.removeAll { $0.asset == 1 }
    var world = try small.world()
    for tick in 0..<6 {
      world.step(at: tick)
      let paid = tick < 1 ? 0.0 : tick < 1 + ticks ? 30 : 50
      #expect(isNear(world.holdings[2, 0, 0], paid), "tick \(tick)")
    }
  }

  @Test("a ring-fence keeps cash in its zone, and the metric says how much")
  func ringFence() throws {
    var world = try small(called: 50).world()
    world.supervision.fencedUntil[1 * world.layout.institutions + 1] = 2
    world.step(at: 0)
    world.step(at: 1)
    #expect(world.holdings[1, 1, 0] == 30)
    #expect(world.tally.wallBlocked > 0)
    world.step(at: 2)
    world.step(at: 3)
    #expect(isNear(world.holdings[2, 0, 0], 50))
  }

  /// A long of 10 at 100 with margin 10 %; half of it lost, the call is met by tokens at a haircut.
  @Test("a margin call is met in cash, then in tokens after their haircut")
  func marginCall() throws {
    var small = SmallWorld(tokens: [("btc", 100), ("eth", 10)])
    small.switchOff(\.marketImpact, \.variationMargin)
    small.rules {
      $0.marginFloorRate = 0.1
      $0.collateralHaircuts = [0, 0, 0.2]
    }
    let exchange = small.addExchange()
    let fund = small.add("fund", cash: 30, tokens: [2: 20]) {
      $0.prefunding = [Prefunding(clearer: exchange, margin: 40, defaultFund: 0)]
    }
    small.position(fund, at: exchange, 10)
    let world = try small.finished()
    #expect(isNear(world.holdings[fund, 0, 0], 0))
    #expect(isNear(world.posted[fund, 0, 0], 70))
    #expect(isNear(world.posted[fund, 0, 2], 30 / (10 * 0.8)))
    #expect(isNear(world.postedValue(fund, 0), 100))
    #expect(world.events(.marginCall).isEmpty)
  }

  @Test("a token with a haircut of one is no collateral, and a call that stays open is recorded")
  func ineligible() throws {
    var small = SmallWorld(tokens: [("btc", 100), ("eth", 10)])
    small.switchOff(\.liquidation)
    small.rules {
      $0.marginFloorRate = 0.1
      $0.collateralHaircuts = [0, 0, 1]
    }
    let exchange = small.addExchange()
    let fund = small.add("fund", cash: 30, tokens: [2: 20]) {
      $0.prefunding = [Prefunding(clearer: exchange, margin: 40, defaultFund: 0)]
    }
    small.position(fund, at: exchange, 10)
    let world = try small.finished()
    #expect(world.posted[fund, 0, 2] == 0)
    #expect(areNear(world.events(.marginCall).map(\.amount), [30]))
  }
}
