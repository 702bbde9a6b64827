import Formats
import Scenarios
import Simulation
import Testing

@Suite("Scenario: debt in coins and pools of two tokens")
struct CoinDebtFormatTests {
  /// Invented numbers.
  private static let text = #"""
    {
      "format": 1, "name": "coins", "clock": {"horizon_hours": 2},
      "jurisdictions": [{"id": "x"}],
      "assets": [
        {"id": "usd", "kind": "settlement"},
        {"id": "eth", "kind": "token", "price": 4, "background_depth": {"x": 500}},
        {"id": "dai", "kind": "stablecoin", "issuer": "vaults", "price": 1.25,
         "background_depth": {"x": 500}}],
      "institutions": [
        {"id": "vaults", "kind": "lending_protocol", "home": "x", "cash": 500},
        {"id": "lend", "kind": "lending_protocol", "home": "x", "cash": 500},
        {"id": "swap", "kind": "amm", "home": "x"}],
      "loans": [
        {"id": "own", "venue": "vaults", "collateral": "eth", "count": 1, "debt": 100, "debt_asset": "dai",
         "health_factor": 1.1, "liquidation_threshold": 0.5},
        {"id": "other", "venue": "lend", "collateral": "eth", "count": 1, "debt": 100, "debt_asset": "dai",
         "health_factor": 1.1, "liquidation_threshold": 0.5},
        {"id": "cash", "venue": "lend", "collateral": "eth", "count": 1, "debt": 100}],
      "pools": [
        {"id": "eth-dai", "amm": "swap", "asset": "eth", "quote": "dai", "units": 50, "fee": 0.003,
         "curve": "constant_product", "outside_arbitrage_per_hour": null},
        {"id": "given", "amm": "swap", "asset": "eth", "quote": "dai", "units": 50,
         "quote_units": 90, "curve": "stable_swap"},
        {"id": "eth-usd", "amm": "swap", "asset": "eth", "units": 50, "curve": "constant_product"}],
      "events": [{"at_hours": 1, "kind": "price_move", "asset": "eth", "fraction": -0.2}]
    }
    """#

  @Test(
    "units owed are worth the debt: at face where the venue has issued the coin, else at its price")
  func debt() throws {
    let loans = try Sample.load(Self.text).specification(replicate: 0).loanAccounts
    #expect(loans.debtAsset == [2, 2, 0])
    #expect(loans.debt == [100, 80, 100])
    #expect(abs(loans.collateralUnits[0] - 100 * 1.1 / (0.5 * 4)) < 1e-12)
    #expect(loans.collateralUnits[1] == loans.collateralUnits[0])
  }

  @Test("a pool's other reserve is in units of its quote, balanced unless it is given")
  func pools() throws {
    let pools = try Sample.load(Self.text).specification(replicate: 0).pools
    #expect(pools.map(\.quote) == [2, 2, 0])
    #expect(pools.map(\.cash) == [160, 90, 200])
    #expect(pools.map(\.units) == [50, 50, 50])
  }

  @Test("the resolved form reads back as the same scenario, and it runs with balanced books")
  func running() throws {
    try Sample.expectRoundTrip(Self.text)
  }

  @Test(
    "each mistake is named at its place",
    arguments: [
      (
        "loans.own.debt_asset=eth",
        #"at /loans/0/debt_asset: found "eth", which is no stablecoin, expected a stablecoin, or null for cash"#
      ),
      (
        "loans.own.debt_asset=usd",
        #"at /loans/0/debt_asset: found "usd", which is no stablecoin, expected a stablecoin, or null for cash"#
      ),
      (
        "loans.own.collateral=dai",
        #"at /loans/0/debt_asset: found "dai", which is the collateral, expected another asset"#
      ),
      (
        "pools.eth-dai.quote=eth",
        #"at /pools/0/quote: found "eth", expected a token other than eth, or null for cash"#
      ),
      (
        "pools.eth-dai.quote=usd",
        #"at /pools/0/quote: found "usd", expected a token other than eth, or null for cash"#
      ),
      (
        "pools.eth-dai.cash=5",
        "at /pools/0/cash: found 5, expected quote_units, because the pool has a quote"
      ),
      (
        "pools.eth-usd.quote_units=5",
        "at /pools/2/quote_units: found 5, expected a quote beside it"
      ),
      (
        #"events=[{"at_hours": 0, "kind": "pool_manipulation", "pool": "given", "fraction": 0.1}]"#,
        "at /events/0/pool: found a pool whose quote is dai, expected a pool of a token and cash"
      ),
    ])
  func mistakes(override: String, problem: String) {
    Sample.expect(problem, of: Self.text, override: override)
  }
}
