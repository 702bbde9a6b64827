package import LinearAlgebra

/// What a model says about one shock; what a model has no notion of is nil.
package struct ContagionOutcome: Sendable, Equatable {
  package var payment: [Double]?
  package var equity: [Double]?
  package var stress: [Double]?
  package var defaulted: [Bool]?
  package var defaultRound: [Int?]?
  package var systemLoss: Double?
  package var rounds: Int?
  package var report: SolutionReport
  /// The model's further numbers per shock, in the order of its ``ContagionModel/measures``.
  package var measures: [Double?]
  /// The model's further numbers per node, for each of its ``ContagionModel/nodeMeasures``.
  package var nodeMeasures: [[Double?]]
  /// Its numbers per asset, for each of its ``ContagionModel/assetMeasures``.
  package var assetMeasures: [[Double?]]
  /// Its numbers per layer of claims and node, for each layer those of each of its ``ContagionModel/layerMeasures``.
  package var layerMeasures: [[[Double?]]] = []
  /// The claims that the model leaves, for a model that changes them; row = creditor.
  package var exposures: Matrix?

  package init(
    payment: [Double]? = nil, equity: [Double]? = nil, stress: [Double]? = nil,
    defaulted: [Bool]? = nil, defaultRound: [Int?]? = nil, systemLoss: Double?,
    rounds: Int? = nil, report: SolutionReport, measures: [Double?] = [],
    nodeMeasures: [[Double?]] = [], assetMeasures: [[Double?]] = [], exposures: Matrix? = nil
  ) {
    self.payment = payment
    self.equity = equity
    self.stress = stress
    self.defaulted = defaulted
    self.defaultRound = defaultRound
    self.systemLoss = systemLoss
    self.rounds = rounds
    self.report = report
    self.measures = measures
    self.nodeMeasures = nodeMeasures
    self.assetMeasures = assetMeasures
    self.exposures = exposures
  }

  /// How many nodes are in default at the end.
  package var defaults: Int? { defaulted?.count { $0 } }

  /// How many waves of default there were.
  static func waves(_ rounds: [Int?]) -> Int { (rounds.compactMap(\.self).max() ?? -1) + 1 }
}

extension SolutionStatus {
  /// The status as it stands in tables.
  package var name: String {
    switch self {
    case .exact: "exact"
    case .converged: "converged"
    case .iterationLimit: "iteration-limit"
    case .singular: "singular"
    }
  }
}
