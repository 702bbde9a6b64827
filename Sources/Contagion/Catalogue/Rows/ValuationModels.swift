import Formats
import Networks

extension ContagionCatalogue {
  static let valuationModels: [ContagionModel] = [
    neva(
      "eisenberg-noe", "Claims on a defaulter are worth what it can pay.",
      ["V = 1 where E >= 0, else max(0, (E + L)/L)"], solve: NevaSolver.exact { _ in .eisenbergNoe }
    ),
    neva(
      "rogers-veraart", "What a defaulter can pay, after the costs of its default.",
      ["V = 1 where E >= 0, else max(0, (alpha Ae + beta sum_k A[i,k] V_k - Le)/L)"],
      options: [
        ModelOption(
          "alpha", "share of external assets that a default leaves",
          .number(.fraction, default: nil)),
        ModelOption(
          "beta", "share of claims on other nodes that a default leaves",
          .number(.fraction, default: nil)),
      ],
      solve: NevaSolver.exact { problem in
        .rogersVeraart(alpha: problem.number("alpha"), beta: problem.number("beta"))
      }),
    neva(
      "furfine", "Claims on a defaulter are worth a fixed recovery.",
      ["V = 1 where E >= 0, else R"], options: [.recovery],
      solve: NevaSolver.exact { problem in .furfine(recovery: problem.number("recovery")) }),
    neva(
      "linear-debtrank", "Claims lose value in proportion to the equity their debtor has lost.",
      ["V = min(1, max(0, E/E0)), E0: column equity"],
      solve: NevaSolver.exact { _ in .linearDebtRank }),
    neva(
      "nonlinear-debtrank", "Small losses of equity count for less than in proportion.",
      ["V = 1 - (1 - R) h exp(alpha (h - 1)), h = clip(1 - E/E0, 0, 1), E0: column equity"],
      options: [
        ModelOption(
          "alpha", "how far distress must go before it is passed on",
          .number(.nonNegative, default: nil)), .recovery,
      ],
      solve: NevaSolver.exact { problem in
        .nonlinearDebtRank(alpha: problem.number("alpha"), recovery: problem.number("recovery"))
      }),
    neva(
      "merton",
      "Expected Eisenberg-Noe payments, external assets being a geometric Brownian motion.",
      [
        "V = 1 - p(E) + beta E[(1 + E(T)/L)+ 1{E(T) < 0}], E(T) = E + Ae (exp(sigma Z - sigma^2/2) - 1)",
        "p(E) = Phi((ln(1 - E/Ae) + sigma^2/2)/sigma) (Merton 1974)",
      ],
      options: [
        sigma,
        ModelOption(
          "beta", "share of what a defaulter has that reaches its creditors",
          .number(.fraction, default: 1)),
      ], isExAnte: true,
      solve: NevaSolver.exAnte { problem in
        ExAnteEisenbergNoe(
          volatility: .common(problem.number("sigma")), recoveredShare: problem.number("beta"))
      }),
    neva(
      "merton-furfine", "A fixed recovery with Merton's probability of default at the horizon.",
      ["V = 1 - (1 - R) p(E), p(E) = Phi((ln(1 - E/Ae) + sigma^2/2)/sigma)"],
      options: [sigma, .recovery], isExAnte: true,
      solve: NevaSolver.exAnte { problem in
        ExAnteFurfine(
          volatility: .common(problem.number("sigma")), recovery: problem.number("recovery"))
      }),
    neva(
      "black-cox",
      "A fixed recovery with the probability of default at any time up to the horizon.",
      [
        "V = 1 - (1 - R) p(E), x = ln(1 - E/Ae), p = 1 where E <= 0, else",
        "p = Phi((x + sigma^2/2)/sigma) + Ae/(Ae - E) Phi((x - sigma^2/2)/sigma)",
      ],
      options: [sigma, .recovery], isExAnte: true,
      solve: NevaSolver.exAnte { problem in
        ExAnteBlackCox(
          volatility: .common(problem.number("sigma")), recovery: problem.number("recovery"))
      }),
  ]

  private static let sigma = ModelOption(
    "sigma", "volatility of external assets over the whole horizon",
    .number(.nonNegative, default: nil))

  /// A row of the family: one equation, one valuation each.
  private static func neva(
    _ word: String, _ summary: String, _ formula: [String], options: [ModelOption] = [],
    isExAnte: Bool = false, solve: @escaping ContagionModel.Solver
  ) -> ContagionModel {
    ContagionModel(
      name: "neva", variant: .init(option: "valuation", word: word), family: .valuation,
      summary: summary,
      formula: ["E_i = Ae_i - Le_i + sum_k A[i,k] V_k(E_k) - L_i, signed"] + formula + [
        "Pari-passu external liabilities join L. payment is V L."
      ],
      source:
        "Barucca, Bardoscia, Caccioli, D'Errico, Visentin, Caldarelli and Battiston (2020), doi:10.1111/mafi.12272",
      inputs: .clearing,
      options: options + [
        .externalLiabilities(), .fixedPoint, .defaultTest(), .tolerance, .maximumIterations,
      ],
      shocks: clearingShocks,
      failure: isExAnte ? "the node loses all its external assets" : clearingFailure,
      results: isExAnte
        ? [.payment, .equity, .stress, .defaulted] : ContagionModel.NodeResult.allCases,
      systemLoss: "face less value of the obligations of column payment", measures: [],
      solve: solve, sizes: ClearingSolver.sizes)
  }
}

/// Shocks to networks whose claims are valued.
enum NevaSolver {
  /// Valuations that are solved exactly.
  static func exact(
    _ valuation: @escaping @Sendable (ContagionProblem) -> Valuation
  ) -> ContagionModel.Solver {
    ClearingSolver.solve(valuation)
  }

  /// Expectations, by iteration.
  static func exAnte(
    _ valuation: @escaping @Sendable (ContagionProblem) -> some InterbankValuation
  ) -> ContagionModel.Solver {
    { (problem, shocks) throws(ModelRefusal) in
      let sheets = try BalanceSheets(problem)
      let options = problem.contagionOptions
      let owed = sheets.obligations(options)
      let valuation = valuation(problem)
      return shocks.map { shock in
        let result = solveValuation(
          sheets.shocked(by: shock).network.exposures, valuation: valuation,
          referenceEquity: sheets.reference, options: options)
        // A round is a sweep here, and no wave of default.
        return ContagionOutcome(
          payment: result.payments, equity: result.equity, stress: result.distress,
          defaulted: result.defaulted, systemLoss: ClearingSolver.missing(owed, result.payments),
          report: result.report)
      }
    }
  }
}
