import Formats
import Scenarios
import Simulation
import Testing

@Suite("Scenario: lending")
struct LendingFormatTests {
  /// Invented numbers.
  private static let text = #"""
    {
      "format": 1, "name": "lending", "clock": {"horizon_hours": 2},
      "jurisdictions": [{"id": "x"}, {"id": "y"}],
      "assets": [
        {"id": "usd", "kind": "settlement"},
        {"id": "eth", "kind": "token", "price": 4, "background_depth": {"x": 500}}],
      "institutions": [
        {"id": "bourse", "kind": "exchange", "home": "x"},
        {"id": "lend", "kind": "lending_protocol", "home": "x", "cash": 500, "venue": {
          "close_factor": 0.5, "lending": {
            "target_health": 1.1, "auction_bidders": 3, "outside_keeper_capacity_per_hour": 20,
            "keepers_need_profit": true, "interest_per_year": 0.08,
            "procyclicality": {"sensitivity": 0.5, "memory_hours": 6}}}},
        {"id": "maker", "kind": "market_maker", "home": "x", "cash": 80,
         "behaviour": {"keeper": {"cash_share": 0.5}}}],
      "chain_throughput_per_hour": {"x": 30},
      "loans": [
        {"id": "loops", "venue": "lend", "collateral": "eth", "count": 3, "debt": 90,
         "liquidation_threshold": 0.8, "loop": {"loan_to_value": 0.75, "loops": 2}}],
      "events": [{"at_hours": 1, "kind": "price_move", "asset": "eth", "fraction": -0.3}]
    }
    """#

  @Test("everything that is said reaches the world")
  func reading() throws {
    let world = try Sample.load(Self.text).specification(replicate: 0)
    var terms = LendingTerms()
    terms.targetHealth = 1.1
    terms.auctionBidders = 3
    terms.outsideKeeperCapacityPerHour = 20
    terms.keepersNeedProfit = true
    terms.interestPerYear = 0.08
    terms.procyclicality = ProcyclicalHaircut(sensitivity: 0.5, memoryHours: 6)
    #expect(world.institutions[1].venue?.lending == terms)
    #expect(world.institutions[2].behaviour.keeping == Keeping(cashShare: 0.5))
    #expect(world.chainThroughputPerHour == [30, .infinity])
  }

  /// (1 − LTV^(k + 1))/(1 − LTV) with LTV = 0.75 (Heimbach and Huang 2024).
  @Test(
    "a loop of deposits and loans has the published leverage",
    arguments: [(1, 1.75), (2, 2.3125), (5, 3.2880859375), (10, 3.831059455871582), (1000, 4)])
  func loop(loops: Int, leverage: Double) throws {
    let loans = try Sample.load(Self.text, overrides: ["loans.loops.loop.loops=\(loops)"])
      .specification(replicate: 0).loanAccounts
    for loan in 0..<3 {
      let value = loans.collateralUnits[loan] * 4
      #expect(abs(value / (value - loans.debt[loan]) - leverage) < 1e-9)
    }
  }

  @Test("the resolved form reads back as the same scenario, and it runs with balanced books")
  func running() throws {
    try Sample.expectRoundTrip(Self.text)
  }

  @Test(
    "each mistake is named at its place",
    arguments: [
      (
        #"institutions.bourse.venue={"lending": {"keepers_need_profit": true}}"#,
        "at /institutions/0/venue: found terms of lending at a venue of kind exchange, expected lending_protocol"
      ),
      (
        "loans.loops.health_factor=1.5",
        "at /loans/0/loop: found both a loop and a health factor, expected one of them"
      ),
      (
        "loans.loops.loop.loan_to_value=0.9",
        "at /loans/0/loop/loan_to_value: found 0.9, expected at most the liquidation threshold (0.8)"
      ),
      (
        "institutions.lend.venue.lending.target_health=0.9",
        "at /institutions/1/venue/lending/target_health: found 0.9, expected a number of at least 1"
      ),
      (
        "institutions.maker.behaviour.keeper.cash_share=0",
        "at /institutions/2/behaviour/keeper/cash_share: found 0, expected a number greater than 0 and at most 1"
      ),
      (
        "chain_throughput_per_hour.z=1",
        #"at /chain_throughput_per_hour/z: found "z", expected the id of a jurisdiction (x, y)"#
      ),
    ])
  func mistakes(override: String, problem: String) {
    Sample.expect(problem, of: Self.text, override: override)
  }
}
