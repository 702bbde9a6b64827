import Contagion
import Glibc
import LinearAlgebra
import Randomness
import Regimes
import Testing

@testable import Simulation

/// Choices of place through the simulator: a hundred funds at home in the last of some jurisdictions, under twenty seeds.
@Suite("Where activity goes: logit and ban")
struct MigrationDockingTests {
  private static let funds = 100
  private static let seeds = 20

  /// Utilities enter as the log of depth or as costs of compliance.
  private func small(shares: [Double] = [], utilities: [Double] = [], scale: Double = 1)
    -> SmallWorld
  {
    let count = max(shares.count, utilities.count)
    var small = SmallWorld(jurisdictions: count)
    small.switchOnOnly(\.behaviour)
    small.specification.assets[1].backgroundDepth =
      shares.isEmpty ? [Double](repeating: 1, count: count) : shares.map { 1e6 * $0 - 1 }
    for (j, utility) in utilities.enumerated() {
      small.specification.jurisdictions[j].rulebook.costPerMarket = -utility
    }
    for number in 0..<Self.funds {
      small.add("fund\(number)", home: count - 1, cash: 10) {
        $0.operatesIn = Array(0..<count)
        $0.behaviour.migration = Migration(
          reviewHours: 1, switchingCost: 0, marginWeight: 0, complianceWeight: scale,
          liquidityWeight: 1)
      }
    }
    return small
  }

  /// The zone that each fund has chosen, fund after fund, seed after seed.
  private func choices(_ small: SmallWorld) throws -> [Int] {
    try (1...Self.seeds).flatMap { seed in
      var world = try small.simulator(seed: UInt64(seed)).world
      world.step(at: 0)
      return world.standing.map(\.activeZone)
    }
  }

  private func shares(_ choices: [Int], of zones: Range<Int>) -> [Double] {
    zones.map { zone in Double(choices.count { $0 == zone }) / Double(choices.count) }
  }

  /// Four standard errors of a share among 2000.
  private static let tolerance = 0.045

  @Test("utilities 0, −0.5 and −1.2 at a scale of two give 68.6, 25.2 and 6.2 % (McFadden 1974)")
  func logit() throws {
    let found = shares(try choices(small(utilities: [0, -0.5, -1.2], scale: 2)), of: 0..<3)
    let published = [0.6855901455724406, 0.25221451962583724, 0.062195334801722194]
    #expect(zip(found, published).allSatisfy { abs($0 - $1) < Self.tolerance }, "\(found)")
  }

  /// Shares of hashrate in April 2021 by the Cambridge Centre for Alternative Finance: China, the United States, Kazakhstan, Russia, the
  /// rest; in August, after the ban: 35.4, 18.1 and 11 % for the middle three.
  private static let april = [0.46, 0.168, 0.082, 0.068, 0.222]

  @Test(
    "after a ban activity is shared by those who are left as before, and near what was observed")
  func ban() throws {
    let free = small(shares: Self.april)
    var banned = free
    banned.specification.jurisdictions[0].rulebook.access = .nobody
    let (before, after) = (try choices(free), try choices(banned))
    let spread = shares(before, of: 0..<5)
    #expect(zip(spread, Self.april).allSatisfy { abs($0 - $1) < Self.tolerance }, "\(spread)")
    // Independence of irrelevant alternatives: whoever was elsewhere stays there.
    for (old, new) in zip(before, after) { #expect(old == 0 ? new != 0 : new == old) }
    let found = shares(after, of: 1..<4)
    let predicted = [0.3111111111111111, 0.15185185185185185, 0.1259259259259259]
    #expect(zip(found, predicted).allSatisfy { abs($0 - $1) < Self.tolerance }, "\(found)")
    // The published tolerance of model against observation is 0.05; the sample's comes on top.
    let observed = [0.354, 0.181, 0.11]
    #expect(zip(found, observed).allSatisfy { abs($0 - $1) < 0.05 + Self.tolerance }, "\(found)")
  }

  @Test(
    "a ban moves out those who are there, at whatever switching cost; a gate for institutions moves nobody",
    arguments: [(AccessGate.nobody, true), (.licensed, false), (.qualified, false)])
  func gate(access: AccessGate, moves: Bool) throws {
    var small = small(shares: [0.5, 0.5])
    for fund in 0..<Self.funds {
      small.specification.institutions[fund].behaviour.migration?.switchingCost = 100
    }
    small.specification.jurisdictions[1].rulebook.access = access
    let world = try small.finished()
    #expect(world.standing.allSatisfy { $0.activeZone == (moves ? 0 : 1) })
  }

  /// What two months of the ban say of the cost of moving.
  ///
  /// Global hashrate fell by 38 % in June 2021 and regained 20 %: of the 46 % that had to go, `0.62·1.2 − 0.54 = 0.204`
  /// was at work elsewhere two months later, 44 %. Between idling and moving at equal utility a logit gives that for a switching
  /// cost of `ln((1 − 0.443)/0.443) = 0.227`.
  @Test(
    "the switching cost that fits two months of the mining ban is 0.23, and the simulator returns its share"
  )
  func switchingCost() throws {
    let moved = (0.62 * 1.2 - 0.54) / 0.46
    let cost = log((1 - moved) / moved)
    #expect(abs(cost - 0.227) < 0.001)
    var small = small(shares: [0.5, 0.5])
    for fund in 0..<Self.funds {
      small.specification.institutions[fund].behaviour.migration?.switchingCost = cost
    }
    #expect(abs(shares(try choices(small), of: 0..<1)[0] - moved) < Self.tolerance)
  }
}
