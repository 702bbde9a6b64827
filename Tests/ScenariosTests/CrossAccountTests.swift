import Contagion
import Formats
import Regimes
import Simulation
import Testing

@testable import Scenarios

@Suite("Scenario: cross-margin accounts, tiers, and accounts of their true size")
struct CrossAccountTests {
  private static let group = """
    {"id": "hedged", "venue": "bourse", "count": 400, "leverage": 5,
     "positions": [{"asset": "btc", "long": 100, "short": 100},
                   {"asset": "eth", "long": 30, "short": 30}],
     "size": {"distribution": "lognormal", "median": 1, "sigma": 1}}
    """

  private func world(_ overrides: [String] = []) throws -> WorldSpecification {
    let only = ["accounts=[]", "positions=[]", "cross_accounts=[\(Self.group)]"]
    return try Sample.load(Sample.complete, overrides: only + overrides).specification(replicate: 0)
  }

  private func units(_ world: WorldSpecification, _ place: Int) throws -> [Double] {
    let group = try #require(world.marginAccounts.crossGroups.first)
    let start = group.starts[place]
    return Array(world.marginAccounts.quantity[start..<start + group.count])
  }

  @Test("each side adds up to its notional, and margin is the notional of all over the leverage")
  func totals() throws {
    let world = try world()
    let accounts = world.marginAccounts
    #expect(accounts.count == 800)
    let (btc, eth) = (try units(world, 0), try units(world, 1))
    for (units, asset, side) in [(btc, 1, 100.0), (eth, 2, 30)] {
      let price = world.assets[asset].price
      #expect(abs(units.reduce(0) { $0 + max(0, $1) } * price - side) < 1e-9 * side)
      #expect(abs(units.reduce(0) { $0 + min(0, $1) } * price + side) < 1e-9 * side)
    }
    for i in 0..<400 {
      let notional = abs(btc[i]) * world.assets[1].price + abs(eth[i]) * world.assets[2].price
      let posted = accounts.margin[i] + accounts.margin[400 + i]
      #expect(abs(posted - notional / 5) <= 1e-12 * notional)
    }
  }

  @Test(
    "directions correlate as stated: always alike, always opposite, or independent",
    arguments: [(1.0, 1.0), (-1, 0), (0, 0.5)])
  func correlation(correlation: Double, alike: Double) throws {
    let world = try world(["cross_accounts.hedged.correlation=\(correlation)"])
    let pairs = zip(try units(world, 0), try units(world, 1))
    let share = Double(pairs.count { ($0 > 0) == ($1 > 0) }) / 400
    // Five standard errors of a share of one half among 400; two accounts may be moved to fill a side.
    #expect(abs(share - alike) <= (correlation == 0 ? 0.125 : 0.01))
  }

  @Test("one more group changes nobody else's draws, and a name keys them")
  func independent() throws {
    let more = Self.group.replacing("hedged", with: "other").replacing("400", with: "10")
    let before = try world()
    let after = try world(["cross_accounts=[\(more), \(Self.group)]"])
    #expect(after.marginAccounts.count == 820)
    // What rounding leaves over is on the largest account.
    let pairs = zip(after.marginAccounts.quantity.suffix(800), before.marginAccounts.quantity)
    #expect(pairs.allSatisfy { abs($0 - $1) <= 1e-12 })
    #expect(pairs.count { $0 != $1 } <= 2)
    let renamed = try world(["cross_accounts.hedged.id=others"])
    #expect(renamed.marginAccounts.quantity != before.marginAccounts.quantity)
  }

