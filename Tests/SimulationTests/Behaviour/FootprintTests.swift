import Contagion
import Glibc
import LinearAlgebra
import Randomness
import Regimes
import Testing

@testable import Simulation

@Suite("Entry, exit and the growth of compliance cost")
struct FootprintTests {
  /// Firms of growing size at home in the first of some jurisdictions, each with a licence of 10 a year and rules of its own.
  ///
  /// - Parameters:
  ///   - conflict: cost of a pair of jurisdictions all of whose distinct rules conflict.
  ///   - entry: cost of opening a market.
  private func small(
    revenues: [Double], jurisdictions: Int = 8, licence: Double = 10, conflict: Double = 0,
    entry: Double = 0, places: [Int] = [0], ticks: Int = 12
  ) -> SmallWorld {
    var small = SmallWorld(jurisdictions: jurisdictions, ticks: ticks)
    let fields = Double(
      ruleCount(
        small.specification.jurisdictions.map(\.rulebook), assets: small.specification.assetIDs))
    for j in 0..<jurisdictions {
      small.specification.jurisdictions[j].activity = 1
      small.specification.jurisdictions[j].rulebook.marginFloorRate = 0.01 * Double(j + 1)
      small.specification.jurisdictions[j].rulebook.costPerMarket = licence
      small.specification.jurisdictions[j].rulebook.costPerConflict = conflict * fields
    }
    for (number, revenue) in revenues.enumerated() {
      small.add("firm\(number)", cash: 1e4) {
        $0.operatesIn = places
        $0.behaviour.footprint = FootprintChoice(
          reviewHours: 1, revenue: revenue, entryCost: entry)
      }
    }
    return small
  }

  private func markets(_ world: World) -> [Int] { world.footprint.places.map(\.count) }

  /// The n-th market costs 10 and a conflict of 4 with each of the n − 1 others.
  @Test("a firm opens markets while another one earns more than its licence and its conflicts")
  func entry() throws {
    let world = try small(revenues: [9, 11, 15, 23, 100], conflict: 4).finished()
    #expect(markets(world) == [1, 1, 2, 4, 8])
    #expect(world.events(.marketEntry).count == 1 + 3 + 7)
    // One a review: the largest needs seven.
    #expect(world.events(.marketEntry).map(\.tick).max() == 6)
  }

  @Test("a firm closes markets that cost more than they bring, one a review, and never its home")
  func exit() throws {
    let world = try small(revenues: [1, 19, 100], conflict: 4, places: Array(0..<6)).finished()
    #expect(markets(world) == [1, 3, 8])
    #expect(world.events(.marketExit).count == 5 + 3)
    #expect(world.footprint.places.allSatisfy { $0.contains(0) })
  }

  @Test("an entry must pay for itself within a year, and costs its sum")
  func entryCost() throws {
    let world = try small(revenues: [13, 16], entry: 5).finished()
    #expect(markets(world) == [1, 8])
    let free = try small(revenues: [13, 16]).finished()
    #expect(markets(free) == [8, 8])
    var still = small(revenues: [16], entry: 5, ticks: 1)
    still.specification.institutions[0].behaviour.footprint?.reviewHours = 2
    let opened = try small(revenues: [16], entry: 5, ticks: 1).finished().tally.complianceCost
    #expect(isNear(opened - (try still.finished().tally.complianceCost), 5, within: 1e-3))
  }

  @Test("recognition and equal rules widen footprints; a gate for nobody closes them")
  func rules() throws {
    let apart = small(revenues: [15], conflict: 4)
    #expect(try markets(apart.finished()) == [2])
    var recognised = apart
    recognised.recognise(0.9)
    #expect(try markets(recognised.finished()) == [8])
    var equal = apart
    equal.regime.path.dispersion = 0
    #expect(try markets(equal.finished()) == [8])
    var barred = small(revenues: [100], places: [0, 1, 2])
    for j in 1..<8 { barred.specification.jurisdictions[j].rulebook.access = .nobody }
    #expect(try markets(barred.finished()) == [1])
  }

  @Test(
    "revenue comes in evenly over time, with the books balanced; without the behaviour nothing does"
  )
  func revenue() throws {
    var small = small(revenues: [100], places: [0, 1], ticks: 4)
    small.specification.institutions[0].behaviour.footprint?.reviewHours = 100
    let world = try small.finished()
    let hour = 1 / (24 * 365.25)
    #expect(isNear(world.channels.system(.outside), 4 * 200 * hour))
    #expect(isNear(world.holdings[0, 0, 0], 1e4 + 4 * hour * (200 - 20), within: 1e-12))
    small.specification.institutions[0].behaviour.footprint = nil
    let absent = try small.finished()
    #expect(absent.channels.system(.outside) == 0 && markets(absent) == [2])
  }

