import Contagion
import Glibc
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Compliance cost")
struct ComplianceTests {
  /// Rules of a world with one token: fourteen numbers, one haircut, seven categories.
  private let fields = 22.0

  /// A firm at home in j0 that operates in some of three jurisdictions.
  ///
  /// j1 differs from j0 in two rules, j2 in three others. Markets cost 100, 200 and 300 a year, conflicts
  /// 10, 20 and 30.
  private func small(_ places: [Int], recognition: Double = 0) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 3)
    for j in 0..<3 {
      small.specification.jurisdictions[j].rulebook.costPerMarket = 100 * Double(j + 1)
      small.specification.jurisdictions[j].rulebook.costPerConflict = 10 * Double(j + 1)
    }
    small.specification.jurisdictions[1].rulebook.marginFloorRate = 0.5
    small.specification.jurisdictions[1].rulebook.insolvency = .territorial
    small.specification.jurisdictions[2].rulebook.segregatedShare = 0.5
    small.specification.jurisdictions[2].rulebook.reportingLagHours = 1
    small.specification.jurisdictions[2].rulebook.attestation = true
    small.recognise(recognition)
    small.add("firm", cash: 1e4) { $0.operatesIn = places }
    return small
  }

  @Test("one market: its licence")
  func one() throws {
    #expect(isNear(try small([0]).world().yearlyComplianceCost(of: 0), 100))
  }

  @Test(
    "two markets: two licences and the share of rules that differ at the mean cost of a conflict")
  func two() throws {
    let expected = 300 + 15 * 2 / fields
    #expect(isNear(try small([0, 1]).world().yearlyComplianceCost(of: 0), expected))
  }

  @Test("three markets: three licences and three pairs, as far as nobody recognises anybody")
  func three() throws {
    let pairs = 15 * 2 / fields + 20 * 3 / fields + 25 * 5 / fields
    for recognition in [0, 0.4, 0.9] {
      let expected = 100 + (1 - recognition) * (500 + pairs)
      let world = try small([0, 1, 2], recognition: recognition).world()
      #expect(isNear(world.yearlyComplianceCost(of: 0), expected))
    }
    var full = small([0, 1, 2])
    full.regime.recognition = .full
    #expect(isNear(try full.world().yearlyComplianceCost(of: 0), 100))
  }

  @Test("equal rules have no conflicts, recognised or not")
  func harmonised() throws {
    var small = small([0, 1, 2])
    small.regime.path.dispersion = 0
    #expect(isNear(try small.world().yearlyComplianceCost(of: 0), 600))
  }

  @Test("activity costs its share of open notional at home")
  func activity() throws {
    var small = small([0])
    small.specification.jurisdictions[0].rulebook.costPerActivity = 0.01
    let exchange = small.addExchange()
    small.position(0, at: exchange, -3)
    #expect(isNear(try small.world().yearlyComplianceCost(of: 0), 100 + 0.01 * 300))
  }

  @Test("changed rules cost every firm in each of its markets, once")
  func transition() throws {
    var small = small([0, 1])
    small.specification.clock.ticks = 3
    small.regime.path.leverDispersion = [.custody: 0]
    small.regime.transitionCostPerRule = 50
    let regime = try small.resolved()
    // Segregation moves to its mean in all three; territorial insolvency gives way to the mode in j1.
    #expect(regime.changedRules == [1, 2, 1])
    let world = try small.finished()
    let yearly = world.yearlyComplianceCost(of: 0)
    #expect(isNear(world.tally.complianceCost, 150 + 3 * yearly / (24 * 365.25)))
  }

  @Test("what is charged goes outside, evenly over time, and no further than cash")
  func charging() throws {
    var small = small([0])
    small.specification.clock = Clock(tickHours: 24, ticks: 365)
    let world = try small.finished()
    #expect(isNear(world.tally.complianceCost, 100 * 365 / 365.25))
    #expect(isNear(world.holdings[0, 0, 0], 1e4 - world.tally.complianceCost))
    small.specification.institutions[0].holdings[0].units = 30
    #expect(isNear(try small.finished().tally.complianceCost, 30))
    small.switchOff(\.compliance)
    #expect(try small.finished().tally.complianceCost == 0)
  }

  @Test("with compliance on and no shock, the system loses exactly what compliance cost")
  func ledger() throws {
    var small = small([0, 1, 2])
    small.specification.clock.ticks = 10
    small.add("other", home: 1, cash: 50) { $0.operatesIn = [1, 2] }
    let (record, world) = try small.run()
    #expect(isNear(small.metric("compliance_cost", record) ?? 0, world.tally.complianceCost))
    #expect(small.metric("compliance_cost", record) ?? 0 > 0)
    // Equal but for the rounding of equities of 10,050 that are subtracted.
    let loss = small.metric("system_loss", record) ?? 0
    #expect(abs(loss - world.tally.complianceCost) < 1e-15 * 10_050 * 20)
    #expect(isNear(-world.channels.system(.compliance), world.tally.complianceCost, within: 1e-15))
    for channel in Channel.allCases where channel != .compliance {
      #expect(world.channels.system(channel) == 0)
    }
  }

  /// Firms in one, two and four of four markets.
  ///
  /// Licences alone cost c·n; with pairs at d each and c = d/2, n·d/2 + n(n − 1)/2·d = n²·d/2.
  @Test(
    "the growth exponent is fitted: one for licences alone, two for conflicts between all pairs")
  func growth() throws {
    for (licence, conflict, exponent) in [(7.0, 0.0, 1.0), (1, 2 * fields, 2)] {
      var small = SmallWorld(jurisdictions: 4)
      for j in 0..<4 {
        small.specification.jurisdictions[j].rulebook.marginFloorRate = 0.01 * Double(j + 1)
        small.specification.jurisdictions[j].rulebook.costPerMarket = licence
        small.specification.jurisdictions[j].rulebook.costPerConflict = conflict
      }
      for markets in [1, 2, 4] {
        small.add("firm\(markets)", cash: 1e3) { $0.operatesIn = Array(0..<markets) }
      }
      let (record, _) = try small.run()
      #expect(isNear(small.metric("compliance_growth_exponent", record) ?? 0, exponent))
    }
  }
}
