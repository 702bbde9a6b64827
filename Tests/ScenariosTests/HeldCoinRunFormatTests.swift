import Formats
import Scenarios
import Simulation
import Testing

@Suite("Scenario: institutions that run on coins")
struct HeldCoinRunFormatTests {
  /// Invented numbers.
  private static let text = #"""
    {
      "format": 1, "name": "holders", "clock": {"horizon_hours": 2},
      "jurisdictions": [{"id": "x"}],
      "assets": [
        {"id": "usd", "kind": "settlement"},
        {"id": "btc", "kind": "token", "price": 100, "background_depth": {"x": 500}},
        {"id": "coin", "kind": "stablecoin", "issuer": "issuer", "price": 1,
         "background_depth": {"x": 500}},
        {"id": "wbtc", "kind": "wrapped", "bridge": "bridge", "underlying": "btc",
         "background_depth": {"x": 500}}],
      "institutions": [
        {"id": "issuer", "kind": "stablecoin_issuer", "home": "x", "cash": 500,
         "behaviour": {"redemption": {"asset": "coin"}}},
        {"id": "bridge", "kind": "bridge", "home": "x", "tokens": {"btc": 9}},
        {"id": "fund", "count": 3, "kind": "fund", "home": "x", "cash": 5,
         "tokens": {"coin": 10, "wbtc": 2}, "behaviour": {"coin_runs": [
           {"asset": "coin", "signal": "price", "exit": "redeem", "exit_share": 0.5,
            "threshold": {"distribution": "uniform", "minimum": 0.8, "maximum": 0.99},
            "reaction_hours": {"distribution": "uniform", "minimum": 1, "maximum": 9},
            "information_lag_hours": 3},
           {"asset": "wbtc", "signal": "coverage", "exit": "sell", "threshold": 0.9}]}}]
    }
    """#

  @Test(
    "everything that is said reaches the world; each member draws its own threshold and reaction")
  func reading() throws {
    let world = try Sample.load(Self.text).specification(replicate: 0)
    let runs = (2...4).map { world.institutions[$0].behaviour.coinRuns }
    #expect(runs.allSatisfy { $0.count == 2 && $0[0].asset == 2 && $0[1].asset == 3 })
    let first = runs.map { $0[0] }
    #expect(Set(first.map(\.threshold)).count == 3 && Set(first.map(\.reactionHours)).count == 3)
    #expect(
      first.allSatisfy { (0.8...0.99).contains($0.threshold) && (1...9).contains($0.reactionHours) }
    )
    #expect(
      first.allSatisfy { $0.exitShare == 0.5 && $0.informationLagHours == 3 && $0.exit == .redeem })
    #expect(runs[0][1] == HeldCoinRun(asset: 3, signal: .coverage, threshold: 0.9, exit: .sell))
  }

  @Test("the resolved form reads back as the same scenario, and it runs with balanced books")
  func running() throws {
    try Sample.expectRoundTrip(Self.text)
  }

  @Test(
    "each mistake is named at its place",
    arguments: [
      (
        #"institutions.fund.behaviour.coin_runs=[{"asset": "btc", "signal": "price", "threshold": 1, "exit": "sell"}]"#,
        "at /institutions/2/behaviour: found coin_runs on btc, expected a stablecoin or a wrapped token"
      ),
      (
        #"institutions.fund.behaviour.coin_runs=[{"asset": "coin", "signal": "price", "threshold": 1, "exit": "sell"}, {"asset": "coin", "signal": "coverage", "threshold": 1, "exit": "sell"}]"#,
        "at /institutions/2/behaviour: found two coin_runs on coin, expected one for each asset"
      ),
    ])
  func mistakes(override: String, problem: String) {
    Sample.expect(problem, of: Self.text, override: override)
  }
}
