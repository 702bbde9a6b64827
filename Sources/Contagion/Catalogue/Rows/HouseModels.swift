import Formats

extension ContagionCatalogue {
  static let houseModels: [ContagionModel] = [waterfallRow, autoDeleveragingRow]

  private static let waterfallRow = ContagionModel(
    name: "waterfall", variant: nil, family: .centralClearing,
    summary: "Who pays for the close-out of a clearing member, layer by layer.",
    formula: [
      "the loss is taken by the defaulter's margin, its fund contribution, the house's own capital, the other",
      "members' contributions, the second own capital, calls of up to the multiple of contributions, gains;",
      "within a layer in proportion to what each has in it; what no layer covers is uncovered",
    ],
    source:
      "Regulation (EU) 648/2012 (EMIR), article 45, http://data.europa.eu/eli/reg/2012/648/oj",
    inputs: ModelInputs(
      exposures: .unused,
      nodeColumns: [
        InputColumn("loss", "what the close-out of the member costs if it defaults", .nonNegative)
          .required,
        InputColumn("initial_margin", "margin of the member", .nonNegative).optional("none"),
        InputColumn("default_fund", "its contribution to the default fund", .nonNegative)
          .optional("none"),
        InputColumn("gain", "variation margin it is owed, which can be cut", .nonNegative)
          .optional("gains are not cut"),
      ]),
    options: [
      capital("skin-in-the-game", "own capital of the house before the other members"),
      capital("second-skin-in-the-game", "own capital of the house behind the other members"),
      ModelOption(
        "assessment-multiple", "cap of the calls on each member, in contributions",
        .number(.nonNegative, default: 1)),
    ],
    shocks: [.failure], failure: "the member is closed out; one member a shock", results: [],
    systemLoss: "what others than the defaulter pay, the uncovered rest included",
    measures: [
      .init("margin_used", "of the defaulter's margin"),
      .init("defaulter_fund_used", "of the defaulter's contribution"),
      .init("skin_used", "of the house's own capital, both tranches"),
      .init("survivors_fund_used", "of the other members' contributions"),
      .init("assessments", "called from the other members"),
      .init("gains_cut", "taken from gains"),
      .init("uncovered", "what no layer covers"),
    ],
    nodeMeasures: [
      .init("fund_used", "what it loses of its contribution"),
      .init("assessment", "what is called from it"),
      .init("gain_cut", "what its gain is cut by"),
    ],
    solve: { (problem, shocks) throws(ModelRefusal) in
      try shocks.map { (shock) throws(ModelRefusal) in
        guard shock.changes.count == 1, let defaulter = shock.changes.first?.target else {
          throw ModelRefusal(
            .table(.nodes), found: "\(shock.changes.count) defaults in the shock \(shock.id)",
            expected: "the default of one member: --shock all, or one row a shock")
        }
        return problem.allocate(defaulter)
      }
    })

  private static func capital(_ name: String, _ meaning: String) -> ModelOption {
    ModelOption(name, meaning, .number(.nonNegative, default: 0))
  }

  private static let rules: [(word: String, rule: AutoDeleveragingRule)] = [
    ("queue", .queue), ("partial-queue", .partialQueue), ("pro-rata", .proRata),
    ("water-filling", .waterFilling),
  ]

  private static let autoDeleveragingRow = ContagionModel(
    name: "auto-deleveraging", variant: nil, family: .centralClearing,
    summary: "What winners give up for a deficit that no fund covers.",
    formula: [
      "queue: whole gains in descending score, ties in the order of the table, until the deficit is covered;",
      "partial-queue: the last only what is missing, equal scores in proportion;  pro-rata: d w_i/sum w;",
      "water-filling: min(w_i, kappa s_i w_i) with sum d.  w: gain, s: score, d: deficit; all of w where sum w <= d",
    ],
    source: "Chitra (2025), https://arxiv.org/abs/2512.01112",
    inputs: ModelInputs(
      exposures: .unused,
      nodeColumns: [
        InputColumn("gain", "unrealised gain; where not positive the node takes no part").required,
        InputColumn("score", "rank score or leverage").optional("1"),
      ]),
    options: [
      ModelOption("deficit", "what is missing", .number(.nonNegative, default: nil)),
      ModelOption("rule", "who gives up how much", .choice(rules.map(\.word), default: "queue")),
    ],
    shocks: [], failure: nil, results: [], systemLoss: "what the winners give up",
    measures: [
      .init("overshoot", "taken beyond the deficit, which whole positions may be"),
      .init("uncovered", "what all gains together do not cover"),
    ],
    nodeMeasures: [.init("haircut", "what it gives up")],
    solve: { problem, shocks in
      let gains = problem.columns["gain"] ?? []
      let rule = rules.first { $0.word == problem.word("rule") }?.rule ?? .queue
      let deficit = problem.number("deficit")
      let haircuts = autoDeleverage(
        deficit: deficit, gains: gains, scores: problem.columns["score"] ?? gains.map { _ in 1 },
        rule: rule)
      let total = haircuts.reduce(0, +)
      return shocks.map { _ in
        ContagionOutcome(
          systemLoss: total, report: SolutionReport(status: .exact),
          measures: [
            rule == .queue ? max(0, total - deficit) : 0,
            max(0, deficit - gains.reduce(0) { $0 + max(0, $1) }),
          ], nodeMeasures: [haircuts])
      }
    })
}

extension ContagionProblem {
  /// The waterfall for the close-out of a member.
  fileprivate func allocate(_ defaulter: Int) -> ContagionOutcome {
    let none = [Double](repeating: 0, count: count)
    let funds = columns["default_fund"] ?? none
    let others = (0..<count).filter { $0 != defaulter }
    let loss = columns["loss"]?[defaulter] ?? 0
    let use = DefaultWaterfall(
      defaulterInitialMargin: columns["initial_margin"]?[defaulter] ?? 0,
      defaulterDefaultFund: funds[defaulter], skinInTheGame: number("skin-in-the-game"),
      survivorsDefaultFund: others.map { funds[$0] },
      secondSkinInTheGame: number("second-skin-in-the-game"),
      assessmentMultiple: number("assessment-multiple"),
      variationMarginGains: columns["gain"].map { gains in others.map { gains[$0] } } ?? []
    ).allocate(loss: loss)
    func perNode(_ kind: LossLayerKind) -> [Double?] {
      var amounts = none
      for (place, amount) in zip(others, use.contributions(kind)) { amounts[place] = amount }
      return amounts
    }
    var fund = perNode(.survivorsDefaultFund)
    fund[defaulter] = use.total(.defaulterDefaultFund)
    let own = use.total(.defaulterInitialMargin) + use.total(.defaulterDefaultFund)
    return ContagionOutcome(
      systemLoss: loss - own, report: SolutionReport(status: .exact),
      measures: [
        use.total(.defaulterInitialMargin), use.total(.defaulterDefaultFund),
        use.total(.skinInTheGame) + use.total(.secondSkinInTheGame),
        use.total(.survivorsDefaultFund), use.total(.assessments),
        use.total(.variationMarginGains), use.uncovered,
      ], nodeMeasures: [fund, perNode(.assessments), perNode(.variationMarginGains)])
  }
}
