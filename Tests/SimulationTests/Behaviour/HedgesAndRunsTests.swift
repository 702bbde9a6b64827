import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Hedgers")
struct HedgesTests {
  @Test("a hedger sells the tokens whose hedge was taken, at its half-life, and nothing else")
  func answer() throws {
    for (halfLife, share) in [(0.0, 1.0), (1, 0.5), (2, 1 - 0.5.squareRoot())] {
      var small = SmallWorld()
      small.switchOff(\.initialMargin)
      let exchange = small.addExchange()
      let hedger = small.add("hedger", .hedger, cash: 500, tokens: [1: 3]) {
        $0.behaviour.hedge = Hedging(asset: 1, adjustmentHalfLifeHours: halfLife)
      }
      small.position(hedger, at: exchange, -3)
      var world = try small.world()
      world.adjustHedges()
      #expect(world.orders.isEmpty)
      world.positions[hedger, 0, 1] = -1
      world.adjustHedges()
      #expect(areNear(world.orders.map(\.units), [-2 * share]))
      #expect(world.orders.first?.venue == nil)
    }
  }

  @Test("a hedger whose tokens were stolen buys them back as far as its cash goes")
  func buysBack() throws {
    var small = SmallWorld()
    small.add("hedger", .hedger, cash: 150, tokens: [1: 3]) {
      $0.behaviour.hedge = Hedging(asset: 1, adjustmentHalfLifeHours: 0)
    }
    var world = try small.world()
    world.holdings[0, 0, 1] = 1
    world.adjustHedges()
    #expect(areNear(world.orders.map(\.units), [1.5]))
  }
}

@Suite("Runs of lenders")
struct RunsTests {
  /// A bank with equity 100 that loses 30 at hour one; a lender with 40 and 20 runs from a distress of a
  /// quarter, calling half an hour.
  private func small(lag: Double, tickHours: Double = 1, loss: Double = 30) -> SmallWorld {
    var small = SmallWorld()
    small.specification.clock = Clock(tickHours: tickHours, ticks: Int(8 / tickHours))
    let bank = small.add("bank", .lendingProtocol, cash: 160)
    let lender = small.add("lender", .lender) {
      $0.behaviour.run = RunBehaviour(
        distressThreshold: 0.25, callShare: 0.5, informationLagHours: lag)
    }
    small.claim(of: lender, on: bank, 40, layer: .deposits)
    small.claim(of: lender, on: bank, 20, layer: .loans)
    small.event(.externalLoss(institution: bank, amount: loss), atHours: 1)
    return small
  }

  @Test("half of what is left is called each hour, once distress is seen")
  func calls() throws {
    let left = try (1...5).map { try small(lag: 0).world(after: $0).claims.total[1, 0] }
    // Seen and called at the end of tick one, paid in tick two; the next call is under way by then.
    #expect(areNear(left, [60, 30, 15, 7.5, 3.75]))
    #expect(try small(lag: 0).finished().events(.run).map(\.tick) == [1])
  }

  @Test("information that is two hours old starts the run two hours later")
  func lag() throws {
    for hours in [0.0, 1, 2, 5] {
      #expect(try small(lag: hours).finished().events(.run).map(\.tick) == [1 + Int(hours)])
    }
  }

  @Test("half the tick calls the same share by every full hour")
  func tickDoesNotMatter() throws {
    let world = try small(lag: 0, tickHours: 0.5).world(after: 6)
    // Loss at tick two; four calls of half an hour each by the end of tick five.
    #expect(isNear(world.claims.total[1, 0], 60 * 0.25))
  }

  @Test("below the threshold nobody runs; without the behaviour nobody runs at all")
  func absent() throws {
    #expect(try small(lag: 0, loss: 24).finished().claims.total[1, 0] == 60)
    var calm = small(lag: 0)
    calm.specification.institutions[1].behaviour.run = nil
    #expect(try calm.finished().claims.total[1, 0] == 60)
  }
}
