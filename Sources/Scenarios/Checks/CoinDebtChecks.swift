internal import Formats

extension ScenarioChecks {
  /// Debt is in cash or in a stablecoin that does not secure it; at most as much as there is of one that others issue.
  mutating func checkCoinDebt() {
    for (index, group) in indexed(source.document.loans) {
      guard let coin = group.debtAsset else { continue }
      let asset = source.document.assets[roster.asset(coin)]
      guard case .stablecoin = asset.kind else {
        note(
          ["loans", index, "debt_asset"],
          found: "\(JSONText.quoted(coin)), which is no stablecoin",
          expected: "a stablecoin, or null for cash")
        continue
      }
      if coin == group.collateral {
        note(
          ["loans", index, "debt_asset"],
          found: "\(JSONText.quoted(coin)), which is the collateral",
          expected: "another asset")
      }
    }
  }
}
