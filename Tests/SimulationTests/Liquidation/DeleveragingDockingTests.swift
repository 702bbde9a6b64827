import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

/// Liquidation, insurance fund and auto-deleveraging on the examples of exchanges and peer packages.
@Suite("Auto-deleveraging: published examples through the simulator")
struct DeleveragingDockingTests {
  /// Isolated accounts at one exchange at 100, and a move of the price that impact does not change.
  private func small(
    _ accounts: [(quantity: Double, margin: Double)], mark: Double, fund: Double = 0,
    rule: AutoDeleveragingRule = .queue
  ) -> SmallWorld {
    var small = SmallWorld()
    small.switchOff(\.marketImpact)
    let exchange = small.addExchange {
      $0.ownFund = fund
      $0.deleveragingRule = rule
    }
    for each in accounts {
      small.specification.marginAccounts.append(
        venue: exchange, asset: 1, quantity: each.quantity, entryPrice: 100, margin: each.margin,
        jurisdiction: 0, client: .retail)
    }
    small.event(.priceMove(asset: 1, fraction: mark / 100 - 1, durationHours: 0))
    return small
  }

  /// The test cases of the liquidation engine of FLOX (MIT licence), re-computed by hand: a long of ten with 50
  /// is 550 short at 40.
  @Test("a fund of 1000 pays the deficit of 550, and nobody is deleveraged")
  func fundPays() throws {
    let world = try small([(10, 50), (-10, 1000)], mark: 40, fund: 1000).finished()
    #expect(isNear(world.funds.own[0], 450))
    #expect(world.accounts.quantity[0] == 0 && world.accounts.quantity[1] == -10)
    #expect(world.tally.deleveraged == 0)
  }

  @Test("without a fund the winner with the highest gain and leverage gives up its gain, alone")
  func queue() throws {
    let world = try small([(10, 50), (-5, 100), (-10, 100)], mark: 40).finished()
    #expect(isNear(world.tally.badDebt, 550))
    #expect(world.accounts.quantity == [0, -5, 0])
    #expect(areNear(world.accounts.margin, [0, 400, 100 + 600 - 550]))
  }

  @Test("one winner keeps what the deficit leaves: 150, of which 50 are gain")
  func oneWinner() throws {
    let world = try small([(10, 50), (-10, 100)], mark: 40).finished()
    #expect(isNear(world.accounts.margin[1], 150))
  }

  @Test("an account above maintenance is left alone")
  func sound() throws {
    let world = try small([(1, 50), (-1, 50)], mark: 99).finished()
    #expect(world.accounts.quantity == [1, -1])
    #expect(isNear(world.accounts.margin[0], 49))
    #expect(isNear(world.maintenanceRate(0) * 99, 0.495))
  }

  /// Rank scores of the BitMEX documentation: a long from 100 to 120 with bankruptcy at 90 has 0.8, a
  /// short from 100 to 80 with bankruptcy at 110 has 0.5333.
  @Test(
    "water-filling takes from winners in proportion to the published rank score",
    arguments: [(1.0, 120.0, 90.0, 0.8), (-1, 80, 110, 0.5333333333333333)])
  func rankScore(side: Double, mark: Double, bankruptcy: Double, score: Double) throws {
    // A second winner with four times the margin, and a loser who cannot pay.
    let margin = abs(100 - bankruptcy)
    let world = try small(
      [(side, margin), (side, 4 * margin), (-side, 15)], mark: mark, rule: .waterFilling
    ).finished()
    let direction = side > 0 ? PositionSide.long : .short
    let first = deleveragingScore(
      entryPrice: 100, markPrice: mark, bankruptcyPrice: bankruptcy, side: direction)
    let second = deleveragingScore(
      entryPrice: 100, markPrice: mark, bankruptcyPrice: 100 - side * 4 * margin, side: direction)
    #expect(isNear(first, score, within: 1e-12))
    let closed = (0...1).map { abs(side - world.accounts.quantity[$0]) }
    #expect(isNear(closed[0] + closed[1], 1))
    #expect(isNear(closed[0] / closed[1], first / second))
  }

  /// A shortfall of 25 against gains of 60, 30 and 10: each winner receives three quarters.
  @Test("a haircut of variation-margin gains: h = shortfall over gains")
  func gainsHaircut() throws {
    var small = SmallWorld(tokens: [("contract", 1000)])
    small.switchOff(\.marketImpact, \.initialMargin)
    small.add("house", .clearingHouse, cash: 1000) {
      $0.venue = VenueSpecification()
      $0.venue?.ownFund = 0
    }
    for (number, quantity) in [1, -0.6, -0.3, -0.1].enumerated() {
      let member = small.add("m\(number)", cash: number == 0 ? 75 : 0)
      small.position(member, at: 0, quantity)
    }
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
    let world = try small.finished()
    #expect(areNear((2...4).map { world.holdings[$0, 0, 0] }, [45, 22.5, 7.5]))
    #expect(areNear(world.events(.gainsHaircut).map(\.amount), [15, 7.5, 2.5]))
    #expect(world.tally.unallocated == 0)
  }
}
