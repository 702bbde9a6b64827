import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Variation margin")
struct VariationMarginTests {
  /// A long of ten and a short of six at an exchange, and a client short three, at 100.
  private func small() -> SmallWorld {
    var small = SmallWorld()
    small.switchOff(\.initialMargin, \.liquidation)
    let exchange = small.addExchange(cash: 1000)
    small.position(small.add("long", cash: 500), at: exchange, 10)
    small.position(small.add("short", cash: 500), at: exchange, -6)
    small.specification.marginAccounts.append(
      venue: exchange, asset: 1, quantity: -3, entryPrice: 100, margin: 200, jurisdiction: 0,
      client: .retail)
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0))
    return small
  }

  @Test("a fall of ten moves ten times the position in cash, from longs to shorts")
  func bothSides() throws {
    let world = try small().finished()
    #expect(isNear(world.holdings[1, 0, 0], 400))
    #expect(isNear(world.holdings[2, 0, 0], 560))
    #expect(isNear(world.accounts.margin[0], 230))
    // Outside is short the unit that balances the contract: its gain of ten leaves the system.
    #expect(isNear(world.holdings[world.layout.outside, 0, 0], 10))
    #expect(isNear(world.holdings[0, 0, 0], 1000 + 200 + 100 - 60 - 10))
  }

  @Test("gains and losses are zero-sum, and the exchange's equity does not move")
  func zeroSum() throws {
    let world = try small().finished()
    let changes = zip(world.equities(), world.referenceEquity).map { $0 - $1 }
    #expect(areNear(changes, [0, -100, 60]))
    let clients = world.channels.clients[Channel.marketRevaluation.rawValue]
    #expect(isNear(changes.reduce(0, +) + clients, -10))
  }

  @Test("one mark for both sides: the price of the venue's zone, wherever members live")
  func oneMark() throws {
    var small = SmallWorld(jurisdictions: 2)
    small.switchOff(\.initialMargin, \.liquidation)
    let exchange = small.addExchange(home: 1)
    let long = small.add("long", cash: 500) { $0.operatesIn = [0, 1] }
    let short = small.add("short", home: 1, cash: 500, tokens: [1: 5])
    small.position(long, at: exchange, 4)
    small.position(short, at: exchange, -4)
    var world = try small.world()
    world.orders = [Order(trader: .institution(short), venue: nil, zone: 1, asset: 1, units: -2)]
    world.step(at: 0)
    let price = 100 * exp(-0.2)
    #expect(isNear(world.market.mark[1], price))
    #expect(world.price(0, 1) == 100)
    #expect(isNear(world.channels[long, .fireSale], 4 * (price - 100)))
    #expect(isNear(world.channels[short, .fireSale], -4 * (price - 100) + 5 * (price - 100)))
  }

  @Test("what a fundamental move and what a sale did to a position go to their own channels")
  func channels() throws {
    var small = small()
    small.add("seller", tokens: [1: 10])
    var world = try small.world()
    world.orders = [Order(trader: .institution(3), venue: nil, zone: 0, asset: 1, units: -1)]
    world.step(at: 0)
    #expect(isNear(world.channels[1, .marketRevaluation], 10 * -10))
    #expect(isNear(world.channels[1, .fireSale], 10 * 90 * (exp(-0.09) - 1)))
  }

  @Test("a member pays the house that clears; an exchange passes its clients' gains on")
  func clearedElsewhere() throws {
    var small = small()
    small.regime.topology = .global
    let house = small.add("house", .clearingHouse, cash: 1000) {
      $0.venue = VenueSpecification()
      $0.venue?.ownFund = 0
    }
    let world = try small.finished()
    #expect(isNear(world.holdings[1, 0, 0], 400))
    #expect(isNear(world.holdings[house, 0, 0], 1000 + 100 - 60 - 30 - 10))
    #expect(isNear(world.holdings[0, 0, 0], 1000 + 200 + 30))
    #expect(areNear(world.equities(), [1000, 400, 560, 1000]))
  }

  @Test("without variation margin no cash moves and the mark stays")
  func switchedOff() throws {
    var small = small()
    small.switchOff(\.variationMargin)
    let world = try small.finished()
    #expect(world.holdings[1, 0, 0] == 500)
    #expect(world.market.mark[1] == 100)
    #expect(world.equities() == world.referenceEquity)
  }
}
