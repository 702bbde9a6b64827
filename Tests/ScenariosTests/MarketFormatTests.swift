import Contagion
import Formats
import Regimes
import Scenarios
import Simulation
import Testing

@Suite("Scenario: pools and oracles")
struct MarketFormatTests {
  /// Invented numbers.
  private static let text = #"""
    {
      "format": 1, "name": "markets", "clock": {"horizon_hours": 2},
      "jurisdictions": [{"id": "x"}, {"id": "y"}],
      "assets": [
        {"id": "usd", "kind": "settlement"},
        {"id": "eth", "kind": "token", "price": 4, "annual_volatility": 1,
         "background_depth": {"x": 50, "y": 20}},
        {"id": "coin", "kind": "stablecoin", "issuer": "issuer", "price": 1, "held_outside": 10}],
      "institutions": [
        {"id": "bourse", "kind": "exchange", "home": "x", "cash": 100},
        {"id": "lend", "kind": "lending_protocol", "home": "y", "cash": 500,
         "venue": {"oracle": "median"}},
        {"id": "issuer", "kind": "stablecoin_issuer", "home": "x", "cash": 100},
        {"id": "bank", "kind": "lender", "home": "x", "cash": 80},
        {"id": "swap", "kind": "amm", "home": "y"},
        {"id": "feeds", "kind": "oracle_operator", "home": "x", "cash": 5}],
      "pools": [
        {"id": "eth-usd", "amm": "swap", "asset": "eth", "units": 50, "cash": 210, "fee": 0.003,
         "curve": "constant_product", "providers": {"bank": 0.25},
         "exit": {"divergence_loss": 0.1, "annual_volatility": 3, "half_life_hours": 2},
         "outside_arbitrage_per_hour": 40},
        {"id": "coin-usd", "amm": "swap", "asset": "coin", "units": 20, "curve": "stable_swap",
         "amplification": 200}],
      "oracles": [
        {"id": "median", "aggregation": "median", "operator": "feeds", "latency_hours": 0.1,
         "heartbeat_hours": 1, "deviation_threshold": 0.005,
         "feeds": [{"market": "jurisdiction", "id": "y"}, {"market": "venue", "id": "bourse"},
                   {"market": "pool", "id": "eth-usd", "weight": 2}]}],
      "oracle_hazard": {"rate_per_year": 0.1, "duration_hours": 2},
      "events": [
        {"at_hours": 0, "kind": "oracle_failure", "oracle": "median", "duration_hours": 1},
        {"at_hours": 1, "kind": "oracle_manipulation", "venue": "bourse", "asset": "eth",
         "fraction": 0.2, "duration_hours": 1},
        {"at_hours": 1, "kind": "pool_manipulation", "pool": "eth-usd", "fraction": 0.2,
         "duration_hours": 3}]
    }
    """#

  @Test("standards of oracles reach the oracle and the rulebooks")
  func oracleStandards() throws {
    let plain = try Sample.load(Self.text).specification(replicate: 0)
    #expect(plain.oracles[0].standard == nil)
    #expect(plain.jurisdictions.allSatisfy { $0.rulebook.oracleStandard == nil })
    let said = try Sample.load(
      Self.text,
      overrides: [
        "oracles.median.standard=node", #"rulebook={"oracle_standard":"relay"}"#,
        #"jurisdictions.y.rulebook={"oracle_standard":"other"}"#,
      ]
    ).specification(replicate: 0)
    #expect(said.oracles[0].standard == "node")
    #expect(said.jurisdictions.map(\.rulebook.oracleStandard) == ["relay", "other"])
    let refused = Sample.problems(Self.text, overrides: ["oracles.median.standard=5"])
    #expect(refused.contains("standard") && refused.contains("5"))
  }

  @Test("everything that is said reaches the world")
  func reading() throws {
    let world = try Sample.load(Self.text).specification(replicate: 0)
    var first = PoolSpecification(id: "eth-usd", host: 4, asset: 1, units: 50, cash: 210)
    first.fee = 0.003
    first.providers = [PoolShare(institution: 3, share: 0.25)]
    var exit = LiquidityExit()
    exit.divergenceLoss = 0.1
    exit.annualVolatility = 3
    exit.halfLifeHours = 2
    first.exit = exit
    first.outsideArbitragePerHour = 40
    var second = PoolSpecification(id: "coin-usd", host: 4, asset: 2, units: 20, cash: 20)
    second.curve = .stableSwap(amplification: 200)
    #expect(world.pools == [first, second])
    var oracle = OracleSpecification(
      id: "median",
      feeds: [
        WeightedFeed(feed: .jurisdiction(1), weight: 1), WeightedFeed(feed: .venue(0), weight: 1),
        WeightedFeed(feed: .pool(0), weight: 2),
      ])
    oracle.aggregation = .median
    oracle.latencyHours = 0.1
    oracle.heartbeatHours = 1
    oracle.deviationThreshold = 0.005
    oracle.operatorInstitution = 5
    #expect(world.oracles == [oracle])
    #expect(world.oracleHazard == OracleHazard(ratePerYear: 0.1, durationHours: 2))
    #expect(world.institutions[1].venue?.oracle == "median")
    #expect(
      world.events.map(\.kind) == [
        .namedOracleFailure(oracle: 0, durationHours: 1),
        .oracleManipulation(target: .venue(0), asset: 1, fraction: 0.2, durationHours: 1),
        .poolManipulation(pool: 0, fraction: 0.2, durationHours: 3),
      ])
  }

  @Test("the resolved form reads back as the same scenario, and it runs with balanced books")
  func running() throws {
    try Sample.expectRoundTrip(Self.text)
  }

  @Test(
    "each mistake is named at its place",
    arguments: [
      (
        "pools.eth-usd.amm=bank",
        #"at /pools/0/amm: found "bank" of kind lender, expected amm"#
      ),
      ("pools.eth-usd.asset=usd", "at /pools/0/asset: found a pool of cash, expected a token"),
      (
        "pools.eth-usd.fee=1",
        "at /pools/0/fee: found 1, expected a number of at least 0 and less than 1"
      ),
      (
        #"pools.eth-usd.providers={"bank": 0.6, "issuer": 0.5}"#,
        "at /pools/0/providers: found shares that sum to 1.1, expected at most 1"
      ),
      (
        "oracles.median.operator=bank",
        #"at /oracles/0/operator: found "bank" of kind lender, expected oracle_operator"#
      ),
      (
        "oracles.median.feeds=[]",
        "at /oracles/0/feeds: found 0 values, expected an array of at least 1 values"
      ),
      (
        "institutions.lend.venue.oracle_latency_hours=1",
        "at /institutions/1/venue/oracle: found the oracle median and an oracle of its own, expected either, without oracle_latency_hours and oracle_source"
      ),
      (
        "institutions.lend.venue.oracle=mean",
        #"at /institutions/1/venue/oracle: found "mean", expected the id of an oracle (median); did you mean "median"?"#
      ),
      (
        "events[0].venue=bourse",
        "at /events/0/venue: found both venue and oracle, expected one of them"
      ),
      (
        "events[0].oracle=null",
        "at /events/0/venue: found neither venue nor oracle, expected one of them"
      ),
      ("events[1].asset=usd", "at /events/1/asset: found a false price of cash, expected a token"),
    ])
  func mistakes(override: String, problem: String) {
    Sample.expect(problem, of: Self.text, override: override)
  }

  @Test(
    "every law of impact can be written",
    arguments: [
      ("exponential", PriceImpact.exponential(floor: 0.2)), ("linear", .linear(floor: 0.2)),
      ("proportional", .proportional(floor: 0.2)), ("level_dependent", .levelDependent(floor: 0.2)),
      ("constant_product", .constantProduct(floor: 0.2)),
      ("square_root", .powerLaw(exponent: 2, floor: 0.2)),
    ])
  func impact(word: String, law: PriceImpact) throws {
    let scenario = try Sample.load(
      Self.text, overrides: [#"assets.eth.impact={"function": "\#(word)", "floor": 0.2}"#])
    #expect(scenario.specification(replicate: 0).assets[1].impact == law)
    #expect(JSONText.compact(scenario.resolved).contains("\"\(word)\""))
  }

  @Test("a power law has an exponent")
  func powerLaw() throws {
    let scenario = try Sample.load(
      Self.text, overrides: [#"assets.eth.impact={"function": "power_law", "exponent": 0.7}"#])
    let law = PriceImpact.powerLaw(exponent: 0.7, floor: 0.01)
    #expect(scenario.specification(replicate: 0).assets[1].impact == law)
  }

  @Test("no value in any place traps the reader")
  func robustness() throws {
    let root = try JSONReader.read(Self.text, file: "s.json")
    var read = 0
    for pointer in root.pointers(below: JSONPointer()) {
      for value: JSONValue in [.null, "x", -1, 1e300, [], ["distribution": "uniform"]] {
        var changed = root
        guard changed.replace(pointer, with: JSONNode(plain: value)) else { continue }
        guard Sample.problems(JSONText.compact(changed.plain)) == "valid" else { continue }
        read += 1
      }
    }
    #expect(read > 20)
  }
}
