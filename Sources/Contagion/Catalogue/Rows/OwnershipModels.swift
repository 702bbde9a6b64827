import Formats
import LinearAlgebra
import Networks

extension ContagionCatalogue {
  static let ownershipModels: [ContagionModel] = [elsinger, suzuki, elliottGolubJackson]

  private static let elsinger = ownership(
    "elsinger", "Clearing in which nodes also hold each other's equity.",
    "Elsinger (2009), OeNB working paper 156, https://www.oenb.at", rank: "senior")

  private static let suzuki = ownership(
    "suzuki", "Debt and equity held crosswise, all debt of one rank.",
    "Suzuki (2002), Journal of the Operations Research Society of Japan 45(2), doi:10.15807/jorsj.45.123",
    rank: "pari-passu")

  private static func ownership(
    _ name: String, _ summary: String, _ source: String, rank: String
  ) -> ContagionModel {
    ContagionModel(
      name: name, variant: nil, family: .crossHoldings, summary: summary,
      formula: [
        "t_i = Ae_i + sum_k A[i,k] p_k/D_k + sum_k C[i,k] max(0, t_k - D_k);  p_k = min(D_k, t_k)",
        "E_i = t_i - D_i, signed; D: all that is owed; C[i,k]: share of the equity of k that i holds",
        "Senior external liabilities are paid before p and are not in it; pari-passu ones share and are.",
      ],
      source: source,
      inputs: ModelInputs(
        nodeColumns: [
          InputColumn.externalAssets.required,
          InputColumn.externalLiabilities.optional("nothing is owed outside"),
        ], crossHoldings: .required),
      options: [
        .externalLiabilities(default: rank), .fixedPoint, .defaultTest(), .tolerance,
        .maximumIterations,
      ],
      shocks: [.externalAssetsFraction, .externalAssetsAmount], failure: nil,
      results: [.payment, .equity, .defaulted, .defaultRound], systemLoss: clearingLoss,
      measures: [],
      nodeMeasures: [.init("equity_value", "what the equity is worth to its holders, at least 0")],
      solve: { (problem, shocks) throws(ModelRefusal) in
        let sheets = try BalanceSheets(problem)
        let options = problem.contagionOptions
        let owed = sheets.obligations(options)
        let holdings = problem.crossHoldings ?? Matrix(rows: problem.count, columns: problem.count)
        var outcomes: [ContagionOutcome] = []
        for shock in shocks {
          let result: SeniorityClearing
          do throws(SeniorityError) {
            result = try clearCrossHoldings(
              sheets.shocked(by: shock).network.square, equityHoldings: holdings, options: options)
          } catch {
            throw ModelRefusal(error, ids: problem.ids)
          }
          let payment = result.payments[result.payments.count - 1]
          outcomes.append(
            ContagionOutcome(
              payment: payment, equity: result.equity, defaulted: result.defaulted,
              defaultRound: result.defaultRound,
              systemLoss: ClearingSolver.missing(owed, payment),
              rounds: ContagionOutcome.waves(result.defaultRound), report: result.report,
              nodeMeasures: [result.equityValue]))
        }
        return outcomes
      })
  }

  private static let elliottGolubJackson = ContagionModel(
    name: "elliott-golub-jackson", variant: nil, family: .crossHoldings,
    summary: "Failures whose costs spread through holdings of each other's value, in waves.",
    formula: [
      "V = (I - C)^-1 (e - b), v = C_hat V;  i fails where v_i < threshold_i (strict) or <= (weak)",
      "e: external_assets and holdings at prices; b_i: failure_cost_i where i has failed, else 0",
      "C[i,k]: share of k that i holds; C_hat: what is left for holders outside. equity is v.",
    ],
    source:
      "Elliott, Golub and Jackson (2014), American Economic Review 104(10), doi:10.1257/aer.104.10.3115",
    inputs: ModelInputs(
      exposures: .unused,
      nodeColumns: [
        InputColumn.externalAssets.optional("nothing but the holdings"),
        InputColumn("threshold", "value below which the node fails").optional("0"),
        InputColumn("failure_cost", "what the failure costs the node", .nonNegative).optional("0"),
      ], holdings: .optional,
      assetColumns: [InputColumn.price.optional("1: holdings are money")], crossHoldings: .required),
    options: [
      ModelOption(
        "cross-holdings-as",
        "shares: C; dependency: A = C_hat (I - C)^-1, holder = who depends, issuer = whose assets, then v = A (e - b)",
        .choice(["shares", "dependency"], default: "shares"), isConvention: true),
      .fixedPoint, .defaultTest(),
    ],
    shocks: [.failure, .externalAssetsFraction, .externalAssetsAmount, .assetPriceFraction],
    failure: "the node fails whatever its value, and bears its cost",
    results: [.equity, .defaulted, .defaultRound],
    systemLoss: "the costs of the failures", measures: [],
    nodeMeasures: [
      .init("book_value", "V: the value with holdings in others counted; empty for a dependency")
    ],
    solve: { (problem, shocks) throws(ModelRefusal) in
      let holdings = problem.givesDependency ? nil : try CrossHoldings.of(problem)
      return shocks.map { shock in
        let result = problem.failures(holdings, after: shock)
        return ContagionOutcome(
          equity: result.equity, defaulted: result.defaulted, defaultRound: result.defaultRound,
          systemLoss: result.systemLoss, rounds: ContagionOutcome.waves(result.defaultRound),
          report: result.report,
          nodeMeasures: [result.bookValue ?? [Double?](repeating: nil, count: problem.count)])
      }
    })
}

