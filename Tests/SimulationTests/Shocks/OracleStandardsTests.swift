import Glibc
import Regimes
import Testing

@testable import Simulation

@Suite("Hazard of oracles by standard")
struct OracleStandardsTests {
  private static let ticks = 3000
  private static let probability = 0.05

  /// Three exchanges in each of two jurisdictions whose contract standards differ; every oracle fails with
  /// probability 0.05 an hour.
  private func small(commonality: Double, standards: [String?]) -> SmallWorld {
    var small = SmallWorld(jurisdictions: 2, ticks: Self.ticks)
    small.switchOnOnly(\.hazards)
    for j in 0...1 {
      small.specification.jurisdictions[j].rulebook.contractStandard = "contracts-\(j)"
      small.specification.jurisdictions[j].rulebook.oracleStandard = standards[j]
      for number in 0..<3 { small.addExchange("v\(j)\(number)", home: j) }
    }
    small.specification.oracleHazard = OracleHazard(
      ratePerYear: -log1p(-Self.probability) * 24 * 365.25, durationHours: 1)
    small.regime.commonality = commonality
    return small
  }

  /// Ticks in which the oracle of each institution failed.
  private func failures(_ small: SmallWorld) throws -> [Set<Int>] {
    let world = try small.world(after: Self.ticks)
    var ticks = [Set<Int>](repeating: [], count: world.layout.institutions)
    for event in world.events(.hazard) { ticks[event.who].insert(event.tick) }
    return ticks
  }

  @Test("oracles on one standard fail in one draw, across jurisdictions; on two, in two")
  func standards() throws {
    let one = try failures(small(commonality: 1, standards: ["node", "node"]))
    #expect(!one[0].isEmpty && one.allSatisfy { $0 == one[0] })
    let two = try failures(small(commonality: 1, standards: ["node", "other"]))
    #expect(two[0...2].allSatisfy { $0 == two[0] } && two[3...5].allSatisfy { $0 == two[3] })
    #expect(two[0] != two[3])
    // Without one it is the contract standard, as for every hazard.
    let none = try failures(small(commonality: 1, standards: [nil, nil]))
    #expect(none[0...2].allSatisfy { $0 == none[0] } && none[0] != none[3])
    #expect(none[0] != one[0])
  }

  @Test("without commonality a standard changes no draw")
  func ablation() throws {
    let with = try failures(small(commonality: 0, standards: ["node", "node"]))
    #expect(try with == failures(small(commonality: 0, standards: [nil, nil])))
    #expect(Set(with).count == with.count)
  }

  /// Four standard errors: of 18,000 draws alone, and of 3,000 common ones.
  @Test(
    "the marginal probability of one oracle is the same whatever the commonality",
    arguments: [(0, 0.0065), (0.5, 0.013), (1, 0.016)])
  func marginal(commonality: Double, tolerance: Double) throws {
    let found = try failures(small(commonality: commonality, standards: ["node", "node"]))
    let rate = Double(found.reduce(0) { $0 + $1.count }) / Double(Self.ticks * found.count)
    #expect(abs(rate - Self.probability) < tolerance)
  }

  @Test("a named oracle's own standard counts before that of its operator's home")
  func namedOracles() throws {
    func failures(_ standards: [String?], operators: [Int?]) throws -> [Set<Int>] {
      var small = small(commonality: 1, standards: ["node", "node"])
      small.specification.oracles = [0, 1].map { index in
        var oracle = OracleSpecification(
          id: "feed-\(index)", feeds: [WeightedFeed(feed: .jurisdiction(index), weight: 1)])
        oracle.standard = standards[index]
        oracle.operatorInstitution = operators[index]
        return oracle
      }
      for index in 0...1 {
        small.specification.institutions[index].venue?.oracle = "feed-\(index)"
      }
      return try self.failures(small)
    }
    let apart = try failures([nil, nil], operators: [nil, nil])
    #expect(apart[0] != apart[1] && apart[0] != apart[2])
    let operated = try failures([nil, nil], operators: [0, 3])
    #expect(operated[0] == operated[3] && operated[2] == operated[3])
    let same = try failures(["x", "x"], operators: [nil, nil])
    #expect(same[0] == same[1] && same[0] != same[2])
    let own = try failures(["x", "y"], operators: [0, 3])
    #expect(own[0] != own[2] && own[3] != own[2] && own[0] != own[3])
  }

  @Test("harmonising technical standards brings all to the standard of most activity")
  func lever() throws {
    var small = small(commonality: 1, standards: ["node", "other"])
    small.specification.jurisdictions[1].activity = 2
    small.regime.path.leverDispersion = [.technicalStandards: 0]
    #expect(try small.resolved().rulebooks.map(\.oracleStandard) == ["other", "other"])
    let together = try failures(small)
    #expect(together.allSatisfy { $0 == together[0] })
    small.regime.path.leverDispersion = [.contracts: 0]
    #expect(try small.resolved().rulebooks.map(\.oracleStandard) == ["node", "other"])
  }
}
