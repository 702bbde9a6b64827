import Formats
import LinearAlgebra
import Networks

extension ContagionCatalogue {
  static let distressModels: [ContagionModel] = [debtRank2012, debtRankRow, nonlinearDebtRank]

  private static let debtRank2012 = ContagionModel(
    name: "debtrank-2012", variant: nil, family: .distress,
    summary: "DebtRank as first published: every node passes its distress on once.",
    formula: [
      "s_i(t) = s_i(t-1) + sum_{k distressed for the first time at t-1} W[i,k] min(1, s_k(t-1))",
      "W[i,k] = min(1, A[i,k]/E0_i) (capped) or A[i,k]/E0_i (uncapped); stress is min(1, s), 1 - equity/E0 is s",
    ],
    source:
      "Battiston, Puliga, Kaushik, Tasca and Caldarelli (2012), Scientific Reports 2:541, doi:10.1038/srep00541",
    inputs: .distress,
    options: [.impact(default: "capped"), .defaultTest(default: "weak")],
    shocks: lossShocks, failure: lossFailure,
    results: [.equity, .stress, .defaulted, .defaultRound], systemLoss: distressLoss,
    measures: distressMeasures,
    solve: DistressSolver.solve(hasRounds: true) { problem, network, reference, distress in
      let (impact, test) = (problem.impact, problem.contagionOptions.defaultTest)
      return switch network {
      case .dense(let network):
        singleHitDebtRank(
          network, referenceEquity: reference, initialDistress: distress, impact: impact,
          defaultTest: test)
      case .sparse(let network):
        singleHitDebtRank(
          network, referenceEquity: reference, initialDistress: distress, impact: impact,
          defaultTest: test)
      }
    }, sizes: .sparseFrom(1_000))

  private static let debtRankRow = ContagionModel(
    name: "debtrank", variant: nil, family: .distress,
    summary: "Creditors write claims down as their debtors lose equity, before any default.",
    formula: [
      "s_i = h_i(0) + sum_k W[i,k] min(1, s_k), the least solution;  W[i,k] = A[i,k]/E0_i (row = creditor)",
      "stress is h = min(1, s); 1 - equity/E0 is s.",
    ],
    source:
      "Bardoscia, Battiston, Caccioli and Caldarelli (2015), PLoS ONE 10(6), doi:10.1371/journal.pone.0130406",
    inputs: .distress,
    options: [
      .impact(default: "uncapped"), .fixedPoint, .defaultTest(default: "weak"), .tolerance,
      .maximumIterations,
    ],
    shocks: lossShocks, failure: lossFailure, results: [.equity, .stress, .defaulted],
    systemLoss: distressLoss, measures: distressMeasures,
    solve: { (problem, shocks) throws(ModelRefusal) in
      guard shocks.count >= fewShocks, problem.contagionOptions.fixedPoint == .greatest,
        case .dense = problem.claims
      else {
        return try DistressSolver.solve(hasRounds: false) { problem, network, reference, distress in
          spread(problem, network, reference, distress, .linearDebtRank)
        }(problem, shocks)
      }
      return try DistressSolver.solveTogether(problem, shocks) { network, reference, distress in
        debtRank(
          network, referenceEquity: reference, initialDistress: distress, impact: problem.impact,
          defaultTest: problem.contagionOptions.defaultTest, threads: problem.threads)
      }
    }, sizes: .sparseFrom(5_000), shocksTogether: 2_048, solvesTogether: true)

  /// A batch shares the work of an inverse, which costs as much as several shocks alone.
  private static let fewShocks = 8

  private static let nonlinearDebtRank = ContagionModel(
    name: "nonlinear-debtrank", variant: nil, family: .distress,
    summary: "DebtRank in which small distress is passed on less than in proportion.",
    formula: [
      "s_i = h_i(0) + (1 - R) sum_k W[i,k] h_k exp(alpha (h_k - 1)), h = min(1, s), the least solution",
      "alpha = 0 is linear DebtRank; alpha to infinity is a cascade of defaults. stress is h.",
    ],
    source:
      "Bardoscia, Caccioli, Perotti, Vivaldo and Caldarelli (2016), PLoS ONE 11(10), doi:10.1371/journal.pone.0163825",
    inputs: .distress,
    options: [
      ModelOption(
        "alpha", "how far distress must go before it is passed on",
        .number(.nonNegative, default: nil)),
      .recovery, .impact(default: "uncapped"), .fixedPoint, .defaultTest(default: "weak"),
      .tolerance, .maximumIterations,
    ],
    shocks: lossShocks, failure: lossFailure, results: [.equity, .stress, .defaulted],
    systemLoss: distressLoss, measures: distressMeasures,
    solve: DistressSolver.solve(hasRounds: false) { problem, network, reference, distress in
      spread(
        problem, network, reference, distress,
        .nonlinearDebtRank(alpha: problem.number("alpha"), recovery: problem.number("recovery")))
    }, sizes: .sparseFrom(5_000))

