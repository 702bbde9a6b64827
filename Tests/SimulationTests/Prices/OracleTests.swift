import Contagion
import Glibc
import Regimes
import Testing

@testable import Simulation

@Suite("Oracles")
struct OracleTests {
  /// Oracle prices at the ends of ticks; the price falls from 100 to 90 at hour two.
  private func oracle(
    latency: Double, tickHours: Double = 1, hours: Int = 7
  ) throws -> [Double] {
    var small = SmallWorld()
    small.specification.clock = Clock(tickHours: tickHours, ticks: Int(Double(hours) / tickHours))
    small.addExchange { $0.oracleLatencyHours = latency }
    small.event(.priceMove(asset: 1, fraction: -0.1, durationHours: 0), atHours: 2)
    var world = try small.world()
    return (0..<small.specification.clock.ticks).map { tick in
      world.step(at: tick)
      return world.market.oracle[1]
    }
  }

  @Test("without latency the oracle says the price of this pass")
  func instant() throws {
    #expect(areNear(try oracle(latency: 0, hours: 4), [100, 100, 90, 90], within: 1e-12))
  }

  @Test("latency of whole ticks says the price at the end of that tick; between, it interpolates")
  func latency() throws {
    #expect(areNear(try oracle(latency: 1), [100, 100, 100, 90, 90, 90, 90], within: 1e-12))
    #expect(areNear(try oracle(latency: 2), [100, 100, 100, 100, 90, 90, 90], within: 1e-12))
    #expect(areNear(try oracle(latency: 1.5), [100, 100, 100, 95, 90, 90, 90], within: 1e-12))
    #expect(areNear(try oracle(latency: 0.25), [100, 100, 92.5, 90, 90, 90, 90], within: 1e-12))
  }

  @Test("halving the tick means the same at full hours, and over an hour on average between them")
  func tickDoesNotMatter() throws {
    let fine = try oracle(latency: 2, tickHours: 0.5)
    #expect(areNear((0..<7).map { fine[2 * $0 + 1] }, try oracle(latency: 2), within: 1e-12))
    let between = try oracle(latency: 1.5, tickHours: 0.5)
    let means = (0..<7).map { (hour: Int) -> Double in
      (between[2 * hour] + between[2 * hour + 1]) / 2
    }
    #expect(areNear(means, try oracle(latency: 1.5), within: 1e-12))
  }

  @Test("an oracle reads its own zone, or all zones weighted by depth")
  func source() throws {
    var small = SmallWorld(jurisdictions: 2)
    small.specification.assets[1].backgroundDepth = [1000, 3000]
    small.add("fund", tokens: [1: 10])
    small.addExchange("own") { $0.oracleSource = .ownZone }
    small.addExchange("all") { $0.oracleSource = .allZones }
    var world = try small.world()
    world.orders = [Order(trader: .institution(0), venue: nil, zone: 0, asset: 1, units: -3)]
    priceFormation(&world)
    let low = 100 * exp(-0.3)
    #expect(isNear(world.market.oracle[1], low, within: 1e-12))
    #expect(isNear(world.market.oracle[3], (1000 * low + 3000 * 100) / 4000, within: 1e-12))
  }
}
