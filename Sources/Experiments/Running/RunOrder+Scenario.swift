import Formats
import Regimes
import Results
import Scenarios
import Simulation

/// What the command line changes about a scenario.
package struct RunChanges: Sendable {
  /// Names of the regimes to run; empty for all.
  package var regimes: [String]
  package var replicates: Int?
  package var seed: UInt64?
  /// Values put into the scenario before it is decoded, as `path.to.key=value`.
  package var values: [String]

  package init(
    regimes: [String] = [], replicates: Int? = nil, seed: UInt64? = nil, values: [String] = []
  ) {
    self.regimes = regimes
    self.replicates = replicates
    self.seed = seed
    self.values = values
  }

  var overrides: [Override] {
    get throws(InputProblems) {
      let numbers =
        (replicates.map { ["replicates=\($0)"] } ?? []) + (seed.map { ["seed=\($0)"] } ?? [])
      var overrides: [Override] = []
      var problems: [Problem] = []
      for text in values + numbers {
        do throws(InputProblems) {
          overrides.append(try Override(parsing: text))
        } catch {
          problems += error.problems
        }
      }
      guard problems.isEmpty else { throw InputProblems(problems) }
      return overrides
    }
  }
}

/// A regime was asked for that the scenario does not run.
package struct UnknownRegime: Error, Equatable {
  package var name: String
  package var known: [String]
}

extension RunOrder {
  /// Reads, checks and resolves a scenario; throws `InputProblems` or `UnknownRegime`.
  package init(scenario path: String, changes: RunChanges = RunChanges(), isChecked: Bool = false)
    throws
  {
    let scenario = try Scenario.load(path, overrides: try changes.overrides)
    let known = scenario.regimes.map(\.name)
    for name in changes.regimes where !known.contains(name) {
      throw UnknownRegime(name: name, known: known)
    }
    self.init(scenario, path: path, regimes: changes.regimes, isChecked: isChecked)
  }

  private init(_ scenario: Scenario, path: String, regimes chosen: [String], isChecked: Bool) {
    let regimes = scenario.regimes.filter { chosen.isEmpty || chosen.contains($0.name) }
    let modes = scenario.comparison.modes
    let baseline = regimes.first { $0.name == scenario.baseline } ?? regimes[0]
    // Runs that differ only in this are the same run, down to the bytes of this file.
    let document = scenario.resolved.without("phase_times", in: "record")
    self.init(
      scenarioName: scenario.name, scenario: document,
      scenarioWithoutReplicates: document.without("replicates"),
      inputs: scenario.inputs.dropFirst().map { input in
        RunIdentity.Input(
          path: Self.relative(input.path, to: path), sha256: SHA256.hexadecimal(of: input.bytes))
      },
      seed: scenario.seed,
      regimes: regimes.map { scenario.comparison.cell(of: $0.name) },
      modes: modes.map(\.rawValue), baseline: baseline.name, replicates: scenario.replicates,
      isChecked: isChecked,
      publishedValues: scenario.published.map { $0.value(baseline: scenario.baseline) },
      tables: RunTables(scenario)
    ) { unit in
      scenario.simulate(
        regime: regimes[unit.regime], mode: modes[unit.mode], replicate: unit.replicate,
        checks: isChecked)
    }
  }

  /// The path of a file as the scenario names it, wherever the scenario is read from.
  private static func relative(_ path: String, to scenario: String) -> String {
    let directory = Files.parent(of: scenario) + "/"
    return path.hasPrefix(directory) ? String(path.dropFirst(directory.count)) : path
  }
}

extension JSONValue {
  /// An object without one of its members.
  func without(_ key: String) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { $0.key != key })
  }

  /// An object, one of whose members is without one of its members.
  fileprivate func without(_ key: String, in parent: String) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(
      members.map { member in
        member.key == parent ? JSONMember(parent, member.value.without(key)) : member
      })
  }
}

extension ComparisonEntry {
  /// A regime with its cell of the two-by-two; none where it stands in more than one or in none.
  fileprivate func cell(of regime: String) -> RunManifest.Regime {
    let cells: [(String, isHarmonised: Bool, isStrict: Bool)] =
      twoByTwo.map {
        [
          ($0.fragmentedMean, false, false), ($0.fragmentedStrictest, false, true),
          ($0.harmonisedMean, true, false), ($0.harmonisedStrictest, true, true),
        ]
      } ?? []
    let own = cells.filter { $0.0 == regime }
    guard own.count == 1 else {
      return RunManifest.Regime(name: regime, isHarmonised: nil, isStrict: nil)
    }
    return RunManifest.Regime(
      name: regime, isHarmonised: own[0].isHarmonised, isStrict: own[0].isStrict)
  }
}

extension PublishedEntry {
  fileprivate func value(baseline: String) -> RunManifest.PublishedValue {
    RunManifest.PublishedValue(
      metric: metric, regime: regime ?? baseline, low: low, high: high,
      source: source + (year.map { ", \($0)" } ?? ""))
  }
}

extension RunTables {
  init(_ scenario: Scenario) {
    let world = scenario.specification(replicate: 0)
    let money = scenario.unitOfAccount
    self.init(
      replicateMetrics: Simulation.replicateMetrics(of: world).map {
        $0.description.inUnits(of: money)
      },
      tickMetrics: seriesColumns(of: world).map { $0.description.inUnits(of: money) },
      channels: Channel.allCases.map(\.name),
      institutionColumns: InstitutionColumn.all.map {
        Column(
          $0.name, .number, unit: MetricDescription.unit($0.unit, money: money), $0.meaning)
      }, money: money, tickHours: scenario.clock.tickHours,
      recording: scenario.recordingPlan(replicate: 0))
  }
}

extension MetricDescription {
  /// The metric with the scenario's unit of account where it counts money.
  fileprivate func inUnits(of money: String) -> MetricDescription {
    MetricDescription(
      name, unit: Self.unit(unit, money: money), meaning, group: group, level: level,
      cadence: cadence, direction: direction, headlineQuestion: headlineQuestion)
  }

  /// `money` and `money per …` in the unit of account.
  fileprivate static func unit(_ unit: String, money: String) -> String {
    unit == "money" || unit.hasPrefix("money ") ? money + unit.dropFirst(5) : unit
  }
}
