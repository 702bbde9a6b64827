import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Price impact and fills")
struct ImpactTests {
  /// A fund with ten tokens at 100 in a market of depth 1000.
  private func small() -> SmallWorld {
    var small = SmallWorld()
    small.add("fund", cash: 1000, tokens: [1: 10])
    return small
  }

  private func order(_ units: Double, zone: Int = 0) -> Order {
    Order(trader: .institution(0), venue: nil, zone: zone, asset: 1, units: units)
  }

  /// The world after one price formation of these orders.
  private func formed(_ small: SmallWorld, _ orders: [Order]) throws -> World {
    var world = try small.world()
    world.market.depth = world.currentDepth()
    world.orders = orders
    priceFormation(&world)
    return world
  }

  @Test("exponential impact: selling 200 of depth 1000 multiplies the price by exp(−0.2)")
  func exponential() throws {
    let world = try formed(small(), [order(-2)])
    #expect(isNear(world.price(0, 1), 100 * exp(-0.2), within: 1e-12))
    #expect(isNear(world.market.dislocation[1], -0.2, within: 1e-12))
  }

  @Test("linear impact: selling 200 of depth 1000 takes a fifth of the reference price")
  func linear() throws {
    var small = small()
    small.specification.assets[1].impact = .linear(floor: 0.01)
    #expect(isNear(try formed(small, [order(-2)]).price(0, 1), 80, within: 1e-12))
  }

  /// Amberdata (July and August 2025, Binance BTC/FDUSD): 3.50 million within 10 basis points of mid, 16.53 within
  /// 100; `depth = a·d^b` through both gives `b` = 0.6742 and 47.4517 basis points for 10 million.
  @Test(
    "a power-law book: orders of the published sizes move the price by the published distances",
    arguments: [(3.5, 10.0), (16.53, 100), (10, 47.45166045792219), (10.358979718396425, 50)])
  func powerLaw(millions: Double, basisPoints: Double) throws {
    let book = OrderBookDepth(through: (10e-4, 3.5), (100e-4, 16.53))
    var small = small()
    small.specification.assets[1].impact = .powerLaw(exponent: book.exponent, floor: 0.01)
    small.specification.assets[1].backgroundDepth = [book.scale]
    let world = try formed(small, [order(-millions / 100)])
    #expect(abs(1e4 * (1 - world.price(0, 1) / 100) - basisPoints) < 1e-6)
  }

  @Test("orders of one pass move the price by their net flow and trade at the price after it")
  func netFlow() throws {
    let world = try formed(small(), [order(-3), order(1)])
    let price = 100 * exp(-0.2)
    #expect(isNear(world.price(0, 1), price, within: 1e-12))
    #expect(isNear(world.holdings[0, 0, 0], 1000 + 2 * price, within: 1e-12))
    #expect(world.holdings[0, 0, 1] == 8)
    #expect(isNear(world.channels[0, .fireSale], 10 * (price - 100)))
  }

  @Test("a flow never carries the price through the floor")
  func floor() throws {
    var small = small()
    small.specification.assets[1].impact = .exponential(floor: 0.9)
    #expect(isNear(try formed(small, [order(-5)]).price(0, 1), 90, within: 1e-12))
  }

  @Test("without market impact trades settle at the price as it stands")
  func switchedOff() throws {
    var small = small()
    small.switchOff(\.marketImpact)
    let world = try formed(small, [order(-2)])
    #expect(world.price(0, 1) == 100)
    #expect(world.holdings[0, 0, 0] == 1200)
    #expect(world.channels[0, .fireSale] == 0)
  }

  @Test("a flow split over two zones moves each by its own flow over its own depth")
  func twoZones() throws {
    var small = SmallWorld(jurisdictions: 2)
    small.specification.assets[1].backgroundDepth = [1000, 4000]
    small.add("fund", tokens: [1: 10]) {
      $0.holdings.append(Holding(jurisdiction: 1, asset: 1, units: 10))
    }
    let world = try formed(small, [order(-1), order(-3, zone: 1)])
    #expect(isNear(world.price(0, 1), 100 * exp(-0.1), within: 1e-12))
    #expect(isNear(world.price(1, 1), 100 * exp(-300.0 / 4000), within: 1e-12))
  }

