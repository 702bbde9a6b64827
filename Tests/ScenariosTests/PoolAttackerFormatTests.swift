import Formats
import Scenarios
import Simulation
import Testing

@Suite("Scenario: who manipulates a pool, and tokens behind cross margin")
struct PoolAttackerFormatTests {
  /// Invented numbers.
  private static let text = #"""
    {
      "format": 1, "name": "robbery", "clock": {"horizon_hours": 3},
      "jurisdictions": [{"id": "x"}],
      "assets": [
        {"id": "usd", "kind": "settlement"},
        {"id": "eth", "kind": "token", "price": 4, "background_depth": {"x": 500}},
        {"id": "btc", "kind": "token", "price": 50, "background_depth": {"x": 500}}],
      "institutions": [
        {"id": "bourse", "kind": "exchange", "home": "x", "cash": 100},
        {"id": "lend", "kind": "lending_protocol", "home": "x", "cash": 500},
        {"id": "thief", "kind": "fund", "home": "x", "cash": 90},
        {"id": "swap", "kind": "amm", "home": "x"}],
      "pools": [
        {"id": "eth-usd", "amm": "swap", "asset": "eth", "units": 50, "curve": "constant_product"}],
      "cross_accounts": [
        {"id": "pairs", "venue": "bourse", "count": 4, "leverage": 5, "size": 1,
         "positions": [{"asset": "btc", "long": 100, "short": 100},
                       {"asset": "eth", "long": 30, "short": 30}],
         "collateral": {"asset": "btc", "share": 0.25}, "offset": 0.4}],
      "events": [
        {"at_hours": 1, "kind": "pool_manipulation", "pool": "eth-usd", "fraction": 3,
         "duration_hours": 1, "attacker": {"institution": "thief", "borrows_at": "lend",
                                           "loan_to_value": 0.6, "liquidation_threshold": 0.7}}]
    }
    """#

  @Test("everything that is said reaches the world")
  func reading() throws {
    let world = try Sample.load(Self.text).specification(replicate: 0)
    var attacker = PoolAttacker(institution: 2, borrowsAt: 1)
    attacker.loanToValue = 0.6
    attacker.liquidationThreshold = 0.7
    #expect(
      world.events[0].kind
        == .poolManipulation(pool: 0, fraction: 3, durationHours: 1, by: attacker))
  }

  @Test("a share of what cross accounts post is in tokens, in proportion to their positions")
  func collateral() throws {
    let accounts = try Sample.load(Self.text).specification(replicate: 0).marginAccounts
    #expect(accounts.collateralAsset.allSatisfy { $0 == 2 })
    #expect(accounts.crossGroups.map(\.offset) == [0.4])
    for m in accounts.quantity.indices {
      let posted = accounts.margin[m] + 50 * accounts.collateralUnits[m]
      #expect(abs(posted - abs(accounts.quantity[m]) * accounts.entryPrice[m] / 5) < 1e-9)
      #expect(abs(accounts.margin[m] - 0.75 * posted) < 1e-9)
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
        #"events=[{"at_hours": 0, "kind": "pool_manipulation", "pool": "eth-usd", "fraction": 1, "attacker": {"institution": "thief", "borrows_at": "bourse"}}]"#,
        #"at /events/0/attacker/borrows_at: found "bourse" of kind exchange, expected lending_protocol"#
      ),
      (
        #"events=[{"at_hours": 0, "kind": "pool_manipulation", "pool": "eth-usd", "fraction": 1, "attacker": {"institution": "thief", "loan_to_value": 0.9}}]"#,
        "at /events/0/attacker/loan_to_value: found 0.9, expected at most the liquidation threshold (0.8)"
      ),
      (
        #"cross_accounts.pairs.collateral={"asset": "usd"}"#,
        "at /cross_accounts/0/collateral/asset: found cash, expected a token; what is not in tokens is cash"
      ),
    ])
  func mistakes(override: String, problem: String) {
    Sample.expect(problem, of: Self.text, override: override)
  }
}
