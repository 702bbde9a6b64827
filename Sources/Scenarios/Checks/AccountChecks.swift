internal import Formats
internal import Simulation

extension ScenarioChecks {
  /// Cross-margin accounts trade tokens at exchanges.
  mutating func checkCrossAccounts() {
    for (index, group) in indexed(source.document.crossAccounts) {
      if let problem = mismatch(group.venue, [.exchange]) {
        note(["cross_accounts", index, "venue"], found: problem.found, expected: problem.expected)
      }
      if let collateral = group.collateral, isCash(collateral.asset) {
        note(
          ["cross_accounts", index, "collateral", "asset"], found: "cash",
          expected: "a token; what is not in tokens is cash")
      }
      for (place, position) in indexed(group.positions)
      where position.asset == source.document.assets.first?.id {
        note(
          ["cross_accounts", index, "positions", place, "asset"], found: "accounts in cash",
          expected: "a token")
      }
    }
    checkAccountCounts()
  }

  /// All accounts together must be countable, and fit into memory.
  private mutating func checkAccountCounts() {
    let count = source.document.marginPositions
    guard count > Self.mostAccounts else { return }
    note(
      ["account_multiple"], found: "positions of \(JSONText.number(count)) accounts in all",
      expected: "at most \(JSONText.number(Self.mostAccounts))")
  }

  private static let mostAccounts = 1e8
}

extension ScenarioDocument {
  /// How many positions the groups of margin accounts have in all.
  var marginPositions: Double {
    let positions =
      accounts.reduce(0.0) { $0 + Double($1.count) }
      + crossAccounts.reduce(0.0) { $0 + Double($1.count * $1.positions.count) }
    return positions * Double(accountMultiple)
  }
}
