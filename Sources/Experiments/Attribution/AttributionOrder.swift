package import Formats
package import Regimes
package import Results
package import Simulation

/// An attribution that has been read and checked: ready to run.
package struct AttributionOrder: Sendable {
  package let name: String
  /// The scenario as resolved.
  let scenario: JSONValue
  let inputs: [RunIdentity.Input]
  package let from: String
  package let to: String
  package let modes: [ComparisonMode]
  package let replicates: Int
  package let seed: UInt64
  package let money: String
  package let design: AttributionDesign
  /// The metrics of a run, the columns of `rows.csv`.
  package let metrics: [MetricDescription]
  /// The places among them of those that are attributed.
  package let chosen: [Int]
  /// The metrics of a run with some levers moved, in the order of `metrics`.
  let simulate: @Sendable (_ levers: [Lever], ComparisonMode, _ replicate: Int) -> [Double?]

  package init(
    name: String, scenario: JSONValue, inputs: [RunIdentity.Input], from: String, to: String,
    modes: [ComparisonMode], replicates: Int, seed: UInt64, money: String,
    design: AttributionDesign, metrics: [MetricDescription], chosen: [Int],
    simulate: @escaping @Sendable ([Lever], ComparisonMode, Int) -> [Double?]
  ) {
    self.name = name
    self.scenario = scenario
    self.inputs = inputs
    self.from = from
    self.to = to
    self.modes = modes
    self.replicates = replicates
    self.seed = seed
    self.money = money
    self.design = design
    self.metrics = metrics
    self.chosen = chosen
    self.simulate = simulate
  }

  /// How many worlds are run.
  package var runs: Int { design.pieces * modes.count }

  /// The names of the levers in which the two regimes are the same.
  package var idleLevers: [String] {
    Lever.allCases.filter { !design.levers.contains($0) }.map(\.rawValue)
  }

  /// The place of the metric that counts what rules cost; none where it is not measured.
  var cost: Int? { metrics.firstIndex { $0.name == "compliance_cost" } }

  /// Digest of everything that decides a byte of the tables.
  func identity(of program: Program) -> String {
    let orders: Int? = if case .sampled(let orders) = design.method { orders } else { nil }
    let parts: JSONValue = [
      "scenario": scenario,
      "inputs": .array(inputs.map { [.string($0.path), .string($0.sha256)] }),
      "from": .string(from), "to": .string(to),
      "modes": .array(modes.map { .string($0.rawValue) }),
      "replicates": .integer(replicates), "seed": .string(String(seed)),
      "levers": .array(design.levers.map { .string($0.rawValue) }),
      "orders": orders.map { .integer($0) } ?? .null,
      "metrics": .array(chosen.map { .string(metrics[$0].name) }),
      "version": .string(program.version), "executable": .string(program.executableSHA256),
    ]
    return SHA256.hexadecimal(of: JSONText.compact(parts))
  }
}
