/// A row of the catalogue: a model of contagion as the command line, its help, its validation and its
/// tests know it.
package struct ContagionModel: Sendable {
  package enum Family: String, Sendable, CaseIterable {
    case clearing = "Clearing"
    case cascades = "Cascades"
    case distress = "Distress"
    case valuation = "Valuation"
    case fireSales = "Fire sales"
    case crossHoldings = "Cross-holdings"
    case centralClearing = "Netting and central clearing"
    case measures = "Measures"
  }

  /// The value of an option that tells rows of one name apart.
  package struct Variant: Sendable, Equatable {
    package let option: String
    package let word: String
  }

  /// A column of the table of nodes that the model fills.
  package enum NodeResult: String, Sendable, CaseIterable {
    case payment, equity, stress, defaulted
    case defaultRound = "default_round"
  }

  /// How many nodes a model takes, and how their claims are kept.
  package enum Sizes: Sendable, Equatable {
    /// As a square table, up to ``denseLimit`` nodes.
    case dense
    /// Only the claims that there are, where nodes are more than this and claims few; without a limit.
    case sparseFrom(Int)

    /// Nodes whose square table has 3.2 GB.
    package static let denseLimit = 20_000
    /// Claims are few where less than this share of all pairs has one.
    package static let fewClaims = 0.05

    /// Whether so many claims of so many nodes are kept as those that there are.
    package func isSparse(nodes: Int, claims: Int) -> Bool {
      guard case .sparseFrom(let least) = self, nodes > least else { return false }
      return nodes > Self.denseLimit
        || Double(claims) < Self.fewClaims * Double(nodes) * Double(nodes)
    }
  }

  /// A further column of a table of results.
  package struct Measure: Sendable, Equatable {
    package let name: String
    package let meaning: String

    init(_ name: String, _ meaning: String) {
      self.name = name
      self.meaning = meaning
    }
  }

  /// The name on the command line.
  package let name: String
  package let variant: Variant?
  package let family: Family
  package let summary: String
  /// The equations, a line each.
  package let formula: [String]
  /// Author, year, and where to find it.
  package let source: String
  package let inputs: ModelInputs
  package let options: [ModelOption]
  package let shocks: [ShockKind]
  /// What a default at the start does, where ``shocks`` has it.
  package let failure: String?
  package let results: [NodeResult]
  /// What the column `system_loss` is.
  package let systemLoss: String
  package let measures: [Measure]
  /// Further columns of the table of nodes.
  package var nodeMeasures: [Measure] = []
  /// The columns of the table of assets; none where assets do not change.
  package var assetMeasures: [Measure] = []
  /// The columns of the table of layers; none where layers are added up.
  package var layerMeasures: [Measure] = []
  /// The outcome of each shock, in order.
  package let solve: Solver
  /// Whether other claims come out.
  package var hasExposures = false
  /// How many nodes it takes.
  package var sizes = Sizes.dense
  /// How many shocks are solved together; a constant, so that no result depends on the number of jobs.
  package var shocksTogether = 64
  /// Whether solving shocks together saves work, and uses ``ContagionProblem/threads``.
  package var solvesTogether = false
  /// Whether rounds of default are waves that are solved one by one, which sparse claims are not.
  package var solvesWaves: Bool { family == .clearing || family == .valuation }

  package typealias Solver =
    @Sendable (ContagionProblem, [Shock]) throws(ModelRefusal) -> [ContagionOutcome]

  package func option(_ name: String) -> ModelOption? { options.first { $0.name == name } }

  /// The name with what tells the row apart.
  package var title: String { name + (variant.map { " --\($0.option) \($0.word)" } ?? "") }
}

extension ContagionModel {
  /// Whether products and ratios of such numbers stay in the range of numbers: zero, or of a size between 1e-100 and 1e100.
  package static func canCount(_ number: Double) -> Bool {
    number == 0 || (abs(number) >= 1e-100 && abs(number) <= 1e100)
  }

  /// What ``canCount(_:)`` asks for, in words.
  package static let countable = "zero or a number of a size between 1e-100 and 1e100"
}

extension ContagionModel: CustomStringConvertible {
  package var description: String { title }
}

/// Why the tables, though well-formed, are not what a model can run on.
package struct ModelRefusal: Error, Sendable, Equatable {
  /// Where in the input a finding is.
  package enum Place: Sendable, Equatable {
    case node(Int, column: String?)
    case asset(Int, column: String?)
    case exposure(creditor: Int, debtor: Int)
    case table(InputTable)
    case option(String)
  }

  package struct Finding: Sendable, Equatable {
    package let place: Place
    package let found: String
    package let expected: String
  }

  package let findings: [Finding]

  package init(_ findings: [Finding]) { self.findings = findings }

  package init(_ place: Place, found: String, expected: String) {
    findings = [Finding(place: place, found: found, expected: expected)]
  }
}

/// The tables of a problem; the raw value is the option that names the file.
package enum InputTable: String, Sendable, CaseIterable {
  case exposures, nodes, holdings, assets
  case crossHoldings = "cross-holdings"
}
