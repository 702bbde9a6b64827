import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Initial margin")
struct InitialMarginTests {
  /// A fund with three btc at 100 and minus forty eth at 10 at one exchange.
  private func small() -> SmallWorld {
    var small = SmallWorld(tokens: [("btc", 100), ("eth", 10)])
    small.specification.margin.correlation = Matrix(rows: [[1, 0, 0], [0, 1, 0.5], [0, 0.5, 1]])
    let exchange = small.addExchange()
    let fund = small.add("fund", cash: 1e5)
    small.position(fund, at: exchange, asset: 1, 3)
    small.position(fund, at: exchange, asset: 2, -40)
    return small
  }

  /// Yearly volatility that gives this one over the horizon of 24 hours.
  private func yearly(_ horizon: Double) -> Double { horizon * 365.25.squareRoot() }

  @Test("calm markets: multiplier × floor rate × gross notional")
  func floor() throws {
    var small = small()
    small.rules {
      $0.marginFloorRate = 0.05
      $0.initialMarginMultiplier = 1.4
    }
    #expect(isNear(try small.world().requirement(of: 1, at: 0), 1.4 * 0.05 * 700))
  }

  /// x = (300, −400), σ = (5 %, 10 %): variance 15² + 40² − 2·0.5·15·40 = 1225, deviation 35.
  @Test("volatile markets: quantile × deviation of the portfolio, correlation included")
  func quantile() throws {
    var small = small()
    small.specification.assets[1].annualVolatility = yearly(0.05)
    small.specification.assets[2].annualVolatility = yearly(0.1)
    small.specification.margin.quantile = 3
    #expect(isNear(try small.world().requirement(of: 1, at: 0), 3 * 35))
    small.specification.margin.horizonHours = 96
    #expect(isNear(try small.world().requirement(of: 1, at: 0), 3 * 70))
  }

  @Test("concentration adds G·x² of each asset on top of either")
  func concentration() throws {
    var small = small()
    small.rules { $0.marginFloorRate = 0.05 }
    small.specification.margin.concentration = [0, 1e-4, 2e-4]
    let expected = 0.05 * 700 + 1e-4 * 300 * 300 + 2e-4 * 400 * 400
    #expect(isNear(try small.world().requirement(of: 1, at: 0), expected))
  }

  @Test("the requirement with the scenario's buffer is posted at the start, out of cash")
  func posting() throws {
    var small = small()
    small.rules { $0.marginFloorRate = 0.05 }
    small.specification.margin.initialBuffer = 1.5
    let world = try small.world()
    #expect(isNear(world.posted[1, 0, 0], 52.5))
    #expect(isNear(world.holdings[1, 0, 0], 1e5 - 52.5))
    small.switchOff(\.initialMargin)
    let off = try small.world()
    #expect(off.posted[1, 0, 0] == 0)
    #expect(off.marginRequired.allSatisfy { $0 == 0 })
  }

  @Test("an authority's add-on multiplies the margin of its institution and of nobody else")
  func addOn() throws {
    var small = small()
    let other = small.add("other", cash: 1e5)
    small.position(other, at: 0, 3)
    var world = try small.world()
    let before = [1, other].map { world.requirement(of: $0, at: 0) }
    world.standing[1].marginAddOn = 1.25
    #expect(isNear(world.requirement(of: 1, at: 0), 1.25 * before[0]))
    #expect(world.requirement(of: other, at: 0) == before[1])
  }

  @Test("a house asks no margin of itself, and nobody margin for clients' accounts")
  func whoPosts() throws {
    var small = small()
    small.specification.marginAccounts.append(
      venue: 0, asset: 1, quantity: 5, entryPrice: 100, margin: 200, jurisdiction: 0,
      client: .retail)
    let world = try small.world()
    #expect(world.requirement(of: 0, at: 0) == 0)
    #expect(isNear(world.requirement(of: 1, at: 0), 0.02 * 700))
  }
}
