internal import Formats

/// What must hold between objects of a scenario, beyond the shape of each.
struct ScenarioChecks {
  let source: ScenarioSource
  let roster: Roster
  var problems: [Problem] = []

  init(_ source: ScenarioSource) {
    self.source = source
    roster = Roster(source)
  }

  /// Every problem of meaning of a scenario whose shape is right.
  static func problems(of source: ScenarioSource) -> [Problem] {
    var checks = ScenarioChecks(source)
    checks.checkAssets()
    checks.checkInstitutions()
    guard checks.problems.isEmpty else { return checks.problems }
    checks.checkCoins()
    checks.checkHeldCoinRuns()
    checks.checkWrapped()
    checks.checkInterventions()
    checks.checkConsolidation()
    checks.checkVenues()
    checks.checkContracts()
    checks.checkBilateral()
    checks.checkPools()
    checks.checkOracles()
    checks.checkLending()
    checks.checkNetworks()
    checks.checkCorrelation()
    checks.checkRegimes()
    checks.checkProvenance()
    guard checks.problems.isEmpty else { return checks.problems }
    checks.checkPositions()
    return checks.problems
  }

  /// Notes a problem at a pointer of the scenario file, or the nearest value above that is written.
  mutating func note(_ tokens: [String], found: String, expected: String, hint: String? = nil) {
    let pointer = JSONPointer(tokens)
    var written = pointer
    while source.root[written] == nil, !written.tokens.isEmpty { written.tokens.removeLast() }
    problems.append(
      Problem(
        file: source.file, place: .json(pointer, source.root[written]?.position), found: found,
        expected: expected, hint: hint))
  }

  /// The entries of the scenario file that stand under a key, with their indices as tokens.
  func indexed<Value>(_ values: [Value]) -> [(String, Value)] {
    values.enumerated().map { (String($0.offset), $0.element) }
  }
}
