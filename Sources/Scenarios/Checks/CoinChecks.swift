internal import Formats

extension ScenarioChecks {
  /// Collateral and shares must be tokens; the groups that run are at most all holders outside.
  mutating func checkCoins() {
    for (index, asset) in indexed(source.document.assets) {
      guard case .stablecoin(let coin) = asset.kind else { continue }
      switch coin.backing {
      case .reserves: break
      case .vaults(let terms):
        for (number, vault) in indexed(terms.vaults) {
          checkToken(
            vault.collateral, at: ["assets", index, "backing", "vaults", number, "collateral"])
        }
      case .shares(let minting):
        checkToken(minting.share, at: ["assets", index, "backing", "share"])
      }
      let share = coin.runs.reduce(0) { $0 + $1.share }
      if share > 1 + 1e-9 {
        note(
          ["assets", index, "runs"], found: "shares that sum to \(JSONText.number(share))",
          expected: "at most 1, all that outside holds")
      }
    }
  }

  /// Institutions run on stablecoins and wrapped tokens, on each in one way.
  mutating func checkHeldCoinRuns() {
    for located in source.institutions {
      let runs = located.value.behaviour.coinRuns
      for (number, run) in runs.enumerated() {
        switch source.document.assets[roster.asset(run.asset)].kind {
        case .stablecoin, .wrapped: break
        case .settlement, .token:
          problems.append(
            located.problem(
              "behaviour", found: "coin_runs on \(run.asset)",
              expected: "a stablecoin or a wrapped token"))
        }
        if runs[..<number].contains(where: { $0.asset == run.asset }) {
          problems.append(
            located.problem(
              "behaviour", found: "two coin_runs on \(run.asset)", expected: "one for each asset"))
        }
      }
    }
  }

  private mutating func checkToken(_ asset: String, at tokens: [String]) {
    if case .token = source.document.assets[roster.asset(asset)].kind { return }
    note(tokens, found: "\(JSONText.quoted(asset)), which is no token", expected: "a token")
  }
}
