import Formats
import LinearAlgebra
import Networks

extension ContagionCatalogue {
  static let seniorityRow = ContagionModel(
    name: "seniority", variant: nil, family: .clearing,
    summary:
      "Clearing of layers of debt that are paid one after the other, the first in full first.",
    formula: [
      "t_i = Ae_i + sum_c sum_k A_c[i,k] p_ck/d_ck + sum_k C[i,k] max(0, t_k - D_k)",
      "p_ck = min(d_ck, max(0, t_k - sum_{b before c} d_bk));  E_i = t_i - D_i, signed",
      "A_c: claims of layer c; d_c: what is owed in it; D: all debts; C: the table of cross-holdings, if any.",
    ],
    source: "Elsinger (2009), OeNB working paper 156, https://www.oenb.at",
    inputs: {
      var inputs = ModelInputs(
        nodeColumns: [
          InputColumn.externalAssets.required,
          InputColumn.externalLiabilities.optional("nothing is owed outside"),
        ], crossHoldings: .optional)
      inputs.ranksLayers = true
      return inputs
    }(),
    options: [
      ModelOption("seniority", "the layers of --exposures, first paid first", .names),
      ModelOption(
        "external-liabilities",
        "senior: outsiders are paid before all layers; junior: after them",
        .choice(["senior", "junior"], default: "senior"), isConvention: true),
      .fixedPoint, .defaultTest(), .tolerance, .maximumIterations,
    ],
    shocks: [.externalAssetsFraction, .externalAssetsAmount], failure: nil,
    results: [.payment, .equity, .defaulted, .defaultRound],
    systemLoss: "what is owed to other nodes less what is paid on it", measures: [],
    layerMeasures: [
      .init("owed", "what the node owes in the layer"),
      .init("payment", "what it pays of that"),
      .init("claims", "what others owe it in the layer"),
      .init("received", "what it gets of that"),
    ],
    solve: { (problem, shocks) throws(ModelRefusal) in
      let sheets = try BalanceSheets(problem)
      let ranks = Ranks(problem)
      return try shocks.map { (shock) throws(ModelRefusal) in
        let network = sheets.shocked(by: shock).network
        let result: SeniorityClearing
        do throws(SeniorityError) {
          result = try clearBySeniority(
            externalAssets: network.externalAssets,
            classes: ranks.classes(outside: network.externalLiabilities),
            equityHoldings: problem.crossHoldings, options: problem.contagionOptions)
        } catch {
          throw ModelRefusal(error, ids: problem.ids)
        }
        return ranks.outcome(result)
      }
    })
}

/// The layers of a problem as classes of debt, one more for creditors outside.
private struct Ranks {
  private let layers: [ClaimsLayer]
  private let outsideIsFirst: Bool
  private let owed: [[Double]]
  private let lent: [[Double]]
  /// What each creditor has of each debtor's debt in a layer.
  private let shares: [Matrix]

  init(_ problem: ContagionProblem) {
    layers = problem.layers
    outsideIsFirst = problem.word("external-liabilities") == "senior"
    owed = layers.map(\.claims.columnSums)
    lent = layers.map(\.claims.rowSums)
    shares = zip(layers, owed).map { layer, owed in
      var shares = layer.claims
      for i in owed.indices {
        for k in owed.indices where owed[k] > 0 { shares[i, k] /= owed[k] }
      }
      return shares
    }
  }

  func classes(outside: [Double]) -> [DebtClass] {
    let nothing = Matrix(rows: outside.count, columns: outside.count)
    let outsiders = DebtClass(claims: nothing, externalLiabilities: outside)
    let inside = layers.map { DebtClass(claims: $0.claims) }
    return outsideIsFirst ? [outsiders] + inside : inside + [outsiders]
  }

  func outcome(_ result: SeniorityClearing) -> ContagionOutcome {
    let paid = outsideIsFirst ? Array(result.payments.dropFirst()) : result.payments.dropLast()
    var payment = [Double](repeating: 0, count: result.equity.count)
    var loss = 0.0
    for layer in layers.indices {
      for i in payment.indices { payment[i] += paid[layer][i] }
      loss += ClearingSolver.missing(owed[layer], paid[layer])
    }
    var outcome = ContagionOutcome(
      payment: payment, equity: result.equity, defaulted: result.defaulted,
      defaultRound: result.defaultRound, systemLoss: loss,
      rounds: ContagionOutcome.waves(result.defaultRound), report: result.report)
    outcome.layerMeasures = layers.indices.map { layer in
      [owed[layer], paid[layer], lent[layer], shares[layer].times(paid[layer])]
    }
    return outcome
  }
}
