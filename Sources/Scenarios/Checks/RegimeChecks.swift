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
      checkBlocs(of: entry.key, entry.value)
      checkTransition(entry.key, entry.value)
      guard entry.value.between == nil else {
        checkBetween(entry.key, entry.value)
        continue
      }
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

  /// A jurisdiction can move with one bloc only.
  private mutating func checkBlocs(of name: String, _ regime: RegimeEntry) {
    var taken: Set<String> = []
    for (index, bloc) in regime.blocs.enumerated() {
      for (place, member) in bloc.members.enumerated() where !taken.insert(member).inserted {
        note(
          ["regimes", name, "blocs", String(index), "members", String(place)],
          found: "\(JSONText.quoted(member)), which is in a bloc already",
          expected: "a jurisdiction that is in one bloc")
      }
    }
  }

  /// The ends of a path are regimes of their own, and what lies between them says nothing itself.
  private mutating func checkBetween(_ name: String, _ regime: RegimeEntry) {
    guard let between = regime.between else { return }
    for (key, end) in [("from", between.from), ("to", between.to)]
    where document.regimes[end]?.between != nil || document.regimes[end]?.transition != nil {
      let isBetween = document.regimes[end]?.between != nil
      note(
        ["regimes", name, "between", key],
        found: "\(JSONText.quoted(end)), which "
          + (isBetween ? "lies between two others itself" : "changes in the course of a run"),
        expected: "a regime that is what it says")
    }
    var bare = RegimeEntry()
    bare.isAbstract = regime.isAbstract
    bare.extends = regime.extends
    bare.between = between
    bare.transition = regime.transition
    guard regime != bare else { return }
    let said = regime.keysThatDiffer(from: bare)
    note(
      ["regimes", name, "between"],
      found: "a regime that also says \(said.joined(separator: ", "))",
      expected: "nothing else, since both ends say it")
  }

  /// What a run starts under stands by itself.
  private mutating func checkTransition(_ name: String, _ regime: RegimeEntry) {
    guard let from = regime.transition?.from, document.regimes[from]?.transition != nil else {
      return
    }
    note(
      ["regimes", name, "transition", "from"],
      found: "\(JSONText.quoted(from)), which changes in the course of a run",
      expected: "a regime that is in force from the start")
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
  /// The keys of the format in which two regimes differ.
  fileprivate func keysThatDiffer(from other: RegimeEntry) -> [String] {
    guard case .object(let own) = Self.object.encode(self),
      case .object(let others) = Self.object.encode(other)
    else { return [] }
    return zip(own, others).filter { $0.value != $1.value }.map { $0.0.key }
  }

  /// The regime, with what it comes from.
  func regime(
    named name: String, among all: KeyedValues<RegimeEntry>, jurisdictions: [String]
  ) -> Regime {
    var regime = standing(named: name, among: all, jurisdictions: jurisdictions)
    if let transition, let from = all[transition.from] {
      regime.introduction = .gradual(
        from: from.standing(named: transition.from, among: all, jurisdictions: jurisdictions),
        transition.transition)
    }
    return regime
  }

  /// The regime as if in force from the start, with the ends between which it lies.
  private func standing(
    named name: String, among all: KeyedValues<RegimeEntry>, jurisdictions: [String]
  ) -> Regime {
    var regime = regime(named: name, jurisdictions: jurisdictions)
    if let between, let from = all[between.from], let to = all[between.to] {
      regime.origin = .between(
        from.regime(named: between.from, jurisdictions: jurisdictions),
        to.regime(named: between.to, jurisdictions: jurisdictions), between.positions)
    }
    return regime
  }

  /// What its own fields say.
  func regime(named name: String, jurisdictions: [String]) -> Regime {
    var regime = Regime(name: name)
    regime.path = path.path
    recognition.fill(&regime, jurisdictions: jurisdictions)
    regime.blocs = blocs.map { $0.bloc(jurisdictions: jurisdictions) }
    regime.topology = topology
    regime.globalClearer = globalClearer
    regime.positionData = positionData
    regime.coordination = coordination
    regime.settlementDelayHours = settlementDelayHours
    regime.interoperability = interoperability
    regime.commonality = commonality
    regime.transitionCostPerRule = transitionCostPerRule
    return regime
  }
}
