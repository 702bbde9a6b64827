internal import Formats
internal import Simulation

extension ScenarioChecks {
  /// Only institutions that keep no book for others can merge.
  mutating func checkConsolidation() {
    let able = InstitutionKind.allCases.filter(\.canMerge).map(\.rawValue)
    for located in source.institutions
    where located.value.behaviour.consolidation != nil && !located.value.kind.canMerge {
      problems.append(
        located.problem(
          "behaviour", found: "consolidation of kind \(located.value.kind.rawValue)",
          expected: "one of \(able.joined(separator: ", "))"))
    }
  }
}