  @Test("rules of the group reach the simulator")
  func rules() throws {
    let world = try world([
      "cross_accounts.hedged.closing=pro_rata", "cross_accounts.hedged.jurisdiction=eu",
      "cross_accounts.hedged.client=institution",
    ])
    #expect(world.marginAccounts.crossGroups.map(\.closing) == [.proRata])
    #expect(world.marginAccounts.client.allSatisfy { $0 == .institution })
    #expect(Set(world.marginAccounts.jurisdiction) == [0])
    let scenario = try Sample.load(
      Sample.complete,
      overrides: [
        "cross_accounts=[\(Self.group)]", "clock.horizon_hours=1",
        "assets.eth.background_depth={\"off\": 1e6}",
      ])
    for regime in scenario.regimes {
      let record = scenario.simulate(regime: regime, mode: .impact, replicate: 0, checks: true)
      #expect(record.conservationViolations == [])
    }
  }

  @Test("a multiple gives every group more members at the same notional")
  func multiple() throws {
    let once = try Sample.load(Sample.complete).specification(replicate: 0).marginAccounts
    let many = try Sample.load(Sample.complete, overrides: ["account_multiple=50"])
      .specification(replicate: 0).marginAccounts
    #expect(many.count == 50 * once.count)
    let (before, after) = (once.quantity.reduce(0, +), many.quantity.reduce(0, +))
    #expect(abs(before - after) <= 1e-12 * before)
    #expect(try world(["account_multiple=3"]).marginAccounts.crossGroups.map(\.count) == [1200])
  }

  @Test("a world with very many accounts is drawn once, and is what it is when drawn again")
  func sharing() throws {
    let overrides = ["account_multiple=1000"]
    let scenario = try Sample.load(Sample.complete, overrides: overrides)
    func place(_ world: WorldSpecification) -> UnsafeRawPointer? {
      world.marginAccounts.quantity.withUnsafeBytes { $0.baseAddress }
    }
    let first = scenario.specification(replicate: 1)
    #expect(place(first) == place(scenario.specification(replicate: 1)))
    #expect(scenario.specification(replicate: 0) != first)
    #expect(
      try Sample.load(Sample.complete, overrides: overrides).specification(replicate: 1) == first)
  }

  @Test("tiers reach the venue")
  func tiers() throws {
    let tiers =
      #"{"application": "marginal", "tiers": [{"notional": 0, "rate": 0.01},"#
      + #" {"notional": 5, "rate": 0.02}]}"#
    let world = try world(["institutions.bourse.venue.maintenance_tiers=\(tiers)"])
    #expect(
      world.institutions[0].venue?.maintenanceTiers
        == MaintenanceTiers(
          [.init(notional: 0, rate: 0.01), .init(notional: 5, rate: 0.02)],
          application: .marginal))
    #expect(try self.world().institutions[0].venue?.maintenanceTiers == nil)
  }

  @Test(
    "what makes no sense is refused, with its place",
    arguments: [
      (["cross_accounts.hedged.positions[1].asset=btc"], "two positions in the same contract"),
      (["cross_accounts.hedged.positions[1].asset=usd"], "accounts in cash"),
      (["cross_accounts.hedged.venue=pool"], "pool"),
      (["cross_accounts.hedged.count=1"], "at least 2"),
      (["cross_accounts.hedged.correlation=1.5"], "between -1 and 1"),
      (
        [
          "cross_accounts.hedged.positions[0].long=0", "cross_accounts.hedged.positions[0].short=0",
        ],
        "no notional on either side"
      ),
      (["account_multiple=1000000"], "at most 100000000"),
      (
        [#"institutions.bourse.venue.maintenance_tiers={"tiers": [{"notional": 1, "rate": 0}]}"#],
        "tiers out of order"
      ),
      (
        [
          #"institutions.bourse.venue.maintenance_tiers={"tiers": [{"notional": 0, "rate": 0.1},"#
            + #" {"notional": 2, "rate": 0.05}]}"#
        ], "tiers out of order"
      ),
    ])
  func refused(overrides: [String], text: String) {
    let only = ["accounts=[]", "positions=[]", "cross_accounts=[\(Self.group)]"]
    let problems = Sample.problems(Sample.complete, overrides: only + overrides)
    #expect("\(problems)".contains(text), "\(problems)")
  }
}
