internal import Formats
internal import Regimes
internal import Simulation

extension ScenarioChecks {
  private var document: ScenarioDocument { source.document }

  /// Every regime must resolve, and what is compared must be run.
  mutating func checkRegimes() {
    let runnable = document.regimes.entries.filter { !$0.value.isAbstract }
    if runnable.isEmpty {
      note(["regimes"], found: "no regime to run", expected: "at least one that is not abstract")
    }
    let jurisdictions = builder(replicate: 0).jurisdictions()
    for entry in document.regimes.entries {
      checkClearer(of: entry.key, entry.value)
      let regime = entry.value.regime(named: entry.key, jurisdictions: roster.jurisdictions)
      do throws(RecognitionError) {
        _ = try ResolvedRegime(regime, jurisdictions: jurisdictions, assets: roster.assets)
      } catch {
        switch error {
        case .notTransitive(let a, let b, let c):
          let names = [a, b, c].map { roster.jurisdictions[$0] }
          note(
            ["regimes", entry.key, "recognition"],
            found: """
              full recognition between \(names[0]) and \(names[1]), and \(names[1]) and \
              \(names[2]), but not between \(names[0]) and \(names[2])
              """, expected: "full recognition that is transitive")
        }
      }
    }
    checkComparison(runnable.map(\.key))
  }

  /// Who clears for the world must be a clearing house.
  private mutating func checkClearer(of name: String, _ regime: RegimeEntry) {
    let place = ["regimes", name, "global_clearer"]
    // Told once, where it is written and not where it is inherited.
    guard let clearer = regime.globalClearer, source.root[JSONPointer(place)] != nil else { return }
    let houses = roster.seats.filter {
      source.institutions[$0.entry].value.kind == .clearingHouse
    }.map(\.id)
    guard !houses.contains(clearer) else { return }
    note(
      place, found: JSONText.quoted(clearer),
      expected: "a clearing house"
        + (houses.isEmpty ? "; there is none" : ": " + houses.joined(separator: ", ")))
  }

  private mutating func checkComparison(_ runnable: [String]) {
    var uses: [([String], String)] = []
    if let baseline = document.comparison.baseline { uses.append((["baseline"], baseline)) }
    if let cells = document.comparison.twoByTwo {
      uses += cells.regimes.map { (["two_by_two", $0.cell], $0.regime) }
    }
    for (tokens, regime) in uses where !runnable.contains(regime) {
      note(
        ["comparison"] + tokens, found: "\(JSONText.quoted(regime)), which is abstract",
        expected: "a regime that is run: \(runnable.joined(separator: ", "))")
    }
  }
}

extension RegimeEntry {
  func regime(named name: String, jurisdictions: [String]) -> Regime {
    var regime = Regime(name: name)
    regime.path = path.path
    regime.recognition = recognition.recognition(jurisdictions: jurisdictions)
    regime.topology = topology
    regime.globalClearer = globalClearer
    regime.coordination = coordination
    regime.settlementDelayHours = settlementDelayHours
    regime.commonality = commonality
    regime.transitionCostPerRule = transitionCostPerRule
    return regime
  }
}
