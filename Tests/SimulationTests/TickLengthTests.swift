import Regimes
import Testing

@testable import Simulation

@Suite("Tick length")
struct TickLengthTests {
  /// A fall by 12 % in an hour into accounts of all leverages, with a market maker that withdraws.
  func world(tickHours: Double) -> SmallWorld {
    var world = SmallWorld(ticks: 0)
    world.specification.clock = Clock(tickHours: tickHours, ticks: Int(3 / tickHours))
    world.specification.assets[1].annualVolatility = 0.5
    world.specification.assets[1].impactHalfLifeHours = 1
    world.specification.switches.returns = false
    let exchange = world.add("exchange", .exchange, cash: 1000) { $0.venue = VenueSpecification() }
    world.add("maker", .marketMaker, cash: 5000) { maker in
      maker.behaviour.marketMaking = MarketMaking(
        depth: [Holding(jurisdiction: 0, asset: 1, units: 3000)], volatilityExponent: 0.5,
        inventoryLimit: 5, drawdownLimit: 0.9, refillHalfLifeHours: 0.5, arbitrageShare: 0)
    }
    let hedger = world.add("hedger", .hedger, cash: 2000, tokens: [1: 10])
    let count = 400
    for index in 0..<count {
      let leverage = 3 + 47 * Double(index) / Double(count)
      let quantity = 10.0 / Double(count)
      world.specification.marginAccounts.append(
        venue: exchange, asset: 1, quantity: quantity, entryPrice: 100,
        margin: quantity * 100 / leverage, jurisdiction: 0, client: .retail)
    }
    world.position(hedger, at: exchange, -10)
    world.event(.priceMove(asset: 1, fraction: -0.12, durationHours: 1), atHours: 0.5)
    return world
  }

  func outcome(tickHours: Double) throws -> [Double] {
    let world = world(tickHours: tickHours)
    let (record, _) = try world.run()
    return ["liquidated", "client_loss", "fall_btc", "depth_trough_btc"].map {
      world.metric($0, record) ?? .nan
    }
  }

  @Test("halving the tick keeps the meaning: results converge")
  func converges() throws {
    let minutes = [8.0, 4, 2, 1, 0.5]
    let outcomes = try minutes.map { try outcome(tickHours: $0 / 60) }
    let finest = outcomes[outcomes.count - 1]
    for metric in finest.indices {
      #expect(finest[metric] > 0)
      let errors = outcomes.dropLast().map { abs($0[metric] / finest[metric] - 1) }
      // Account sizes are 1/400 of the book, so that single liquidations leave steps of that size.
      #expect(errors[errors.count - 1] < 0.03, "\(metric): \(errors)")
      #expect(errors[errors.count - 1] <= errors[0] + 0.005, "\(metric): \(errors)")
    }
  }

  @Test("with market impact off the same shock falls less deep and closes less")
  func impactDeepens() throws {
    let with = world(tickHours: 1.0 / 60)
    var without = with
    without.specification.switches.marketImpact = false
    let (deep, _) = try with.run()
    let (shallow, _) = try without.run()
    #expect(
      (with.metric("fall_btc", deep) ?? 0) > (without.metric("fall_btc", shallow) ?? 1) + 0.01)
    #expect((with.metric("liquidated", deep) ?? 0) > (without.metric("liquidated", shallow) ?? 1))
    #expect(abs((without.metric("fall_btc", shallow) ?? 0) - 0.12) < 1e-12)
  }
}
