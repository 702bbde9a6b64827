import Formats
import LinearAlgebra

extension ContagionCatalogue {
  static let fireSaleModels: [ContagionModel] = [
    greenwoodLandierThesmar, contSchaanning, caccioli, leverageTargetingRow, cifuentesFerrucciShin,
  ]

  private static func rule(_ word: String) -> ContagionModel.Variant {
    .init(option: "rule", word: word)
  }

  private static let greenwoodLandierThesmar = ContagionModel(
    name: "fire-sale", variant: rule("greenwood-landier-thesmar"), family: .fireSales,
    summary: "Banks sell in proportion to their portfolios to keep their leverage.",
    formula: [
      "R_1 = M F_1;  phi_t = M' A B R_t;  F_t+1 = phi_t/depth;  R_t+1 = M F_t+1   (negative = losses, sales)",
      "A: total assets, M: portfolio weights, B: debt over equity; aggregate vulnerability = -1'A (R_2 + ...)/sum E",
    ],
    source:
      "Greenwood, Landier and Thesmar (2015), Journal of Financial Economics 115(3), doi:10.1016/j.jfineco.2014.11.006",
    inputs: .portfolios(
      more: [
        InputColumn("debt_to_equity", "B: debt over equity", .nonNegative)
          .optional("liabilities over equity")
      ], depth: InputColumn.depth.required, floor: false),
    options: [
      ModelOption("rounds", "how often banks sell", .whole(0...100_000, default: 1)),
      ModelOption(
        "sales-limit", "none: the linear formulas; assets: no bank sells more than it has",
        .choice(["none", "assets"], default: "none"), isConvention: true),
      .defaultTest(),
    ],
    shocks: portfolioShocks, failure: nil, results: fireSaleResults, systemLoss: fireSaleLoss,
    measures: [
      fireSalePart,
      .init("aggregate_vulnerability", "loss by the sales over the equity of all before the shock"),
    ],
    nodeMeasures: [
      .init("systemicness", "the aggregate vulnerability if this node alone sells"),
      .init("indirect_vulnerability", "loss by the sales of all over its equity before the shock"),
      .init("direct_vulnerability", "loss by the shock over its equity before the shock"),
    ],
    assetMeasures: [
      .init("price", "price at the end: the returns of all rounds, one after the other"),
      .init("sold", "money sold in all rounds; negative for purchases"),
      .init("sale_return", "sum of the returns that the sales caused"),
    ],
    solve: FireSaleSolver.greenwoodLandierThesmar)

  private static let contSchaanning = ContagionModel(
    name: "fire-sale", variant: rule("cont-schaanning"), family: .fireSales,
    summary: "Institutions delever, each when its leverage passes a limit, in rounds.",
    formula: [
      "Gamma_i = min(1, (Pi_i + I_i - lambda_t E_i)/Pi_i) where Pi_i + I_i > lambda_max E_i, else 0",
      "q_k = sum_i Gamma_i Pi_ik at present prices; each price falls by the share Psi_k(q_k) of the price impact",
      "E_i falls by sum_k (1 - (1 - a) Gamma_i) Pi_ik Psi_k;  I: external assets and cash, a: implementation shortfall",
      "level-dependent: Psi = (1 - B/S)(1 - exp(-q/((1 - floor) depth))), B = floor times the price before",
    ],
    source:
      "Cont and Schaanning (2017), Norges Bank working paper 2/2017, doi:10.2139/ssrn.2541114",
    inputs: .portfolios(depth: InputColumn.depth.required),
    options: [
      ModelOption(
        "max-leverage", "assets over equity above which an institution sells",
        .number(.atLeast(1), default: nil)),
      ModelOption(
        "target-leverage", "assets over equity to which it goes back",
        .number(.atLeast(1), default: nil), absence: "95 % of --max-leverage"),
      ModelOption(
        "implementation-shortfall", "share of the fall that the seller suffers on what it sells",
        .number(.fraction, default: 0.5)),
    ] + ModelOption.priceImpact(default: "level-dependent", floor: 0.5) + [
      ModelOption(
        "insolvent", "sell: who has no equity left sells all; hold: it sells nothing",
        .choice(["sell", "hold"], default: "sell"), isConvention: true),
      .defaultTest(), .tolerance,
      ModelOption("max-rounds", "bound on rounds", .whole(1...1_000_000, default: 10_000)),
    ],
    shocks: portfolioShocks, failure: nil, results: fireSaleResults, systemLoss: fireSaleLoss,
    measures: [fireSalePart], nodeMeasures: fireSaleNodes, assetMeasures: fireSaleAssets,
    solve: FireSaleSolver.contSchaanning)

  private static let caccioli = ContagionModel(
    name: "fire-sale", variant: rule("caccioli"), family: .fireSales,
    summary: "Who fails sells everything, and prices fall for all who hold the same.",
    formula: [
      "i is liquidated when it has lost more than threshold_i of its equity (strict; weak: as much)",
      "price_k falls to p_k exp(-q_k/depth_k), q_k: money sold at prices before; depth_k = p_k Q_k/alpha for",
      "alpha = -ln(1 - price-drop)/share-sold",
    ],
    source:
      "Caccioli, Shrestha, Moore and Farmer (2014), Journal of Banking and Finance 46, doi:10.1016/j.jbankfin.2014.05.021",
    inputs: .portfolios(
      more: [
        InputColumn(
          "threshold", "share of the equity whose loss the node does not survive", .fraction
        )
        .optional("1")
      ], depth: InputColumn.depth.optional("--price-drop and --share-sold")),
    options: ModelOption.priceImpact(default: "exponential", floor: 0) + ModelOption.depthByDrop
      + [.defaultTest()],
    shocks: [.failure] + portfolioShocks,
    failure: "the node is liquidated whatever its equity", results: fireSaleResults,
    systemLoss: fireSaleLoss, measures: [fireSalePart], nodeMeasures: fireSaleNodes,
    assetMeasures: fireSaleAssets, solve: FireSaleSolver.caccioli)

