import Contagion
import Regimes
import Simulation
import Testing

@testable import Scenarios

@Suite("Scenario: bridges, treasuries, custody that is lent on, interventions")
struct InterventionTests {
  private static let text = #"""
    {"format": 1, "name": "bridges", "jurisdictions": [{"id": "x"}, {"id": "y"}],
     "assets": [
       {"id": "usd", "kind": "settlement"},
       {"id": "eth", "kind": "token", "price": 100},
       {"id": "coin", "kind": "stablecoin", "issuer": "mint", "price": 1},
       {"id": "weth", "kind": "wrapped", "bridge": "span", "underlying": "eth",
        "held_outside": 7, "capacity_per_hour": 50, "background_depth": {"y": 300},
        "impact": {"function": "linear", "floor": 0.2}, "impact_half_life_hours": 2}],
     "institutions": [
       {"id": "mint", "kind": "stablecoin_issuer", "home": "x", "cash": 10},
       {"id": "span", "kind": "bridge", "home": "x", "tokens": {"eth": 20}},
       {"id": "keeper", "kind": "custodian", "home": "x",
        "rehypothecation": [{"to": "broker", "share": 0.4, "buys": "eth"}]},
       {"id": "broker", "kind": "fund", "home": "y",
        "pledges": [{"lender": "keeper", "asset": "eth", "units": 3}],
        "rehypothecation": [{"to": "mint", "share": 0.3}]},
       {"id": "chest", "kind": "treasury", "home": "x", "cash": 90,
        "behaviour": {"support": {"asset": "eth", "floor_share": 0.8, "budget_per_hour": 6,
                                  "reserve": "coin"},
                      "backstops": [{"institution": "mint", "equity_share": 0.2}]}}],
     "events": [
       {"at_hours": 1, "kind": "price_path", "asset": "eth",
        "points": [{"hours": 0, "price": 100}, {"hours": 3, "price": 60}]},
       {"at_hours": 2, "kind": "de_peg", "coin": "coin", "fraction": 0.1},
       {"at_hours": 3, "kind": "bridge_halt", "bridge": "span", "duration_hours": 4},
       {"at_hours": 4, "kind": "fraud_revealed", "institution": "broker", "amount": 5},
       {"at_hours": 5, "kind": "capital_injection", "institution": "mint", "amount": 6}],
     "regimes": {"r": {"interoperability": {"finality_hours": 2, "message_failure": 0.25,
                                            "message_timeout_hours": 3}}}}
    """#

  @Test("a loan against a wrapped token is as large as one against what is locked")
  func wrappedCollateral() throws {
    let lending = #"""
      {"id": "lending", "kind": "lending_protocol", "home": "x", "cash": 1},
      {"id": "mint",
      """#
    let loans = #"""
      "loans": [{"id": "a", "venue": "lending", "collateral": "weth", "count": 1, "debt": 40,
                 "health_factor": 2, "liquidation_threshold": 0.8}],
      "events": [
      """#
    let text = Self.text.replacing("{\"id\": \"mint\",", with: lending, maxReplacements: 1)
      .replacing("\"events\": [", with: loans, maxReplacements: 1)
    let world = try Sample.load(text).specification(replicate: 0)
    // Two times the debt over the threshold, at 100 a unit.
    #expect(abs(world.loanAccounts.collateralUnits[0] - 1) < 1e-12)
  }

  @Test("every key of bridges, treasuries and lending on reaches the world")
  func institutions() throws {
    let world = try Sample.load(Self.text).specification(replicate: 0)
    let wrapped = world.assets[3]
    #expect(wrapped.kind == .wrapped(bridge: 1, underlying: 1, capacityPerHour: 50))
    #expect(wrapped.price == 100)
    #expect(wrapped.heldOutside == 7)
    #expect(wrapped.backgroundDepth == [0, 300])
    #expect(wrapped.impact.floor == 0.2)
    #expect(wrapped.impactHalfLifeHours == 2)
    #expect(world.institutions[2].rehypothecation == [Rehypothecation(to: 3, share: 0.4, buys: 1)])
    #expect(world.institutions[3].rehypothecation == [Rehypothecation(to: 0, share: 0.3)])
    #expect(world.institutions[3].pledges == [Pledge(lender: 2, asset: 1, units: 3)])
    let chest = world.institutions[4].behaviour
    #expect(
      chest.support == TokenSupport(asset: 1, floorShare: 0.8, budgetPerHour: 6, reserve: 2))
    #expect(chest.backstops == [Backstop(institution: 0, equityShare: 0.2)])
  }

  @Test("every key of the interventions and of the regime reaches the world")
  func events() throws {
    let scenario = try Sample.load(Self.text)
    #expect(
      scenario.specification(replicate: 0).events == [
        ScheduledEvent(
          atHours: 1,
          kind: .pricePath(
            asset: 1,
            points: [PricePoint(hours: 0, price: 100), PricePoint(hours: 3, price: 60)])),
        ScheduledEvent(atHours: 2, kind: .dePeg(coin: 2, fraction: 0.1)),
        ScheduledEvent(atHours: 3, kind: .bridgeHalt(bridge: 1, durationHours: 4)),
        ScheduledEvent(atHours: 4, kind: .fraudRevealed(institution: 3, amount: 5)),
        ScheduledEvent(atHours: 5, kind: .capitalInjection(institution: 0, amount: 6)),
      ])
    var expected = Interoperability()
    expected.finalityHours = 2
    expected.messageFailure = 0.25
    expected.messageTimeoutHours = 3
    let regime = try #require(scenario.regimes.first)
    #expect(scenario.resolvedRegime(regime).interoperability == expected)
  }

  @Test(
    "each mistake is named at its place",
    arguments: [
      (
        "assets.weth.underlying=usd",
        #"at /assets/3/underlying: found "usd", expected a token or a stablecoin"#
      ),
      (
        "assets.weth.bridge=mint",
        #"at /assets/3/bridge: found "mint" of kind stablecoin_issuer, expected bridge"#
      ),
      (
        "events[2].bridge=mint",
        #"at /events/2/bridge: found "mint" of kind stablecoin_issuer, expected bridge"#
      ),
      ("events[1].coin=eth", #"at /events/1/coin: found "eth", expected a stablecoin"#),
      (
        "events[0].asset=usd",
        "at /events/0/asset: found a path of the price of cash, expected a token"
      ),
      (
        "events[0].points[1].hours=0",
        "at /events/0/points: found a point at 0 hours after one at 0, expected times that rise"
      ),
      (
        "institutions.broker.rehypothecation[0].to=keeper",
        "at /institutions/2/rehypothecation: found a chain that comes back to keeper, expected a chain that ends"
      ),
      (
        "institutions.chest.behaviour.backstops[0].institution=chest",
        "at /institutions/4/behaviour: found a backstop of itself, expected another institution"
      ),
      (
        "institutions.broker.pledges[0].asset=usd",
        "at /institutions/3/pledges: found a pledge of usd to keeper, expected a token, for another institution"
      ),
      (
        "institutions.broker.pledges[0].lender=broker",
        "at /institutions/3/pledges: found a pledge of eth to broker, expected a token, for another institution"
      ),
      (
        "institutions.chest.behaviour.support.reserve=usd",
        "at /institutions/4/behaviour: found support of or by cash, expected a token"
      ),
      (
        "institutions.keeper.rehypothecation[0].buys=usd",
        "at /institutions/2/rehypothecation: found cash spent on cash, expected a token"
      ),
      (
        #"institutions.keeper.rehypothecation=[{"to": "broker", "share": 1}, {"to": "mint", "share": 0.5}]"#,
        "at /institutions/2/rehypothecation: found shares that sum to 1.5, expected at most 1"
      ),
      (
        "regimes.r.interoperability.message_failure=2",
        "at /regimes/r/interoperability/message_failure: found 2, expected a probability between 0 and 1"
      ),
    ])
  func problems(override: String, expected: String) {
    let found = Sample.problems(Self.text, overrides: [override])
    #expect(found.contains(expected), "\(found)")
  }
}
