import Formats
import Regimes
import Scenarios
import Simulation
import Testing

@Suite("Scenario: clearing")
struct ClearingFormatTests {
  @Test("contracts off venues reach the world: those stated, then a draw for each pair and class")
  func contracts() throws {
    let scenario = try Sample.load(Sample.complete)
    let world = scenario.specification(replicate: 0)
    let names = world.institutions.map(\.id)
    let house = try #require(names.firstIndex(of: "house"))
    let maker = try #require(names.firstIndex(of: "maker"))
    let bank = try #require(names.firstIndex(of: "bank"))
    #expect(world.bilateralPositions.count == 1 + 5 * 2)
    let stated = BilateralPosition(
      holder: bank, counterparty: maker, asset: 1, quantity: -2, venues: [house])
    #expect(world.bilateralPositions[0] == stated)
    #expect(world.bilateralPositions.dropFirst().allSatisfy { $0.counterparty == bank })
    #expect(world.bilateralPositions[2].venues.isEmpty)
    let other = scenario.specification(replicate: 1)
    #expect(other.bilateralPositions[0] == world.bilateralPositions[0])
    #expect(other.bilateralPositions[1] != world.bilateralPositions[1])
    #expect(scenario.specification(replicate: 0).bilateralPositions == world.bilateralPositions)
  }

  @Test(
    "a correlation of one makes classes of a pair move together, and none of deviation zero stands")
  func correlation() throws {
    let world = try Sample.load(
      Sample.complete, overrides: ["bilateral_networks.swaps.correlation=1"]
    ).specification(replicate: 0)
    for pair in 0..<5 {
      let (first, second) = (
        world.bilateralPositions[1 + 2 * pair], world.bilateralPositions[2 + 2 * pair]
      )
      // Deviations of 5 and 2 at prices of 100 and 4.
      #expect(abs(first.quantity * 100 / 5 - second.quantity * 4 / 2) < 1e-12)
    }
    let flat = try Sample.load(
      Sample.complete, overrides: ["bilateral_networks.swaps.classes[0].standard_deviation=0"]
    ).specification(replicate: 0)
    #expect(flat.bilateralPositions[1].quantity == 0)
  }

  @Test("rules of clearing reach the world and the regime")
  func rules() throws {
    let scenario = try Sample.load(
      Sample.complete,
      overrides: [
        "institutions.house.venue.close_out=auction",
        "institutions.house.venue.auction_premium=0.4",
        #"margin.stress_scenarios=[{"moves": {"eth": -0.2}}, {"moves": {"btc": 0.5, "eth": 0.1}}]"#,
        "jurisdictions.eu.rulebook.uncleared_margin=true",
        "regimes.harmonised.position_data=shared", "regimes.fragmented.topology=linked",
        "regimes.strict.topology=bilateral",
      ])
    let world = scenario.specification(replicate: 0)
    #expect(world.institutions[1].venue?.closeOut == .auction)
    #expect(world.institutions[1].venue?.auctionPremium == 0.4)
    #expect(world.margin.stressScenarios == [[0, 0, -0.2, 0], [0, 0.5, 0.1, 0]])
    #expect(world.jurisdictions.map(\.rulebook.unclearedMargin) == [true, false])
    #expect(scenario.regimes.map(\.positionData) == [.own, .shared, .shared])
    #expect(scenario.regimes.map(\.topology) == [.linked, .global, .bilateral])
    let again = try Sample.load(JSONText.pretty(scenario.resolved))
    #expect(again.specification(replicate: 0) == world)
    for regime in scenario.regimes {
      let record = scenario.simulate(regime: regime, mode: .impact, replicate: 0, checks: true)
      #expect(record.conservationViolations == [])
    }
  }

  @Test(
    "mistakes are named at their place",
    arguments: [
      (
        "bilateral_positions[0].counterparty=bank",
        "at /bilateral_positions/0/counterparty: found a contract of bank with itself, expected another institution"
      ),
      (
        "bilateral_positions[0].quantity=1",
        "at /bilateral_positions/0/quantity: found both, expected either quantity or notional"
      ),
      (
        "bilateral_positions[0].asset=usd",
        "at /bilateral_positions/0/asset: found a contract in cash, expected a token"
      ),
      (
        #"bilateral_positions[0].venues=["pool"]"#,
        #"at /bilateral_positions/0/venues/0: found "pool" of kind lending_protocol, expected exchange or clearing_house"#
      ),
      (
        #"bilateral_positions[0].venues=["house", "house"]"#,
        #"at /bilateral_positions/0/venues/1: found "house" again, expected each venue once"#
      ),
      (
        "bilateral_positions[0].holder=house",
        #"at /bilateral_positions/0/venues/0: found "house", which is a party, expected a venue that is none"#
      ),
      (
        #"bilateral_networks.swaps.members=["bank"]"#,
        "at /bilateral_networks/0/members: found nobody to trade with, expected at least 2 members, or counterparties"
      ),
      (
        "bilateral_networks.swaps.correlation=2",
        "at /bilateral_networks/0/correlation: found 2, expected a fraction between 0 and 1"
      ),
      (
        "bilateral_networks.swaps.classes[1].asset=usd",
        "at /bilateral_networks/0/classes/1/asset: found a contract in cash, expected a token"
      ),
      (
        #"margin.stress_scenarios=[{"moves": {"usd": -0.1}}]"#,
        "at /margin/stress_scenarios/0/moves/usd: found a move of cash, expected a token"
      ),
      (
        #"margin.stress_scenarios=[{"moves": {"btc": -1}}]"#,
        "at /margin/stress_scenarios/0/moves/btc: found -1, expected a number greater than -1 (fraction)"
      ),
      (
        "regimes.strict.position_data=both",
        #"at /regimes/strict/position_data: found "both", expected one of own, shared"#
      ),
      (
        "institutions.house.venue.close_out=sale",
        #"at /institutions/1/venue/close_out: found "sale", expected one of market, auction"#
      ),
    ])
  func mistakes(override: String, problem: String) {
    Sample.expect(problem, of: Sample.complete, override: override)
  }
}
