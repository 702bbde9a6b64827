package import Formats
package import Results
package import Simulation

/// A run as it is ordered: everything that a scenario and the command line decide about it.
package struct RunOrder: Sendable {
  package var scenarioName: String
  /// The scenario as resolved, for `scenario.json`.
  package var scenario: JSONValue
  /// The same without the number of replicates, for the identity of the run.
  package var scenarioWithoutReplicates: JSONValue
  package var inputs: [RunIdentity.Input]
  package var seed: UInt64
  package var regimes: [RunManifest.Regime]
  package var modes: [String]
  /// The regime that others are compared with.
  package var baseline: String
  package var replicates: Int
  /// Conservation laws are checked after every phase.
  package var isChecked: Bool
  package var publishedValues: [RunManifest.PublishedValue]
  package var tables: RunTables
  package var simulate: @Sendable (Unit) throws -> ReplicateRecord

  package init(
    scenarioName: String, scenario: JSONValue, scenarioWithoutReplicates: JSONValue,
    inputs: [RunIdentity.Input], seed: UInt64, regimes: [RunManifest.Regime], modes: [String],
    baseline: String, replicates: Int, isChecked: Bool,
    publishedValues: [RunManifest.PublishedValue], tables: RunTables,
    simulate: @escaping @Sendable (Unit) throws -> ReplicateRecord
  ) {
    self.scenarioName = scenarioName
    self.scenario = scenario
    self.scenarioWithoutReplicates = scenarioWithoutReplicates
    self.inputs = inputs
    self.seed = seed
    self.regimes = regimes
    self.modes = modes
    self.baseline = baseline
    self.replicates = replicates
    self.isChecked = isChecked
    self.publishedValues = publishedValues
    self.tables = tables
    self.simulate = simulate
  }

  func identity(of program: Program) -> RunIdentity {
    RunIdentity(
      scenarioName: scenarioName, scenario: scenarioWithoutReplicates, inputs: inputs, seed: seed,
      regimes: regimes.map(\.name), program: program)
  }
}