extension ContagionProblem {
  /// Whether the table of cross-holdings holds what follows from them.
  fileprivate var givesDependency: Bool { values["cross-holdings-as"] == .word("dependency") }

  /// The failures through cross-holdings or, where these are nil, dependencies.
  fileprivate func failures(_ holdings: CrossHoldings?, after shock: Shock) -> CrossHoldingFailures
  {
    let (assets, failed) = ownAssets(after: shock)
    let none = [Double](repeating: 0, count: count)
    let thresholds = column(.threshold) ?? none
    let costs = columns["failure_cost"] ?? none
    let options = contagionOptions
    if let holdings {
      return crossHoldingFailures(
        holdings, assets: assets, thresholds: thresholds, failureCosts: costs,
        alreadyDefaulted: failed, defaultTest: options.defaultTest, fixedPoint: options.fixedPoint)
    }
    return crossHoldingFailures(
      dependency: crossHoldings ?? Matrix(rows: count, columns: count), assets: assets,
      thresholds: thresholds, failureCosts: costs, alreadyDefaulted: failed,
      defaultTest: options.defaultTest, fixedPoint: options.fixedPoint)
  }
}

extension CrossHoldings {
  /// The cross-holdings of a problem.
  fileprivate static func of(_ problem: ContagionProblem) throws(ModelRefusal) -> CrossHoldings {
    do {
      return try CrossHoldings(
        shares: problem.crossHoldings ?? Matrix(rows: problem.count, columns: problem.count))
    } catch {
      throw ModelRefusal(
        error.problems.map { problem in
          let (found, expected) =
            switch problem {
            case .notSquare(let rows, let columns): ("\(rows) × \(columns)", "a square table")
            case .outOfRange(_, _, let share): ("a share of \(share)", "one between 0 and 1")
            case .selfHolding(let node, let share):
              ("node \(node) holding \(share) of itself", "none")
            case .moreThanWhole(let node, let sum):
              ("\(sum) of node \(node) held in all", "at most 1")
            }
          return .init(place: .table(.crossHoldings), found: found, expected: expected)
        })
    }
  }
}

extension ModelRefusal {
  /// What is wrong with classes of debt and holdings of equity.
  init(_ error: SeniorityError, ids: [String]) {
    self.init(
      error.problems.map { problem in
        let (found, expected) =
          switch problem {
          case .debtClass(let rank, let problem): ("\(problem) in class \(rank)", "amounts of debt")
          case .holdingsShape(let rows, let columns, let count):
            ("\(rows) × \(columns) holdings", "\(count) × \(count)")
          case .holding(let holder, let issuer, let share):
            ("a share of \(share) of \(ids[issuer]) held by \(ids[holder])", "one between 0 and 1")
          case .overHeld(let issuer, let total):
            ("\(total) of \(ids[issuer]) held in all", "at most 1")
          case .closedOwnership:
            ("a group of nodes that is owned by itself alone", "holders outside every group")
          }
        return Finding(place: .table(.crossHoldings), found: found, expected: expected)
      })
  }
}

extension ContagionProblem {
  /// What every node owns outside, at the prices after a shock, and who fails by it.
  fileprivate func ownAssets(after shock: Shock) -> (assets: [Double], failed: [Bool]) {
    var external = column(.externalAssets) ?? Array(repeating: 0, count: count)
    let before = external
    var prices = assetColumn(.price) ?? Array(repeating: 1, count: assets.count)
    let start = prices
    var failed = [Bool](repeating: false, count: count)
    for change in shock.changes {
      switch change.kind {
      case .failure: failed[change.target] = true
      case .externalAssetsFraction:
        external[change.target] -= change.value * before[change.target]
      case .externalAssetsAmount: external[change.target] -= change.value
      case .assetPriceFraction: prices[change.target] -= change.value * start[change.target]
      case .equityFraction, .equityAmount: preconditionFailure("\(change.kind) strikes no assets")
      }
    }
    let held = holdings.times(prices)
    return (zip(external, held).map { $0 + $1 }, failed)
  }
}
