package import Formats
internal import LinearAlgebra
package import Regimes
package import Simulation

/// A scenario: read, checked and resolved; ready to give the world of any replicate.
package struct Scenario: Sendable {
  let source: ScenarioSource
  private let roster: Roster
  private let drawn = DrawnWorlds()

  package var name: String { source.document.name }
  package var description: String { source.document.description }
  package var unitOfAccount: String { source.document.unitOfAccount }
  package var startUTC: String { source.document.clock.startUTC }
  package var seed: UInt64 { UInt64(source.document.seed) }
  package var replicates: Int { source.document.replicates }
  /// What is compared: two by two, also unasked, where the regimes that are run make up one cross.
  package var comparison: ComparisonEntry {
    var comparison = source.document.comparison
    comparison.twoByTwo = comparison.twoByTwo ?? TwoByTwoEntry(among: source.document.regimes)
    return comparison
  }
  package var record: RecordEntry { source.document.record }
  package var published: [PublishedEntry] { source.document.published }
  /// The scenario file and every file that it refers to, in the order of reading.
  package var inputs: [ScenarioInput] { source.inputs }
  package var clock: Clock { source.document.clock.clock }

  /// Reads, checks and resolves; throws all problems together.
  ///
  /// Problems of shape and reference hide those of meaning, which are looked for only without them.
  /// `read` gives the bytes of the scenario file and of every file that it names.
  package static func load(
    _ path: String, overrides: [Override] = [],
    read: (String) throws(InputProblems) -> [UInt8] = InputFile.read
  ) throws(InputProblems) -> Scenario {
    let source = try ScenarioSource(path: path, overrides: overrides, read: read)
    let problems = ScenarioChecks.problems(of: source)
    guard problems.isEmpty else { throw InputProblems(problems).sorted }
    return Scenario(source: source, roster: Roster(source))
  }

  /// The world before any regime, with the draws of a replicate.
  package func specification(replicate: Int, seed: UInt64? = nil) -> WorldSpecification {
    let draws = Draws(seed: seed ?? self.seed, replicate: UInt32(truncatingIfNeeded: replicate))
    func draw() -> WorldSpecification {
      var world = WorldBuilder(source: source, roster: roster, draws: draws).world()
      world.balanceRounding()
      return world
    }
    let isLarge = source.document.marginPositions >= DrawnWorlds.worthSharing
    return isLarge ? drawn.world(of: draws, draw) : draw()
  }

  /// The regimes that are run, in the order in which they are written.
  package var regimes: [Regime] {
    source.document.regimes.entries.filter { !$0.value.isAbstract }.map {
      $0.value.regime(
        named: $0.key, among: source.document.regimes, jurisdictions: roster.jurisdictions)
    }
  }

  /// The regime with a name, nil when there is none that is run.
  package func regime(named name: String) -> Regime? { regimes.first { $0.name == name } }

  /// The regime from which differences are taken.
  package var baseline: String {
    comparison.baseline ?? regimes.first?.name ?? "default"
  }

  /// A regime that is run, in canonical form.
  package func resolvedRegime(_ regime: Regime) -> ResolvedRegime {
    let world = WorldBuilder(
      source: source, roster: roster, draws: Draws(seed: seed, replicate: 0))
    do throws(RecognitionError) {
      return try ResolvedRegime(
        regime, jurisdictions: world.jurisdictions(), assets: roster.assets)
    } catch {
      preconditionFailure("the regime \(regime.name) was checked on reading: \(error)")
    }
  }

  /// One regime in canonical form with some levers moved to where another has them.
  package func mixedRegime(
    from first: Regime, to second: Regime, levers: some Sequence<Lever>
  ) -> ResolvedRegime {
    let world = WorldBuilder(
      source: source, roster: roster, draws: Draws(seed: seed, replicate: 0))
    return ResolvedRegime.mixed(
      from: resolvedRegime(first), to: resolvedRegime(second), levers: levers,
      jurisdictions: world.jurisdictions(), assets: roster.assets)
  }

  /// Runs one replicate under a regime of this scenario.
  package func simulate(
    regime: Regime, mode: ComparisonMode, replicate: Int, seed: UInt64? = nil, checks: Bool = false
  ) -> ReplicateRecord {
    simulate(
      regime: resolvedRegime(regime), mode: mode, replicate: replicate, seed: seed,
      checks: checks)
  }

  /// Runs one replicate under a regime in canonical form.
  package func simulate(
    regime: ResolvedRegime, mode: ComparisonMode, replicate: Int, seed: UInt64? = nil,
    checks: Bool = false
  ) -> ReplicateRecord {
    let seed = seed ?? self.seed
    do throws(NotPositiveDefinite) {
      return try Simulation.simulate(
        specification(replicate: replicate, seed: seed), regime: regime,
        mode: mode, seed: seed, replicate: replicate, plan: recordingPlan(replicate: replicate),
        checks: checks)
    } catch {
      preconditionFailure("the correlations were checked on reading: \(error)")
    }
  }

  /// What the failure of each institution costs through claims alone at the start of a replicate.
  package func claimsAlone(
    regime: Regime, mode: ComparisonMode, replicate: Int, blow: Double
  ) -> ClaimsAlone {
    do throws(NotPositiveDefinite) {
      return try ClaimsAlone(
        specification(replicate: replicate, seed: seed), regime: resolvedRegime(regime),
        mode: mode, seed: seed, replicate: replicate, blow: blow)
    } catch {
      preconditionFailure("the correlations were checked on reading: \(error)")
    }
  }

  /// What is recorded of a replicate.
  package func recordingPlan(replicate: Int) -> RecordingPlan {
    var plan = RecordingPlan()
    plan.seriesInterval = max(1, clock.ticks(coveringHours: record.seriesIntervalMinutes / 60))
    plan.keepsSeries =
      record.tables.contains(.timeseries) && replicate < record.replicatesWithSeries
    plan.keepsInstitutions = record.tables.contains(.institutions)
    plan.keepsEvents = record.tables.contains(.events) && replicate < record.replicatesWithEvents
    plan.spectralInterval = max(1, clock.ticks(coveringHours: record.spectralIntervalHours))
    plan.measuresPhases = record.phaseTimes
    return plan
  }

  /// The scenario with every default and override filled in, every regime completed.
  package var resolved: JSONValue {
    var document = source.document
    let market = document.rulebook.rulebook(over: Rulebook(), assets: roster.assets)
    document.rulebook = RulebookEntry(market, assets: roster.assets)
    return ScenarioDocument.object.encode(document)
  }

  private static var format: FormatDescription {
    var format = FormatDescription(of: ScenarioDocument.object)
    format.include(AccountEntry.object)
    return format
  }

  /// The JSON Schema of the format.
  package static var schema: JSONValue {
    format.schema(
      identifier: "scenario.schema.json", title: "Scenario of Concordat, version 1")
  }

  /// The documentation of every key of the format, in Markdown.
  package static var documentation: String {
    """
    # The scenario format, version 1

    A scenario is a JSON file, with CSV files beside it where it names them. Every key is listed \
    here; an unknown key is refused, with the nearest known one. `description`, `note` and \
    `$schema` are allowed in every object. Ids are lower-case letters, digits, `_` and `-`. Times \
    carry their unit in the key; money is in the unit of account. A row of a CSV file is an \
    object: columns are its keys, a dot in a column leads into an object (`tokens.btc`), an empty \
    cell is a key left out, and lists are separated by semicolons.

    This page and `scenario.schema.json` come from the description that decodes the files.


    """ + format.markdown
  }
}
