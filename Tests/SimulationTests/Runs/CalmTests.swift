import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

/// Random worlds made calm: everybody solvent and rich in cash, no shock, no noise, no cost, no new rules.
struct CalmWorld {
  var specification: WorldSpecification
  private(set) var regime: Regime

  init(_ number: Int) {
    let random = RandomWorld(number)
    specification = random.specification
    regime = random.regime
    regime.introduction = .atOnce
    regime.transitionCostPerRule = 0
    specification.events = []
    specification.hazards = []
    specification.oracleHazard = nil
    for asset in specification.assets.indices {
      specification.assets[asset].annualVolatility = 0
    }
    for j in specification.jurisdictions.indices {
      specification.jurisdictions[j].rulebook.reportingNoise = 0
      specification.jurisdictions[j].rulebook.costPerMarket = 0
      specification.jurisdictions[j].rulebook.costPerConflict = 0
      specification.jurisdictions[j].rulebook.costPerActivity = 0
      specification.jurisdictions[j].rulebook.enforcementThreshold = 0
      specification.jurisdictions[j].rulebook.capitalRatio = 0
    }
    for i in specification.institutions.indices {
      specification.institutions[i].holdings.append(
        Holding(jurisdiction: specification.institutions[i].home, asset: 0, units: 1e5))
      specification.institutions[i].behaviour.leverageTarget?.isSymmetric = false
      specification.institutions[i].behaviour.migration = nil
      specification.institutions[i].behaviour.footprint = nil
      specification.institutions[i].venue?.lending.interestPerYear = 0
      specification.institutions[i].behaviour.misreporting = nil
    }
    specification.contracts = []
    for index in specification.pools.indices {
      let price = specification.assets[specification.pools[index].asset].price
      specification.pools[index].cash = specification.pools[index].units * price
    }
    specification.supervision.falsePositivePerHour = 0
    specification.supervision.judgementError = 0
  }

  func resolved() throws -> ResolvedRegime {
    try ResolvedRegime(
      regime, jurisdictions: specification.jurisdictions, assets: specification.assetIDs)
  }
}

@Suite("A world at rest")
struct CalmTests {
  @Test(
    "with every phase on and no shock, noise or cost, nothing happens and every loss is exactly zero",
    arguments: 0..<30)
  func nothingHappens(number: Int) throws {
    let calm = CalmWorld(number)
    var simulator = try Simulator(
      calm.specification, regime: try calm.resolved(), mode: .impact, seed: 3, replicate: number,
      checks: true)
    let before = simulator.world.equities()
    let record = simulator.run()
    let world = simulator.world
    #expect(record.events.isEmpty)
    #expect(world.equities() == before)
    for channel in Channel.allCases { #expect(world.channels.system(channel) == 0, "\(channel)") }
    #expect(world.market.price == simulator.world.market.history.first)
    #expect(record.conservationViolations.isEmpty)
  }

  @Test("one thing wrong and something happens: the calm is not for want of looking")
  func somethingHappens() throws {
    var calm = CalmWorld(1)
    calm.specification.events = [
      ScheduledEvent(
        atHours: 1, kind: .priceMove(asset: 1, fraction: -0.3, durationHours: 0))
    ]
    var simulator = try Simulator(
      calm.specification, regime: try calm.resolved(), mode: .impact, seed: 3, replicate: 1)
    #expect(!simulator.run().events.isEmpty)
  }
}
