import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Consolidation")
struct MergerTests {
  /// Two funds with 100 and 60 in cash, each of which pays 10 a year for its market.
  private func small(
    _ rule: Consolidation? = Consolidation(reviewHours: 1), licence: Double = 10, ticks: Int = 2
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 3, ticks: ticks)
    small.switchOff(\.marketImpact)
    small.rules { $0.costPerMarket = licence }
    for (id, cash) in [("a", 100.0), ("b", 60)] {
      small.add(id, cash: cash) { $0.behaviour.consolidation = rule }
    }
    return small
  }

  private let year = 1 / (24 * 365.25)

  @Test("two firms become one, and one of them less pays the compliance cost; off, both pay")
  func ablation() throws {
    let small = small()
    let (record, world) = try small.run()
    #expect(record.conservationViolations.isEmpty)
    #expect(small.metric("mergers", record) == 1)
    #expect(world.standing[1].mergedInto == 0)
    #expect(world.events(.merger).map(\.amount) == [60])
    #expect(isNear(world.equities()[0], 160 - 2 * 10 * year, within: 1e-12))
    #expect(world.equities()[1] == 0 && world.footprint.places == [[0], []])
    #expect(isNear(world.tally.complianceCost, 2 * 10 * year))
    let alone = self.small(nil)
    let (other, apart) = try alone.run()
    #expect(isNear(apart.tally.complianceCost, 4 * 10 * year))
    #expect(apart.standing.allSatisfy { $0.mergedInto == nil })
    #expect(!replicateMetrics(of: alone.specification).map(\.description.name).contains("mergers"))
    #expect(other.conservationViolations.isEmpty)
  }

  @Test(
    "none where it saves nothing, costs more than a year's gain, or compliance is no burden",
    arguments: [
      (Consolidation(reviewHours: 1), 0.0, false),
      (Consolidation(reviewHours: 1, mergerCost: 9), 10, true),
      (Consolidation(reviewHours: 1, mergerCost: 10), 10, false),
      (Consolidation(reviewHours: 1, costShare: 0.15), 10, true),
      (Consolidation(reviewHours: 1, costShare: 0.17), 10, false),
    ])
  func conditions(rule: Consolidation, licence: Double, merges: Bool) throws {
    let world = try small(rule, licence: licence).finished()
    #expect((world.standing[1].mergedInto == 0) == merges)
    #expect(isNear(world.channels.system(.outside), merges ? -rule.mergerCost : 0))
  }

  @Test("only firms of one kind, and at their reviews")
  func kinds() throws {
    var small = small()
    small.specification.institutions[1].kind = .lender
    #expect(try small.finished().standing[1].mergedInto == nil)
    let late = try self.small(Consolidation(reviewHours: 4), ticks: 5).finished()
    #expect(late.events(.merger).map(\.tick) == [3])
  }

  @Test("the pair that gains most goes first, and a firm merges once a review")
  func order() throws {
    var small = small(ticks: 1)
    small.specification.jurisdictions[2].rulebook.costPerMarket = 50
    for id in ["c", "d"] {
      small.add(id, cash: 80) {
        $0.operatesIn = [0, 2]
        $0.behaviour.consolidation = Consolidation(reviewHours: 1)
      }
    }
    let first = try small.finished()
    #expect(first.standing.map(\.mergedInto) == [nil, 0, nil, 2])
    small.specification.clock.ticks = 2
    #expect(try small.finished().standing.map(\.mergedInto) == [nil, 0, 0, 2])
  }

  @Test("claims between the two end on both sides; those of and on others pass to the one")
  func claims() throws {
    var small = small(ticks: 1)
    let other = small.add("other", .lender, cash: 500)
    small.claim(of: 0, on: 1, 20)
    small.claim(of: 1, on: 0, 5, layer: .deposits)
    small.claim(of: 1, on: other, 30)
    small.claim(of: other, on: 1, 40, layer: .deposits)
    small.claim(of: other, on: 0, 7, layer: .deposits)
    let world = try small.finished()
    #expect(world.claims.face(.loans, creditor: 0, debtor: other) == 30)
    #expect(world.claims.face(.deposits, creditor: other, debtor: 0) == 47)
    #expect(world.claims.total.elements.reduce(0, +) == 77)
    #expect(isNear(world.equities()[0], 160 + 30 - 47 - 10 * year, within: 1e-12))
    #expect(isNear(world.equities()[other], 500 - 30 + 47 - 10 * year, within: 1e-12))
    for i in 0...2 { #expect(isNear(world.channels[i, .counterparty], 0)) }
    #expect(isNear(world.channels[0, .outside], -world.channels[1, .outside]))
  }

  @Test("positions net at the venue, and so does the margin that is asked")
  func positions() throws {
    var small = small(ticks: 1)
    small.specification.margin.quantile = 0
    small.rules { $0.marginFloorRate = 0.1 }
    let exchange = small.addExchange()
    small.position(0, at: exchange, 4)
    small.position(1, at: exchange, -3)
    small.position(small.add("c", .lender, cash: 100), at: exchange, -1)
    let before = try small.world()
    #expect(areNear([0, 1].map { before.requirement(of: $0, at: exchange) }, [40, 30]))
    let world = try small.finished()
    #expect(world.positions[0, 0, 1] == 1 && world.positions[1, 0, 1] == 0)
    #expect(isNear(world.requirement(of: 0, at: exchange), 10))
    #expect(isNear(world.posted[0, 0, 0], 70) && world.posted[1, 0, 0] == 0)
  }

  @Test("contracts between the two end and free their margin; those with others are novated")
  func contracts() throws {
    var small = small(ticks: 3)
    small.specification.margin.quantile = 0
    small.regime.topology = .bilateral
    small.rules {
      $0.unclearedMargin = true
      $0.marginFloorRate = 0.1
    }
    let other = small.add("other", .lender, cash: 500)
    small.contract(0, 1, 2)
    small.contract(1, other, 3)
    small.contract(0, other, 1)
    small.event(.priceMove(asset: 1, fraction: 0.1, durationHours: 0), atHours: 2)
    let world = try small.finished()
    #expect(
      world.netUnits(0, 1) == 4 && world.netUnits(1, 1) == 0 && world.netUnits(other, 1) == -4)
    #expect(isNear(world.equities()[0], 160 + 40 - 30 * year, within: 1e-12))
    let posted = world.bilateral.sides.reduce(0) { $0 + $1.posted }
    #expect(isNear(posted, 2 * 44))
    #expect(world.bilateral.asymmetry().sum == 0)
  }

  @Test("what is on order, due, lent on a line or to come names the one that is left")
  func names() throws {
    var small = small(ticks: 3)
    let other = small.add("other", .lender, cash: 500)
    small.specification.creditLines = [
      CreditLine(lender: 1, borrower: other, limit: 5),
      CreditLine(lender: 0, borrower: 1, limit: 5),
    ]
    small.event(.externalLoss(institution: 1, amount: 25), atHours: 2)
    var world = try small.world()
    world.orders = [
      Order(trader: .institution(1), venue: nil, zone: 0, asset: 1, units: 1)
    ]
    world.dues = [
      Due(debtor: 1, creditor: 0, zone: 0, amount: 3, kind: .withdrawal),
      Due(debtor: other, creditor: 1, zone: 0, amount: 4, kind: .withdrawal),
    ]
    world.reviewMergers()
    #expect(world.orders.map(\.trader) == [.institution(0)])
    #expect(world.dues.map(\.creditor) == [0] && world.dues.map(\.debtor) == [other])
    #expect(world.specification.creditLines.map(\.lender) == [0, 0])
    #expect(world.openCredit(0) == 5 && world.openCredit(1) == 0)
    let end = try small.finished()
    #expect(isNear(end.equities()[0], 160 - 25 - 30 * year, within: 1e-12))
  }

  @Test("sizes add: the revenue of each is earned in the markets of both")
  func revenue() throws {
    var small = small(ticks: 3)
    for i in 0...1 {
      small.specification.institutions[i].operatesIn = [0, 1 + i]
      small.specification.institutions[i].behaviour.footprint = FootprintChoice(
        reviewHours: 1000, revenue: 30)
    }
    let world = try small.finished()
    #expect(world.footprint.places == [[0, 1, 2], []])
    #expect(world.specification.institutions[0].behaviour.footprint?.revenue == 60)
    // One hour of 30 in two markets each, two of 60 in three.
    #expect(isNear(world.channels.system(.outside), (120 + 2 * 180) * year))
    #expect(isNear(world.tally.complianceCost, 3 * 30 * year))
  }

  @Test("a firm that is frozen, in arrears or watched by an authority does not merge")
  func blocked() throws {
    let start = try small().world()
    let changes: [(inout World) -> Void] = [
      { $0.standing[1].frozenUntil = 100 },
      { $0.standing[1].arrears = [Arrear(creditor: 0, tick: 0, amount: 1)] },
      { $0.supervision.decidedFor[1] = 5 },
      { $0.standing[0].isIlliquid = true },
    ]
    for change in changes {
      var world = start
      change(&world)
      world.reviewMergers()
      #expect(world.standing.allSatisfy { $0.mergedInto == nil })
    }
    var world = start
    world.reviewMergers()
    #expect(world.standing[1].mergedInto == 0)
  }

  /// Twelve firms in one to three markets; a licence costs 10, so that cost is linear in markets before and after.
  @Test("the growth of compliance cost is measured on the footprints that are left")
  func growth() throws {
    var small = small(ticks: 1)
    for number in 0..<10 {
      small.add("firm\(number)", cash: 50) {
        $0.operatesIn = Array(0...(number % 3))
        $0.behaviour.consolidation = Consolidation(reviewHours: 1, mergerCost: number < 6 ? 0 : 1e9)
      }
    }
    let (record, world) = try small.run()
    let left = world.standing.count { $0.mergedInto == nil }
    #expect(left < 12)
    #expect(isNear(small.metric("compliance_growth_exponent", record) ?? 0, 1))
    let markets = world.footprint.places.reduce(0) { $0 + $1.count }
    let cost = small.metric("compliance_cost", record) ?? 0
    #expect(isNear(small.metric("compliance_cost_per_market", record) ?? 0, cost / Double(markets)))
  }
}
