import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("The burn-in before an equilibrium comparison")
struct BurnInTests {
  /// Two exchanges, a clearing house, and a fund with positions at both, where margin is a tenth.
  private func positions(_ first: Double, _ second: Double) -> SmallWorld {
    var small = SmallWorld()
    small.rules { $0.marginFloorRate = 0.1 }
    small.addExchange("x0")
    small.addExchange("x1")
    small.add("house", .clearingHouse, cash: 1e6) { $0.venue = VenueSpecification() }
    small.add("fund", cash: 1e6)
    small.position(3, at: 0, first)
    small.position(3, at: 1, second)
    small.regime.topology = .perJurisdiction
    return small
  }

  /// Own rules: 0.1 · 100 · (|a| + |b|); netted: 0.1 · 100 · |a + b|.
  @Test(
    "freed collateral is used: positions grow by margin before over margin after, at most twofold",
    arguments: [(8.0, -2.0, 10.0 / 6), (8, -4, 2), (8, 2, 1)])
  func relever(first: Double, second: Double, factor: Double) throws {
    let small = positions(first, second)
    let world = try small.simulator(mode: .equilibrium).world
    #expect(isNear(world.positions[3, 0, 1], first * factor))
    #expect(isNear(world.positions[3, 1, 1], second * factor))
    #expect(abs(world.netPosition(0, 1)) < 1e-12)
    let impact = try small.simulator(mode: .impact).world
    #expect(impact.positions[3, 0, 1] == first)
  }

  /// Caps of 2 % and 6 % become 4 %; clients trade at 50, 10 and 50 × in the lax place, 16.7 × in the strict.
  @Test("clients at an old cap move to the new one, others stay as they are")
  func accounts() throws {
    var small = SmallWorld(jurisdictions: 2)
    small.specification.jurisdictions[0].rulebook.leverageCapMarginRate = 0.02
    small.specification.jurisdictions[1].rulebook.leverageCapMarginRate = 0.06
    small.regime.path.dispersion = 0
    for home in 0...1 { small.addExchange("x\(home)", home: home) }
    for (venue, quantity, margin) in [(0, 1.0, 2.0), (0, -1, 10), (0, -1, 2), (1, 1, 6)] {
      small.specification.marginAccounts.append(
        venue: venue, asset: 1, quantity: quantity, entryPrice: 100, margin: margin,
        jurisdiction: venue, client: .retail)
    }
    let impact = try small.simulator(mode: .impact).world
    #expect(impact.accounts.quantity == [1, -1, -1, 1])
    #expect(areNear(impact.accounts.margin, [4, 10, 4, 6]))
    let world = try small.simulator(mode: .equilibrium).world
    #expect(areNear(world.accounts.quantity, [0.5, -1, -0.5, 1.5]))
    #expect(areNear(world.accounts.margin, [2, 10, 2, 6]))
  }

  @Test("scheduled events fall on the run and not on the burn-in, and losses count from its end")
  func events() throws {
    var small = SmallWorld(ticks: 2)
    small.specification.clock.burnInTicks = 5
    let fund = small.add("fund", cash: 100)
    small.event(.externalLoss(institution: fund, amount: 30))
    let (record, world) = try small.run(mode: .equilibrium)
    #expect(world.events(.shock).map(\.tick) == [0])
    #expect(small.metric("system_loss", record) == 30)
    #expect(record.conservationViolations.isEmpty)
  }

  @Test("institutions migrate in the burn-in and nobody does so in an impact comparison's start")
  func migration() throws {
    var small = SmallWorld(jurisdictions: 2, ticks: 1)
    small.specification.assets[1].backgroundDepth = [10, 1e5]
    small.specification.clock.burnInTicks = 3
    small.add("fund", cash: 10) {
      $0.behaviour.migration = Migration(
        reviewHours: 1, switchingCost: 0, marginWeight: 0, complianceWeight: 0, liquidityWeight: 100
      )
    }
    #expect(try small.simulator(mode: .equilibrium).world.standing[0].activeZone == 1)
    #expect(try small.simulator(mode: .impact).world.standing[0].activeZone == 0)
  }
}
