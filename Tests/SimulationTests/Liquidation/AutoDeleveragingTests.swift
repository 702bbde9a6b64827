import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Insurance fund and auto-deleveraging")
struct AutoDeleveragingTests {
  /// A long of half a unit with leverage 20, and two shorts of 0.6 with leverage 2 and 10; the price falls
  /// from 100 to 90, where the long is short of 2.5 and each winner has gained 6.
  private func small(
    rule: AutoDeleveragingRule, fund: Double = 0
  ) -> SmallWorld {
    var small = SmallWorld()
    small.switchOff(\.marketImpact)
    let exchange = small.addExchange {
      $0.ownFund = fund
      $0.deleveragingRule = rule
    }
    for (quantity, leverage) in [(0.5, 20.0), (-0.6, 2), (-0.6, 10)] {
      small.specification.marginAccounts.append(
        venue: exchange, asset: 1, quantity: quantity, entryPrice: 100,
        margin: abs(quantity) * 100 / leverage, jurisdiction: 0, client: .retail)
    }
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
    return small
  }

  /// Scores are gain rate × leverage: 0.1·54/36 = 0.15 and 0.1·54/12 = 0.45; queues take the second
  /// first; pro rata halves; water-filling weighs 1 to 3.
  @Test(
    "each rule closes its share of the winners at the bankruptcy price",
    arguments: [
      (AutoDeleveragingRule.queue, [0.0, 0.5]), (.partialQueue, [0, 0.5]),
      (.proRata, [0.25, 0.25]),
      (.waterFilling, [0.125, 0.375]),
    ])
  func rules(rule: AutoDeleveragingRule, closed: [Double]) throws {
    let world = try small(rule: rule).finished()
    #expect(areNear(world.accounts.quantity, [0, -0.6 + closed[0], -0.6 + closed[1]]))
    // Bankruptcy price 95: five below the entry and five above the mark.
    let margins = [0, 30 + 6 - 5 * closed[0], 6 + 6 - 5 * closed[1]]
    #expect(areNear(world.accounts.margin, margins))
    #expect(isNear(world.equities()[0], world.referenceEquity[0]))
    #expect(isNear(world.tally.deleveraged, 0.5 * 90))
    #expect(isNear(world.tally.badDebt, 2.5))
  }

  @Test("positions stay zero-sum")
  func zeroSum() throws {
    for rule in AutoDeleveragingRule.allCases {
      let world = try small(rule: rule).finished()
      #expect(abs(world.netPosition(0, 1)) < 1e-12)
    }
  }

  /// A long of one unit is short of five at 90; the only winner has 0.6 of it.
  @Test("a winner bears what it closes at the bankruptcy price; what nobody closes is the venue's")
  func tooFewWinners() throws {
    var small = small(rule: .proRata)
    small.specification.marginAccounts.quantity = [1, -0.6, 0]
    small.specification.marginAccounts.margin = [5, 30, 0]
    let world = try small.finished()
    #expect(world.accounts.quantity == [0, 0, 0])
    #expect(areNear(world.accounts.margin, [0, 36 - 3, 0]))
    #expect(isNear(world.equities()[0], world.referenceEquity[0] - 2))
    #expect(isNear(world.tally.deleveraged, 0.6 * 90))
  }

  @Test("a fund that covers part of the deficit leaves the rest to the winners")
  func partOfFund() throws {
    let world = try small(rule: .proRata, fund: 1).finished()
    #expect(world.funds.own[0] == 0)
    #expect(areNear(world.accounts.margin, [0, 36 - 0.75, 12 - 0.75]))
    #expect(isNear(world.tally.deleveragingHaircut, 1.5))
    #expect(isNear(world.equities()[0], world.referenceEquity[0] - 1))
  }

  @Test("a fund that covers the deficit pays it, and winners keep positions and gains")
  func fundPays() throws {
    let world = try small(rule: .proRata, fund: 10).finished()
    #expect(isNear(world.funds.own[0], 7.5))
    #expect(areNear(world.accounts.quantity, [0, -0.6, -0.6]))
    #expect(areNear(world.accounts.margin, [0, 36, 12]))
    #expect(world.tally.deleveraged == 0)
    #expect(isNear(world.equities()[0], world.referenceEquity[0] - 2.5))
  }

  @Test("without a waterfall the account keeps its position and its deficit")
  func switchedOff() throws {
    var small = small(rule: .proRata)
    small.switchOff(\.waterfall)
    let world = try small.finished()
    #expect(world.accounts.quantity == [0.5, -0.6, -0.6])
    #expect(isNear(world.accounts.margin[0], -2.5))
  }

  @Test("an institution on the winning side is closed too and pays its haircut in cash")
  func institution() throws {
    var small = SmallWorld()
    small.switchOff(\.marketImpact)
    let exchange = small.addExchange { $0.ownFund = 0 }
    let hedger = small.add("hedger", .hedger, cash: 100, tokens: [1: 2]) {
      $0.behaviour.hedge = Hedging(asset: 1, adjustmentHalfLifeHours: 0)
    }
    small.position(hedger, at: exchange, -2)
    small.specification.marginAccounts.append(
      venue: exchange, asset: 1, quantity: 2, entryPrice: 100, margin: 10, jurisdiction: 0,
      client: .retail)
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
    let world = try small.finished()
    #expect(world.positions[hedger, 0, 1] == 0)
    #expect(world.accounts.quantity == [0])
    // Gain of 20 on the hedge less the deficit of 10 that it had to cover, and 20 lost on the tokens.
    #expect(isNear(world.equities()[hedger], 300 - 10))
    #expect(world.orders.count == 1)
    #expect(isNear(world.orders.first?.units ?? 0, -2))
  }
}
