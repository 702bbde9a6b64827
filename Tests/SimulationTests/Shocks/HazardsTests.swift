import Glibc
import Regimes
import Testing

@testable import Simulation

@Suite("Hazards")
struct HazardsTests {
  private static let protocols = 8
  private static let ticks = 3000
  private static let probability = 0.05

  /// Eight protocols, each struck with probability 0.05 an hour.
  private func small(commonality: Double) -> SmallWorld {
    var small = SmallWorld(ticks: Self.ticks)
    small.switchOnOnly(\.hazards)
    for number in 0..<Self.protocols { small.add("p\(number)", .lendingProtocol, cash: 1e9) }
    small.specification.hazards = [
      Hazard(
        id: "exploit", kinds: [.lendingProtocol],
        ratePerYear: -log1p(-Self.probability) * 24 * 365.25, lossFraction: 1e-6)
    ]
    small.regime.commonality = commonality
    return small
  }

  /// How many protocols were struck in each tick.
  private func strikes(_ small: SmallWorld) throws -> [Int] {
    let world = try small.world(after: Self.ticks)
    var counts = [Int](repeating: 0, count: Self.ticks)
    for event in world.events(.hazard) { counts[event.tick] += 1 }
    return counts
  }

  private func rate(_ counts: [Int]) -> Double {
    Double(counts.reduce(0, +)) / Double(Self.ticks * Self.protocols)
  }

  /// Four standard errors: of 24,000 draws alone, and of 3,000 common ones.
  @Test(
    "the marginal probability is the same whatever the commonality",
    arguments: [(0, 0.0057), (0.5, 0.012), (1, 0.016)])
  func marginal(commonality: Double, tolerance: Double) throws {
    let found = rate(try strikes(small(commonality: commonality)))
    #expect(abs(found - Self.probability) < tolerance)
  }

  /// Variance of the count a tick: n·p(1 − p) alone, n²·p(1 − p) in common; 15 % of sampling error.
  @Test("commonality clusters: alone the strikes are independent, in common all or none")
  func clustering() throws {
    func variance(_ counts: [Int]) -> Double {
      let mean = Double(counts.reduce(0, +)) / Double(counts.count)
      return counts.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        / Double(counts.count)
    }
    let one = Self.probability * (1 - Self.probability)
    let apart = try strikes(small(commonality: 0))
    #expect(isNear(variance(apart) / (8 * one), 1, within: 0.15))
    let together = try strikes(small(commonality: 1))
    #expect(together.allSatisfy { $0 == 0 || $0 == Self.protocols })
    #expect(isNear(variance(together) / (64 * one), 1, within: 0.3))
  }

  @Test("what is common is common to the adopters of one standard, and to nobody else")
  func standards() throws {
    var small = SmallWorld(jurisdictions: 2, ticks: 400)
    small.switchOnOnly(\.hazards)
    small.specification.jurisdictions[1].rulebook.contractStandard = "other"
    for home in [0, 0, 1, 1] {
      small.add("p\(small.specification.institutions.count)", .fund, home: home, cash: 1e9)
    }
    small.specification.hazards = [
      Hazard(id: "bug", kinds: [.fund], ratePerYear: 2000, lossFraction: 1e-6)
    ]
    small.regime.commonality = 1
    let world = try small.world(after: 400)
    let struck = (0..<4).map { i in Set(world.events(.hazard).filter { $0.who == i }.map(\.tick)) }
    #expect(!struck[0].isEmpty)
    #expect(struck[0] == struck[1])
    #expect(struck[2] == struck[3])
    #expect(struck[0] != struck[2])
  }

  @Test("the audit standard scales the rate: twice the rate misses with the square of the chance")
  func audit() throws {
    var lax = small(commonality: 0)
    lax.rules { $0.auditHazardScale = 2 }
    #expect(abs(rate(try strikes(lax)) - (1 - 0.95 * 0.95)) < 0.0077)
    lax.rules { $0.auditHazardScale = 0 }
    #expect(rate(try strikes(lax)) == 0)
  }

  @Test("a strike takes its share of cash and tokens of the kinds that it names")
  func loss() throws {
    var small = SmallWorld()
    let fund = small.add("fund", cash: 100, tokens: [1: 1])
    let lender = small.add("lender", .lender, cash: 100)
    small.specification.hazards = [
      Hazard(id: "theft", kinds: [.fund], ratePerYear: 1e9, lossFraction: 0.3)
    ]
    let world = try small.finished()
    #expect(isNear(world.channels[fund, .exploit], -60))
    #expect(isNear(world.equities()[fund], 140))
    #expect(world.equities()[lender] == 100)
    small.switchOff(\.hazards)
    #expect(try small.finished().equities() == [200, 100])
  }
}
