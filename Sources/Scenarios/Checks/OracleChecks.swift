internal import Formats
internal import Simulation

extension ScenarioChecks {
  /// Operators of oracles are of their kind; nobody lies about cash.
  mutating func checkOracles() {
    for (index, oracle) in indexed(source.document.oracles) {
      guard let name = oracle.operatorInstitution else { continue }
      let entry = source.institutions[roster.seats[roster.institution(name)].entry].value
      if entry.kind != .oracleOperator {
        note(
          ["oracles", index, "operator"],
          found: "\(JSONText.quoted(name)) of kind \(entry.kind.rawValue)",
          expected: "oracle_operator")
      }
    }
    for (index, event) in indexed(source.document.events) {
      if case .oracleManipulation(let push) = event.kind,
        push.asset == source.document.assets.first?.id
      {
        note(["events", index, "asset"], found: "a false price of cash", expected: "a token")
      }
    }
  }
}