  private static func spread(
    _ problem: ContagionProblem, _ network: CatalogueNetwork, _ reference: [Double],
    _ distress: [Double], _ valuation: Valuation
  ) -> DistressResult {
    let (impact, options) = (problem.impact, problem.contagionOptions)
    return switch network {
    case .dense(let network):
      debtRank(
        network, referenceEquity: reference, initialDistress: distress, valuation: valuation,
        impact: impact, options: options)
    case .sparse(let network):
      debtRank(
        network, referenceEquity: reference, initialDistress: distress, valuation: valuation,
        impact: impact, options: options)
    }
  }

  static let distressLoss =
    "equity lost beyond the shock, in money: sum_i E0_i (h_i - h_i(0)) over nodes with E0 > 0"
  static let distressMeasures = [
    ContagionModel.Measure("initial_stress", "average of h(0), weighted by column weight"),
    ContagionModel.Measure(
      "additional_stress", "average of h - h(0), weighted by column weight: the R of DebtRank"),
    ContagionModel.Measure("additional_defaults", "nodes in default whose h(0) was below one"),
    ContagionModel.Measure(
      "spectral_radius",
      "of W: above one, small distress grows; of the network, not of the shock; empty where it was not found"
    ),
  ]
}

extension ModelInputs {
  /// Buffers that losses eat, with weights for averages.
  static let distress: ModelInputs = {
    var inputs = losses
    inputs.nodeColumns.append(InputColumn.weight.optional("the reference equity, where positive"))
    return inputs
  }()
}

extension ContagionProblem {
  /// The value of `--impact`.
  var impact: Impact { word("impact") == "capped" ? .capped : .uncapped }
}

/// Shocks to models in which distress is a matter of degree.
enum DistressSolver {
  typealias Model =
    @Sendable (
      _ problem: ContagionProblem, _ network: CatalogueNetwork, _ reference: [Double],
      _ initialDistress: [Double]
    ) -> DistressResult

  static func solve(hasRounds: Bool, _ model: @escaping Model) -> ContagionModel.Solver {
    { (problem, shocks) throws(ModelRefusal) in
      let start = try DistressStart(problem)
      let reference = start.buffers.reference
      return shocks.map { shock in
        let (equity, distress) = start.after(shock)
        return start.outcome(
          model(problem, start.buffers.network, reference, distress), equity: equity,
          hasRounds: hasRounds)
      }
    }
  }

  /// The same for a model of square tables that solves all shocks at once.
  static func solveTogether(
    _ problem: ContagionProblem, _ shocks: [Shock],
    _ model: (ExposureNetwork, [Double], [[Double]]) -> [DistressResult]
  ) throws(ModelRefusal) -> [ContagionOutcome] {
    let start = try DistressStart(problem)
    let after = shocks.map(start.after)
    let results = model(
      start.buffers.network.square, start.buffers.reference, after.map(\.distress))
    return zip(results, after).map {
      start.outcome($0, equity: $1.equity, hasRounds: false)
    }
  }
}

/// What all shocks of a problem of distress share.
private struct DistressStart {
  let buffers: Buffers
  private let weights: [Double]
  private let radius: Double?
  private let assets: [Double]?

  init(_ problem: ContagionProblem) throws(ModelRefusal) {
    buffers = try Buffers(problem)
    try buffers.requireReference()
    weights = problem.column(.weight) ?? buffers.reference.map { max(0, $0) }
    radius = buffers.network.leverageRadius(
      referenceEquity: buffers.reference, impact: problem.impact)
    assets = problem.column(.externalAssets)
  }

  /// The equity that a shock leaves and the share that it takes.
  func after(_ shock: Shock) -> (equity: [Double], distress: [Double]) {
    let reference = buffers.reference
    let (equity, failed) = buffers.shocked(by: shock, assets: assets)
    let distress = equity.indices.map { i in
      if failed[i] { return 1.0 }
      return reference[i] > 0 ? min(1, max(0, 1 - equity[i] / reference[i])) : 0
    }
    return (equity, distress)
  }

  func outcome(_ result: DistressResult, equity: [Double], hasRounds: Bool) -> ContagionOutcome {
    ContagionOutcome(
      result, start: equity, reference: buffers.reference, weights: weights,
      spectralRadius: radius, hasRounds: hasRounds)
  }
}