  private static let leverageTargetingRow = ContagionModel(
    name: "fire-sale", variant: rule("leverage-targeting"), family: .fireSales,
    summary:
      "Institutions keep their ratio of equity to assets, in rounds; who defaults sells all.",
    formula: [
      "with A assets and E equity: default where E < min-ratio A, all is sold in the next round;",
      "where E < buffer-ratio A: need A - E/target-ratio, repaid from cash as far as repayable, the rest is sold",
      "p_k falls to p_k exp(-q_k/depth_k); sellers get the mean of the prices before and after",
    ],
    source:
      "Farmer, Kleinnijenhuis, Nahai-Williamson and Wetzer (2020), Bank of England working paper 861, fire-sale block, "
      + "https://www.bankofengland.co.uk",
    inputs: .portfolios(
      more: [
        InputColumn(
          "repayable_liabilities", "part of the liabilities that can be repaid early", .nonNegative
        )
        .optional("all of them")
      ], depth: InputColumn.depth.optional("--price-drop and --share-sold")),
    options: [
      ModelOption(
        "min-ratio", "ratio below which a node is in default", .number(.fraction, default: nil)),
      ModelOption(
        "buffer-ratio", "ratio below which it delevers", .number(.fraction, default: nil)),
      ModelOption("target-ratio", "ratio that it then wants", .number(.share, default: nil)),
      ModelOption("rounds", "sales, new prices, decisions", .whole(0...100_000, default: 6)),
    ] + ModelOption.priceImpact(default: "exponential", floor: 0) + ModelOption.depthByDrop,
    shocks: portfolioShocks, failure: nil, results: fireSaleResults, systemLoss: fireSaleLoss,
    measures: [fireSalePart], nodeMeasures: fireSaleNodes, assetMeasures: fireSaleAssets,
    solve: FireSaleSolver.leverageTargeting)

  private static let cifuentesFerrucciShin = ContagionModel(
    name: "fire-sale", variant: rule("cifuentes-ferrucci-shin"), family: .fireSales,
    summary: "Interbank clearing and sales to a capital ratio, solved together.",
    formula: [
      "s_i: least share of its portfolio m_i with E_i/((1 - s_i) m_i + o_i + (A V)_i) >= min-ratio; 1 where E_i <= 0",
      "p_k = p0_k exp(-sum_i s_i e_ik p0_k/depth_k); V: Eisenberg-Noe at these prices, external liabilities senior",
    ],
    source:
      "Cifuentes, Ferrucci and Shin (2005), Journal of the European Economic Association 3(2-3), doi:10.1162/jeea.2005.3.2-3.556",
    inputs: .portfolios(
      exposures: .optional, depth: InputColumn.depth.optional("--price-drop and --share-sold")),
    options: [
      ModelOption(
        "min-ratio", "least ratio of equity to assets other than cash",
        .number(.strictlyBetween(0, 1), default: nil))
    ] + ModelOption.priceImpact(default: "exponential", floor: 0) + ModelOption.depthByDrop + [
      .fixedPoint, .defaultTest(), .tolerance, .maximumIterations,
    ],
    shocks: portfolioShocks, failure: nil, results: ContagionModel.NodeResult.allCases,
    systemLoss: fireSaleLoss, measures: [],
    nodeMeasures: [.init("sold_share", "share of its portfolio that the node sells")],
    assetMeasures: [.init("price", "price at the end")],
    solve: FireSaleSolver.cifuentesFerrucciShin)

  private static let portfolioShocks: [ShockKind] = [
    .assetPriceFraction, .externalAssetsFraction, .externalAssetsAmount,
  ]
  private static let fireSaleResults: [ContagionModel.NodeResult] = [
    .equity, .stress, .defaulted, .defaultRound,
  ]
  private static let fireSaleLoss = "equity lost since before the shock, the shock itself included"
  private static let fireSalePart = ContagionModel.Measure(
    "fire_sale_loss", "the part of system_loss that the sales caused")
  private static let fireSaleNodes = [
    ContagionModel.Measure("holdings_value", "what is left of the portfolio, at the last prices"),
    ContagionModel.Measure("cash", "cash at the end"),
  ]
  private static let fireSaleAssets = [
    ContagionModel.Measure("price", "price at the end"),
    ContagionModel.Measure("sold_share", "units sold as a share of all that was held"),
  ]
}

extension ModelInputs {
  /// Balance sheets that hold the same assets.
  fileprivate static func portfolios(
    exposures: Presence = .unused, more: [ColumnNeed] = [], depth: ColumnNeed, floor: Bool = true
  ) -> ModelInputs {
    ModelInputs(
      exposures: exposures,
      nodeColumns: [
        InputColumn("external_assets", "assets that cannot be sold", .nonNegative).optional("none"),
        InputColumn("cash", "cash", .nonNegative).optional("none"),
        InputColumn("external_liabilities", "what the node owes outside", .nonNegative)
          .optional("assets less equity"),
        InputColumn("equity", "equity before the shock").optional("assets less liabilities"),
      ] + more,
      oneOf: [[.externalLiabilities, .equity]], holdings: .required,
      assetColumns: [
        InputColumn("price", "price of a unit before the shock", .positive)
          .optional("1: holdings are money"),
        depth,
      ]
        + (floor
          ? [
            InputColumn("floor", "share of its price that the asset keeps", .fromZero(below: 1))
              .optional("--floor")
          ] : []))
  }
}
