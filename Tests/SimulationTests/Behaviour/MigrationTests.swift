import Contagion
import Glibc
import LinearAlgebra
import Randomness
import Regimes
import Testing

@testable import Simulation

@Suite("Migration")
struct MigrationTests {
  /// Many funds in j0 of two jurisdictions that differ in margin, cost and depth.
  private func small(
    funds: Int = 60, switching: Double = 0, margin: Double = 0, compliance: Double = 0,
    liquidity: Double = 0
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2)
    small.specification.jurisdictions[1].rulebook.marginFloorRate = 0.05
    small.specification.jurisdictions[1].rulebook.initialMarginMultiplier = 2
    small.specification.jurisdictions[1].rulebook.costPerMarket = 30
    small.specification.assets[1].backgroundDepth = [100, 5000]
    small.switchOnOnly(\.behaviour)
    for number in 0..<funds {
      small.add("fund\(number)", cash: 10) {
        $0.operatesIn = [0, 1]
        $0.behaviour.migration = Migration(
          reviewHours: 1, switchingCost: switching, marginWeight: margin,
          complianceWeight: compliance, liquidityWeight: liquidity)
      }
    }
    return small
  }

  /// The Gumbel draw of a fund for a zone.
  private func draw(_ fund: Int, _ zone: Int) -> Double {
    var stream = Luck(seed: 1, replicate: 0).stream(
      .migration, tick: 0, entity: entityKey("fund\(fund)") ^ entityKey("zone-\(zone)"))
    return stream.gumbel()
  }

  @Test(
    "each fund goes where margin, compliance, liquidity, switching and luck add up to most",
    arguments: [
      (0.0, 0.0, 0.0, 0.0), (0, 20, 0, 0), (0, 0, 0.1, 0), (0, 0, 0, 0.7), (1, 8, 0.02, 0.5),
    ])
  func utilities(switching: Double, margin: Double, compliance: Double, liquidity: Double) throws {
    let world = try small(
      switching: switching, margin: margin, compliance: compliance, liquidity: liquidity
    ).finished()
    let home = -margin * 0.02 + liquidity * log(101)
    let abroad = -margin * 0.1 - compliance * 30 + liquidity * log(5001) - switching
    for fund in 0..<60 {
      let moves = abroad + draw(fund, 1) > home + draw(fund, 0)
      #expect(world.standing[fund].activeZone == (moves ? 1 : 0), "fund \(fund)")
      #expect(world.holdings[fund, moves ? 1 : 0, 0] == 10)
    }
  }

  /// Share of 2000 draws, a hundred funds under twenty seeds, within four standard errors of 0.01.
  @Test("the share that goes is that of McFadden's logit")
  func logit() throws {
    var gone = 0
    for seed in 1...20 {
      var world = try small(funds: 100, switching: 1).simulator(seed: UInt64(seed)).world
      world.step(at: 0)
      let moved = world.standing.count { $0.activeZone == 1 }
      #expect(isNear(world.tally.migratedActivity, 10 * Double(moved)))
      gone += moved
    }
    #expect(abs(Double(gone) / 2000 - exp(-1) / (1 + exp(-1))) < 0.04)
  }

  @Test("luck is fixed: nobody moves again without a reason, and none of it before the review")
  func reasons() throws {
    var small = small()
    small.specification.clock.ticks = 6
    for fund in small.specification.institutions.indices {
      small.specification.institutions[fund].behaviour.migration?.reviewHours = 3
    }
    let world = try small.finished()
    #expect(world.events(.migration).allSatisfy { $0.tick == 2 })
    #expect(!world.events(.migration).isEmpty)
  }

  @Test("who is away comes back only if that is worth the switch")
  func switchingCost() throws {
    #expect(try small(switching: 100).finished().events(.migration).isEmpty)
  }

  @Test(
    "a gate that admits nobody, or no institution, keeps everybody out",
    arguments: [
      (AccessGate.nobody, false), (.licensed, true), (.qualified, true), (.everyone, true),
    ])
  func gate(access: AccessGate, admits: Bool) throws {
    var small = small(liquidity: 5)
    small.specification.jurisdictions[1].rulebook.access = access
    #expect(try small.finished().events(.migration).isEmpty == !admits)
  }

  @Test("who leaves its positions behind leaves the cash behind that their margin asks for")
  func cashForPositions() throws {
    var small = small(funds: 2, liquidity: 5)
    small.rules { $0.marginFloorRate = 0.1 }
    let exchange = small.addExchange(cash: 10)
    small.specification.institutions[0].prefunding = [
      Prefunding(clearer: exchange, margin: 3, defaultFund: 0)
    ]
    small.position(0, at: exchange, 0.3)
    small.specification.switches.initialMargin = true
    let world = try small.finished()
    #expect((0...1).map { world.standing[$0].activeZone } == [1, 1])
    #expect(areNear((0...1).map { world.holdings[$0, 0, 0] }, [3, 0]))
    #expect(areNear((0...1).map { world.holdings[$0, 1, 0] }, [7, 10]))
  }

  @Test("without the behaviour everybody stays")
  func absent() throws {
    var small = small(liquidity: 5)
    small.switchOff(\.behaviour)
    #expect(try small.finished().events(.migration).isEmpty)
  }
}
