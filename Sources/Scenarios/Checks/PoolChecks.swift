internal import Formats
internal import Simulation

extension ScenarioChecks {
  /// Pools belong to automated market makers and hold a token.
  mutating func checkPools() {
    for (index, pool) in indexed(source.document.pools) {
      let host = source.institutions[roster.seats[roster.institution(pool.amm)].entry].value
      if host.kind != .automatedMarketMaker {
        note(
          ["pools", index, "amm"],
          found: "\(JSONText.quoted(pool.amm)) of kind \(host.kind.rawValue)", expected: "amm")
      }
      if pool.asset == source.document.assets.first?.id {
        note(["pools", index, "asset"], found: "a pool of cash", expected: "a token")
      }
    }
  }
}
