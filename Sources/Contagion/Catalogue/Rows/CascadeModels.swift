import Formats
import LinearAlgebra
import Networks

extension ContagionCatalogue {
  static let cascadeModels: [ContagionModel] = [furfine, threshold, gaiKapadiaRow]

  private static let furfine = ContagionModel(
    name: "furfine", variant: nil, family: .cascades,
    summary: "Defaults in rounds: creditors lose a fixed share of claims on those who failed.",
    formula: [
      "E_i = E_i(shocked) - (1 - R) sum_{k in default} A[i,k]   (A[i,k]: claim of creditor i on debtor k)",
      "i is in default when E_i < 0 (strict) or E_i <= 0 (weak)",
    ],
    source: "Furfine (2003), Journal of Money, Credit and Banking 35(1), doi:10.1353/mcb.2003.0004",
    inputs: .losses, options: [.recovery, .fixedPoint, .defaultTest(), .maximumIterations],
    shocks: lossShocks, failure: lossFailure,
    results: ContagionModel.NodeResult.allCases,
    systemLoss: "losses on claims on nodes in default, (1 - R) times their face", measures: [],
    solve: { (problem, shocks) throws(ModelRefusal) in
      let buffers = try Buffers(problem)
      return shocks.map { shock in
        let (equity, failed) = buffers.shocked(by: shock, assets: problem.column(.externalAssets))
        let result = propagate(
          buffers.network.with(equity: equity).exposures,
          valuation: .furfine(recovery: problem.number("recovery")),
          referenceEquity: buffers.reference, alreadyDefaulted: failed,
          options: problem.contagionOptions)
        return ContagionOutcome(result, systemLoss: result.valuationGap)
      }
    }, sizes: .sparseFrom(1_000))

  private static let threshold = ContagionModel(
    name: "threshold", variant: nil, family: .cascades,
    summary:
      "A node whose loss of equity reaches its threshold fails its creditors, once and in full.",
    formula: [
      "s_i = h_i(0) + (1 - R) sum_{k fired} A[i,k]/E0_i;  k fires when s_k >= theta_k (weak) or s_k > theta_k (strict)",
      "stress is min(1, s); 1 - equity/E0 is s. A node is in default when its equity is gone, fired or not.",
    ],
    source:
      "Furfine (2003), doi:10.1353/mcb.2003.0004, with a threshold per node as in CRAN NetworkRiskMeasures",
    inputs: {
      var inputs = ModelInputs.distress
      inputs.nodeColumns.append(
        InputColumn(
          "threshold", "share of the reference equity whose loss makes the node fire", .positive
        ).optional("1: fires when its equity is gone"))
      return inputs
    }(),
    options: [.recovery, .impact(default: "uncapped"), .defaultTest(default: "weak")],
    shocks: lossShocks, failure: lossFailure,
    results: [.equity, .stress, .defaulted, .defaultRound], systemLoss: distressLoss,
    measures: distressMeasures,
    solve: DistressSolver.solve(hasRounds: true) { problem, network, reference, distress in
      let (thresholds, recovery) = (problem.column(.threshold), problem.number("recovery"))
      let (impact, test) = (problem.impact, problem.contagionOptions.defaultTest)
      return switch network {
      case .dense(let network):
        thresholdCascade(
          network, referenceEquity: reference, initialDistress: distress, thresholds: thresholds,
          recovery: recovery, impact: impact, defaultTest: test)
      case .sparse(let network):
        thresholdCascade(
          network, referenceEquity: reference, initialDistress: distress, thresholds: thresholds,
          recovery: recovery, impact: impact, defaultTest: test)
      }
    }, sizes: .sparseFrom(1_000))

  private static let gaiKapadiaRow = ContagionModel(
    name: "gai-kapadia", variant: nil, family: .cascades,
    summary: "A cascade without recovery, decided in whole numbers where losses equal the capital.",
    formula: [
      "i is in default when sum_{k in default} A[i,k] > K_i (strict) or >= K_i (weak); K: column equity",
      "E_i = K_i - sum_{k in default} A[i,k]",
    ],
    source:
      "Gai and Kapadia (2010), Proceedings of the Royal Society A 466, doi:10.1098/rspa.2009.0410",
    inputs: ModelInputs(nodeColumns: [
      InputColumn("equity", "the capital K").required,
      InputColumn.shock.optional("nothing is lost at the start"),
    ]),
    options: [.defaultTest()],
    shocks: [.failure, .equityFraction, .equityAmount],
    failure: "the node is in default and keeps its capital",
    results: [.equity, .stress, .defaulted, .defaultRound],
    systemLoss: "losses on claims on nodes in default: their face", measures: [],
    solve: { (problem, shocks) throws(ModelRefusal) in
      let buffers = try Buffers(problem)
      let face = buffers.network.totalClaims
      return shocks.map { shock in
        let (equity, failed) = buffers.capital(after: shock)
        let initial = failed.indices.filter { failed[$0] }
        let test = problem.contagionOptions.defaultTest
        let result =
          switch buffers.network {
          case .dense(let network):
            gaiKapadia(network, capital: equity, initialDefaults: initial, defaultTest: test)
          case .sparse(let network):
            gaiKapadia(network, capital: equity, initialDefaults: initial, defaultTest: test)
          }
        let kept = buffers.network.claimsTimes(result.defaulted.map { $0 ? 0 : 1 })
        return ContagionOutcome(
          equity: result.equity, stress: buffers.stress(result.equity),
          defaulted: result.defaulted, defaultRound: result.defaultRound,
          systemLoss: zip(face, kept).reduce(0) { $0 + ($1.0 - $1.1) },
          rounds: ContagionOutcome.waves(result.defaultRound), report: result.report)
      }
    }, sizes: .sparseFrom(1_000))

  static let lossShocks: [ShockKind] = [
    .failure, .equityFraction, .equityAmount, .externalAssetsFraction, .externalAssetsAmount,
  ]
  static let lossFailure = "the node loses all its equity and is in default"
}

extension ModelInputs {
  /// Buffers that losses eat: equity alone is enough.
  static let losses = ModelInputs(
    nodeColumns: [
      InputColumn.equity.optional("the equity of the state, all claims at face"),
      InputColumn.externalAssets.optional("the state has the equity of column equity"),
      InputColumn.externalLiabilities.optional("nothing is owed outside"),
      InputColumn.shock.optional("nothing is lost at the start"),
    ],
    oneOf: [[.equity, .externalAssets]])
}
