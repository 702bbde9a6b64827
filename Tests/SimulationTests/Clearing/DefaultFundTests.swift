import Contagion
import LinearAlgebra
import Regimes
import Testing

@testable import Simulation

@Suite("Default funds from stressed positions")
struct DefaultFundTests {
  /// Stressed losses of members (rows) at three houses: a price of two halves, so one unit loses one.
  ///
  /// Who takes the other side gains in every stress. An exchange and a house for each of three zones.
  private func small(_ losses: [[Double]], isMerged: Bool, cover: Double = 2) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 3, tokens: [("btc", 2)])
    small.specification.margin.quantile = 0
    small.specification.margin.stressScenarios = [[0, -0.5], [0, 0.01]]
    small.rules {
      $0.marginFloorRate = 0
      $0.defaultFundCover = cover
    }
    small.regime.topology = isMerged ? .global : .perJurisdiction
    for home in 0..<3 { small.addExchange("x\(home)", home: home) }
    for home in 0..<3 {
      small.add("house\(home)", .clearingHouse, home: home, cash: 10) {
        $0.venue = VenueSpecification()
        $0.venue?.ownFund = 0
      }
    }
    let other = small.add("other") {
      $0.holdings = (0..<3).map { Holding(jurisdiction: $0, asset: 0, units: 1000) }
    }
    for (number, row) in losses.enumerated() {
      let member = small.add("m\(number)") {
        $0.holdings = (0..<3).map { Holding(jurisdiction: $0, asset: 0, units: 100) }
      }
      for (venue, loss) in row.enumerated() where loss != 0 {
        small.position(member, at: venue, loss)
        small.position(other, at: venue, -loss)
      }
    }
    return small
  }

  private static let gross = [[10.0, 2, 0], [3, 9, 1], [0, 4, 8], [5, 0, 6]]
  private static let signed = [[10.0, -7, 0], [-4, 9, 1], [0, -4, 8], [-6, 2, -9]]

  /// Two largest of each of three houses, and of members' sums: computed by hand from the tables.
  private static let cases: [(losses: [[Double]], apart: [Double], merged: Double)] = [
    (gross, [15, 13, 14], 25), (signed, [10, 11, 9], 10),
  ]

  @Test("cover two of three houses and of one in their place", arguments: cases)
  func coverTwo(losses: [[Double]], apart: [Double], merged: Double) throws {
    let houses = try small(losses, isMerged: false).world()
    func fund(_ world: World, _ house: Int) -> Double {
      (0..<world.layout.institutions).reduce(0) { $0 + world.funds[$1, house] }
    }
    #expect(areNear((3...5).map { fund(houses, $0) }, apart))
    let one = try small(losses, isMerged: true).world()
    #expect(areNear((3...5).map { fund(one, $0) }, [merged, 0, 0]))
    let requirement = coverRequirement(losses: Matrix(rows: losses))
    #expect(isNear(requirement.total, apart.reduce(0, +)) && requirement.unified == merged)
  }

  @Test("the metric: merged funds are smaller in total")
  func mergedIsSmaller() throws {
    let funds = try [false, true].map { isMerged in
      let small = small(Self.gross, isMerged: isMerged)
      return small.metric("default_funds_start", try small.run().0) ?? .nan
    }
    #expect(areNear(funds, [42, 25]))
  }

  @Test("cover one, one and a half, and none", arguments: [(1.0, 27.0), (1.5, 34.5), (0, 0)])
  func cover(members: Double, total: Double) throws {
    let world = try small(Self.gross, isMerged: false, cover: members).world()
    #expect(isNear(world.totalDefaultFunds(), total))
  }

  @Test(
    "margin covers first, members pay pro rata to it, and without stresses a multiple of it counts")
  func margined() throws {
    var small = small(Self.gross, isMerged: false)
    small.rules { $0.marginFloorRate = 0.1 }
    // Notional two a unit: margin 0.2 a unit leaves 0.8 of each loss.
    let world = try small.world()
    #expect(isNear(world.totalDefaultFunds(), 0.8 * 42))
    let shares = [6, 7, 8, 9].map { world.funds[$0 + 1, 3] }
    #expect(isNear(shares[0] / 10, shares[1] / 3))
    small.specification.margin.stressScenarios = []
    // The other side has most margin: a stressed loss of half its margin, then that of the next.
    let other = [18.0, 15, 15], next = [10.0, 9, 8]
    let sum = zip(other, next).reduce(0) { $0 + $1.0 + $1.1 }
    #expect(isNear(try small.world().totalDefaultFunds(), 0.5 * 0.2 * sum))
    #expect(
      !replicateMetrics(of: small.specification).contains {
        $0.description.name == "default_funds_start"
      })
  }

  /// Exposures of 100, 80, 60 and 40 beyond contributions of 4, 3, 2 and 1, and one of the house.
  @Test("capital against contributions by the Basel rules")
  func capital() throws {
    var small = SmallWorld(tokens: [("btc", 2)])
    small.specification.margin.quantile = 0
    small.specification.margin.stressScenarios = [[0, -0.5]]
    small.rules { $0.marginFloorRate = 0 }
    small.add("house", .clearingHouse, cash: 10) {
      $0.venue = VenueSpecification()
      $0.venue?.ownFund = 1
    }
    let other = small.add("other", cash: 1000) {
      $0.prefunding = [Prefunding(clearer: 0, margin: 0, defaultFund: 0)]
    }
    for (exposure, fund) in [(100.0, 4.0), (80, 3), (60, 2), (40, 1)] {
      let member = small.add("m\(Int(fund))", cash: 1000) {
        $0.prefunding = [Prefunding(clearer: 0, margin: 0, defaultFund: fund)]
      }
      small.position(member, at: 0, exposure + fund)
      small.position(other, at: 0, -exposure - fund)
    }
    let world = try small.world()
    let capital = world.defaultFundCapital(at: 0)
    #expect(isNear(capital.hypothetical, 4.48, within: 1e-12))
    let expected = [
      1.629090909090909, 1.2218181818181817, 0.8145454545454545, 0.40727272727272723,
    ]
    #expect(areNear((2...5).map { capital.members[$0] }, expected, within: 1e-12))
    #expect(capital.members[1] == 0)
    let (record, _) = try small.run()
    let metric = small.metric("default_fund_capital_start", record)
    #expect(isNear(metric ?? 0, expected.reduce(0, +), within: 1e-12))
  }
}
