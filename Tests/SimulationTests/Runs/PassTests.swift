import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("When a tick is over")
struct PassTests {
  /// A fund with 2000 of assets: a billionth of that is two millionths.
  private func world() throws -> World {
    var small = SmallWorld()
    small.add("fund", cash: 1000, tokens: [1: 10])
    small.add("other", cash: 0)
    return try small.world()
  }

  @Test("a tick goes on while orders and dues together are more than a billionth of all assets")
  func materiality() throws {
    for (units, isNews) in [(1e-8, false), (1.9e-8, false), (2.1e-8, true), (1, true)] {
      var world = try world()
      world.orders = [
        Order(trader: .institution(0), venue: nil, zone: 0, asset: 1, units: -units)
      ]
      #expect(world.hasNews == isNews, "\(units)")
      world.orders = []
      world.dues = [
        Due(debtor: 0, creditor: 1, zone: 0, amount: 100 * units, kind: .withdrawal)
      ]
      #expect(world.hasNews == isNews, "\(units)")
    }
  }

  @Test("what is too small for a further pass waits for the next tick and is not lost")
  func waits() throws {
    var world = try world()
    world.dues = [Due(debtor: 0, creditor: 1, zone: 0, amount: 1e-6, kind: .withdrawal)]
    #expect(!world.hasNews)
    world.step(at: 0)
    #expect(world.dues.isEmpty)
    #expect(isNear(world.holdings[1, 0, 0], 1e-6, within: 1e-15))
  }
}