  @Test("nobody sells tokens that it lacks, or buys with cash that it lacks")
  func bounded() throws {
    var small = small()
    small.switchOff(\.marketImpact)
    let sold = try formed(small, [order(-25)])
    #expect(sold.holdings[0, 0, 1] == 0)
    #expect(sold.holdings[0, 0, 0] == 2000)
    let bought = try formed(small, [order(25)])
    #expect(bought.holdings[0, 0, 1] == 20)
    #expect(bought.holdings[0, 0, 0] == 0)
  }

  /// A market maker that quotes as much depth as the background.
  private func withMaker(cash: Double, tokens: Double) -> SmallWorld {
    var small = small()
    small.switchOff(\.marketImpact)
    small.add("maker", .marketMaker, cash: cash, tokens: [1: tokens]) {
      $0.behaviour.marketMaking = MarketMaking(
        depth: [Holding(jurisdiction: 0, asset: 1, units: 1000)], volatilityExponent: 0,
        inventoryLimit: .infinity, drawdownLimit: 1, refillHalfLifeHours: 0, arbitrageShare: 0)
    }
    return small
  }

  @Test("market maker and outside fill pro rata to depth")
  func fills() throws {
    let world = try formed(withMaker(cash: 1000, tokens: 5), [order(-4)])
    #expect(world.holdings[1, 0, 1] == 7)
    #expect(world.holdings[1, 0, 0] == 800)
    #expect(world.holdings[2, 0, 1] == 2)
    #expect(world.holdings[2, 0, 0] == -200)
  }

  @Test("a market maker fills no more than its cash or its tokens; outside fills the rest")
  func fillsAreBounded() throws {
    let poor = try formed(withMaker(cash: 50, tokens: 5), [order(-4)])
    #expect(poor.holdings[1, 0, 1] == 5.5)
    #expect(poor.holdings[1, 0, 0] == 0)
    #expect(poor.holdings[2, 0, 1] == 3.5)
    let bare = try formed(withMaker(cash: 50, tokens: 0.5), [order(4)])
    #expect(bare.holdings[1, 0, 1] == 0)
    #expect(bare.holdings[2, 0, 1] == -3.5)
    #expect(bare.holdings[0, 0, 1] == 14)
  }

  @Test("a market maker's own sale is not filled by itself")
  func noSelfFill() throws {
    let maker = Order(trader: .institution(1), venue: nil, zone: 0, asset: 1, units: -4)
    let world = try formed(withMaker(cash: 1000, tokens: 5), [maker])
    #expect(world.holdings[1, 0, 1] == 1)
    #expect(world.holdings[1, 0, 0] == 1400)
  }

  @Test("a position trades at the mark: nobody gains, and the contract still nets to zero")
  func positionFill() throws {
    var small = withMaker(cash: 1000, tokens: 0)
    small.switchOff(\.initialMargin)
    let exchange = small.addExchange()
    small.position(0, at: exchange, 4)
    small.position(1, at: exchange, -1)
    var world = try small.world()
    world.market.depth = world.currentDepth()
    let before = world.equities()
    world.orders = [
      Order(trader: .institution(0), venue: 0, zone: 0, asset: 1, units: -4)
    ]
    priceFormation(&world)
    margining(&world)
    #expect(world.positions[0, 0, 1] == 0)
    #expect(world.positions[1, 0, 1] == 1)
    #expect(world.positions[world.layout.outside, 0, 1] == -1)
    #expect(world.equities() == before)
  }

  @Test("what flow did to a log price halves over its half-life, whatever the tick")
  func halfLife() throws {
    var small = small()
    small.specification.assets[1].impactHalfLifeHours = 2
    func logPrice(tickHours: Double) throws -> [Double] {
      small.specification.clock = Clock(tickHours: tickHours, ticks: 20)
      var world = try formed(small, [order(-2)])
      let perHour = Int(1 / tickHours)
      return (1...4).map { hour in
        for tick in ((hour - 1) * perHour)..<(hour * perHour) { world.step(at: tick) }
        return log(world.price(0, 1) / 100)
      }
    }
    let expected = (1...4).map { -0.2 * exp2(-Double($0) / 2) }
    #expect(areNear(try logPrice(tickHours: 1), expected, within: 1e-12))
    #expect(areNear(try logPrice(tickHours: 0.25), expected, within: 1e-12))
    small.specification.assets[1].impactHalfLifeHours = .infinity
    #expect(areNear(try logPrice(tickHours: 1), [-0.2, -0.2, -0.2, -0.2], within: 1e-12))
  }
}
