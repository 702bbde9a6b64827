internal import Formats
internal import Simulation

extension ScenarioChecks {
  /// Terms of lending stand at lending protocols; a loop is within the threshold of its loans.
  mutating func checkLending() {
    for located in source.institutions {
      let entry = located.value
      guard let venue = entry.venue, venue.lending != LendingTerms(),
        entry.kind != .lendingProtocol
      else { continue }
      problems.append(
        located.problem(
          "venue", found: "terms of lending at a venue of kind \(entry.kind.rawValue)",
          expected: "lending_protocol"))
    }
    checkCoinDebt()
    for (index, group) in indexed(source.document.loans) {
      guard let loop = group.loop else { continue }
      if group.healthFactor != LoanGroupEntry().healthFactor {
        note(
          ["loans", index, "loop"], found: "both a loop and a health factor",
          expected: "one of them")
      } else if loop.loanToValue > group.liquidationThreshold {
        note(
          ["loans", index, "loop", "loan_to_value"], found: JSONText.number(loop.loanToValue),
          expected:
            "at most the liquidation threshold (\(JSONText.number(group.liquidationThreshold)))")
      }
    }
  }
}
