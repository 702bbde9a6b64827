import Formats
import Networks

extension ContagionCatalogue {
  static let clearingModels: [ContagionModel] = [
    eisenbergNoe, rogersVeraart, seniorityRow, fullPaymentRow,
  ]

  private static let eisenbergNoe = ContagionModel(
    name: "eisenberg-noe", variant: nil, family: .clearing,
    summary: "Who pays how much when all pay at once, in proportion to what they owe.",
    formula: [
      "p_k = min(L_k, max(0, Ae_k - Le_k + sum_j A[k,j] p_j/L_j))",
      "E_i = Ae_i - Le_i + sum_k A[i,k] p_k/L_k - L_i, signed",
    ] + clearingNotation,
    source: "Eisenberg and Noe (2001), Management Science 47(2), doi:10.1287/mnsc.47.2.236.9835",
    inputs: .clearing,
    options: [
      .externalLiabilities(), .fixedPoint, .defaultTest(), .tolerance, .maximumIterations,
    ],
    shocks: clearingShocks, failure: clearingFailure,
    results: ContagionModel.NodeResult.allCases, systemLoss: clearingLoss, measures: [],
    solve: ClearingSolver.solve { _ in .eisenbergNoe }, sizes: ClearingSolver.sizes)

  private static let rogersVeraart = ContagionModel(
    name: "rogers-veraart", variant: nil, family: .clearing,
    summary: "Clearing in which a default destroys a share of the defaulter's assets.",
    formula: [
      "p_k = L_k where Ae_k - Le_k + sum_j A[k,j] p_j/L_j >= L_k, else",
      "p_k = min(L_k, max(0, alpha Ae_k + beta sum_j A[k,j] p_j/L_j - Le_k))",
      "E_i = Ae_i - Le_i + sum_k A[i,k] p_k/L_k - L_i, signed, before the costs of i's own default",
    ] + clearingNotation,
    source: "Rogers and Veraart (2013), Management Science 59(4), doi:10.1287/mnsc.1120.1569",
    inputs: .clearing,
    options: [
      ModelOption(
        "alpha", "share of external assets that a default leaves", .number(.fraction, default: nil)),
      ModelOption(
        "beta", "share of claims on other nodes that a default leaves",
        .number(.fraction, default: nil)),
      .externalLiabilities(), .fixedPoint, .defaultTest(), .tolerance, .maximumIterations,
    ],
    shocks: clearingShocks, failure: clearingFailure,
    results: ContagionModel.NodeResult.allCases, systemLoss: clearingLoss, measures: [],
    solve: ClearingSolver.solve { problem in
      .rogersVeraart(alpha: problem.number("alpha"), beta: problem.number("beta"))
    }, sizes: ClearingSolver.sizes)

  private static let fullPaymentRow = ContagionModel(
    name: "full-payment", variant: nil, family: .clearing,
    summary: "Nobody pays in part: who must borrow, and how much of that is want of coordination.",
    formula: [
      "in each round all pay in full whose external assets and receipts so far cover all they owe;",
      "when no more can, the rest borrow what they lack at once: shortfall_i = L_i - Ae_i - received_i",
      "coordinated_shortfall_i = max(0, L_i - sum_k A[i,k] - Ae_i)",
    ],
    source:
      "Bardoscia, Ferrara, Vause and Yoganayagam (2021), Journal of Financial Market Infrastructures, "
      + "Bank of England working paper 798, https://www.bankofengland.co.uk",
    inputs: ModelInputs(nodeColumns: [
      InputColumn("external_assets", "liquid assets out of which is paid", .nonNegative).required
    ]),
    options: [], shocks: [.externalAssetsFraction, .externalAssetsAmount], failure: nil,
    results: [], systemLoss: "the sum of the shortfalls, to be borrowed",
    measures: [.init("coordination_gain", "borrowing that coordinated payment would save")],
    nodeMeasures: [
      .init("payment_round", "the round in which it paid out of its own means"),
      .init("received", "what it has received when no more can pay"),
      .init("shortfall", "what it borrows to pay in full"),
      .init("coordinated_shortfall", "what it would borrow if all paid together"),
    ],
    solve: { (problem, shocks) throws(ModelRefusal) in
      let sheets = try BalanceSheets(problem)
      return shocks.map { shock in
        let network = sheets.shocked(by: shock).network.square
        let result: FullPayment
        do throws(NetworkError) {
          result = try fullPayment(dues: network.claims, resources: network.externalAssets)
        } catch {
          preconditionFailure("\(error.problems)")
        }
        return ContagionOutcome(
          systemLoss: result.shortfall.reduce(0, +), rounds: result.report.iterations,
          report: result.report, measures: [result.coordinationGain],
          nodeMeasures: [
            result.paymentRound.map { $0.map(Double.init) }, result.received, result.shortfall,
            result.coordinatedShortfall,
          ])
      }
    })

  static let clearingNotation = [
    "A[i,k]: claim of creditor i on debtor k; L_k = sum_i A[i,k]; Ae, Le: external assets and liabilities.",
    "Pari-passu external liabilities join L_k, and p_k is what k pays on all it owes; senior ones come first,",
    "and p_k is what k pays on the claims of other nodes.",
  ]
  static let clearingShocks: [ShockKind] = [
    .failure, .externalAssetsFraction, .externalAssetsAmount,
  ]
  static let clearingFailure =
    "the node loses all its external assets and is in default whatever its claims are worth"
  static let clearingLoss =
    "what debtors owe less what they pay, on the obligations of column payment"
}

extension ModelInputs {
  /// Balance sheets that pay.
  static let clearing = ModelInputs(nodeColumns: [
    InputColumn.externalAssets.required,
    InputColumn.externalLiabilities.optional("nothing is owed outside"),
    InputColumn.equity.optional("the equity of the state, all claims at face"),
  ])
}

/// Shocks to nodes that pay what they can.
enum ClearingSolver {
  /// Dense networks are solved wave by wave; sparse ones by sweeps, which are no waves of default.
  static let sizes = ContagionModel.Sizes.sparseFrom(5_000)

  static func solve(
    _ valuation: @escaping @Sendable (ContagionProblem) -> Valuation
  ) -> ContagionModel.Solver {
    { (problem, shocks) throws(ModelRefusal) in
      let sheets = try BalanceSheets(problem)
      let options = problem.contagionOptions
      let valuation = valuation(problem)
      let owed = sheets.obligations(options)
      return shocks.map { shock in
        let (network, failed) = sheets.shocked(by: shock)
        let result = propagate(
          network.exposures, valuation: valuation, referenceEquity: sheets.reference,
          alreadyDefaulted: failed, options: options)
        return ContagionOutcome(
          result, systemLoss: missing(owed, result.payments), hasRounds: !network.isSparse)
      }
    }
  }

  /// What is owed and not paid.
  static func missing(_ owed: [Double], _ paid: [Double]) -> Double {
    max(0, zip(owed, paid).reduce(0) { $0 + ($1.0 - $1.1) })
  }
}