  /// Forty firms whose revenue per market spreads from 5 to 100: the small leave, the large enter.
  private func growth(licence: Double, conflict: Double, equal: Bool = false) throws -> [Double?] {
    let revenues = (0..<40).map { 5 * exp(3 * Double($0) / 39) }
    var small = small(
      revenues: revenues, licence: licence, conflict: conflict, places: [0, 1, 2])
    if equal { small.regime.path.dispersion = 0 }
    if !equal, conflict == 0 {
      // Revenue falls with the market's size, so that firms differ in how many they enter.
      small.regime.path.dispersion = 0
    }
    for j in 0..<8 { small.specification.jurisdictions[j].activity = 1 / Double(j + 1) }
    let (record, _) = try small.run()
    return ["compliance_growth_exponent", "compliance_best_fit"].map { small.metric($0, record) }
  }

  @Test(
    "with equal rules the simulated footprint costs licences alone: exponent one, linear, whatever the conflicts would cost"
  )
  func linear() throws {
    for conflict in [0.0, 4] {
      let found = try growth(licence: 4, conflict: conflict, equal: true)
      #expect(isNear(found[0] ?? 0, 1) && found[1] == 1)
    }
  }

  @Test(
    "with every pair in conflict it grows quadratically: towards two as licences get cheap, and never exponentially"
  )
  func quadratic() throws {
    let dear = try growth(licence: 4, conflict: 2)
    let cheap = try growth(licence: 1, conflict: 2)
    #expect((dear[0] ?? 0) > 1.1 && (dear[0] ?? 0) < (cheap[0] ?? 0))
    // Cost n + 2·n(n − 1)/2 = n².
    #expect(isNear(cheap[0] ?? 0, 2))
    #expect(dear[1] == 2 && cheap[1] == 2)
  }

  /// Directed determinations of equivalence `J(J − 1)`, two for each unordered pair, against one transposition each of a
  /// common standard.
  @Test(
    "determinations between all pairs and transpositions of one standard, as counted",
    arguments: [2, 5, 10, 20, 28, 37])
  func counts(jurisdictions: Int) throws {
    var pairs = small(
      revenues: [], jurisdictions: jurisdictions, licence: 0, conflict: 2, ticks: 1)
    pairs.add("firm") { $0.operatesIn = Array(0..<jurisdictions) }
    let directed = try pairs.world().yearlyComplianceCost(of: 0)
    #expect(isNear(directed, Double(jurisdictions * (jurisdictions - 1))))
    var hub = small(revenues: [], jurisdictions: jurisdictions, licence: 1, conflict: 2, ticks: 1)
    hub.regime.path.dispersion = 0
    hub.add("firm") { $0.operatesIn = Array(0..<jurisdictions) }
    #expect(isNear(try hub.world().yearlyComplianceCost(of: 0), Double(jurisdictions)))
  }
}

@Suite("Laws of growth")
struct GrowthFitsTests {
  private func fits(_ cost: (Double) -> Double, noise: Double = 0) -> GrowthFits? {
    var stream = Stream(seed: 4, replicate: 0, purpose: 4, tick: 0, entity: 0)
    return GrowthFits(
      (0..<60).map {
        let markets = Double(1 + $0 % 12)
        return (markets, cost(markets) * (1 + noise * stream.normal()))
      })
  }

  @Test("each law is recognised in its own costs, with and without noise", arguments: [0, 0.01])
  func recognised(noise: Double) {
    #expect(fits({ 3 + 2 * $0 }, noise: noise)?.best == 1)
    #expect(fits({ 3 + 2 * $0 + 0.5 * $0 * $0 }, noise: noise)?.best == 2)
    #expect(fits({ 2 * exp(0.4 * $0) }, noise: noise)?.best == 3)
  }

  /// Residuals of a line through (1, 1), (2, 2), (3, 2), (4, 4): 0.7, by hand.
  @Test("the criterion of the linear law, by hand")
  func byHand() throws {
    let fits = try #require(GrowthFits([(1, 1), (2, 2), (3, 2), (4, 4)]))
    #expect(isNear(fits.linear, 4 * log(0.7 / 4) + 6))
  }

  @Test("too few points or numbers of markets have no fit")
  func empty() {
    #expect(GrowthFits([(1, 1), (2, 2), (3, 3)]) == nil)
    #expect(GrowthFits([(1, 1), (2, 2), (2, 3), (1, 2)]) == nil)
  }
}
