import Contagion
import Regimes
import Testing

@testable import Simulation

/// Every rule acts: changing it changes what it names.
@Suite("Rules that act")
struct RulebookTests {
  /// An exchange with one retail and one professional account, long against a hedger, and a clearing house.
  func world() -> SmallWorld {
    var world = SmallWorld()
    let exchange = world.add("exchange", .exchange, cash: 100) { $0.venue = VenueSpecification() }
    world.add("house", .clearingHouse, cash: 100) { $0.venue = VenueSpecification() }
    let hedger = world.add("hedger", .hedger, cash: 1000)
    for client in [ClientClass.retail, .professional] {
      world.specification.marginAccounts.append(
        venue: exchange, asset: 1, quantity: 1, entryPrice: 100, margin: 20, jurisdiction: 0,
        client: client)
    }
    world.position(hedger, at: exchange, -2)
    return world
  }

  @Test(
    "a gate shuts out whom it does not admit before the equilibrium, and nobody in the impact",
    arguments: [(AccessGate.everyone, 2.0), (.qualified, 1), (.licensed, 0), (.nobody, 0)])
  func accessGates(gate: AccessGate, open: Double) throws {
    var world = world()
    world.specification.jurisdictions[0].rulebook.access = gate
    let adapted = try world.simulator(mode: .equilibrium).world
    #expect(adapted.accounts.quantity.reduce(0, +) == open)
    #expect(adapted.accounts.marginOfVenue[0] == 20 * open)
    #expect(try world.simulator(mode: .impact).world.accounts.quantity == [1, 1])
  }

  @Test("a clearing mandate sends a venue to its house where venues clear themselves")
  func clearingMandate() throws {
    var world = world()
    #expect(try world.simulator().world.layout.clearerOfVenue == [0, 1])
    world.specification.jurisdictions[0].rulebook.clearingMandate = true
    #expect(try world.simulator().world.layout.clearerOfVenue == [1, 1])
  }

  @Test("a capital ratio bounds leverage at its inverse")
  func capitalRatio() throws {
    var world = SmallWorld(ticks: 2)
    world.specification.switches.marketImpact = false
    let fund = world.add("fund", tokens: [1: 10]) { fund in
      fund.externalLiabilities = 800
      fund.behaviour.leverageTarget = LeverageTargeting(
        target: 10, maximum: 10, adjustmentHalfLifeHours: 0, isSymmetric: false)
    }
    let (_, free) = try world.run()
    #expect(free.holdings[fund, 0, 1] == 10)
    world.specification.jurisdictions[0].rulebook.capitalRatio = 0.25
    let (_, bound) = try world.run()
    // Equity 200 supports exposure of 800: two of ten tokens at 100 go.
    #expect(abs(bound.holdings[fund, 0, 1] - 8) < 1e-12)
    #expect(abs(bound.externalLiabilities[fund] - 600) < 1e-9)
  }

  @Test("an institution under the capital ratio is in breach, whatever the enforcement threshold")
  func capitalBreach() throws {
    var world = SmallWorld()
    world.add("fund", cash: 100) { $0.externalLiabilities = 90 }
    #expect(world.metric("breaches", try world.run().0) == 0)
    world.specification.jurisdictions[0].rulebook.capitalRatio = 0.2
    #expect(world.metric("breaches", try world.run().0) == 1)
  }

  @Test("clients abroad are those who trade outside their home's zone")
  func clientsAbroad() throws {
    var world = SmallWorld(jurisdictions: 2)
    let exchange = world.add("exchange", .exchange, cash: 100) { $0.venue = VenueSpecification() }
    let hedger = world.add("hedger", .hedger, cash: 1000)
    for (home, quantity) in [(0, 1.0), (1, 3.0)] {
      world.specification.marginAccounts.append(
        venue: exchange, asset: 1, quantity: quantity, entryPrice: 100, margin: 100,
        jurisdiction: home, client: .retail)
    }
    world.position(hedger, at: exchange, -4)
    #expect(world.metric("clients_abroad", try world.run().0) == 0.75)
    world.regime.recognition = .full
    #expect(world.metric("clients_abroad", try world.run().0) == 0)
  }
}
