internal import Contagion
package import Formats
package import Simulation

/// The parameters of margin that belong to the market and not to a rulebook.
struct MarginEntry: DescribedObject, Equatable {
  var quantile = 2.33
  var horizonHours = 24.0
  var concentration = KeyedValues<Double>()
  var stressMultiple = 1.5
  var stressScenarios: [StressEntry] = []
  var initialBuffer = 1.0

  static let object = ObjectDescription(
    "Margin", "The market's margin model.", initial: MarginEntry()
  ) {
    Field(
      optional: "quantile", \.quantile, .number(.nonNegative),
      "Standard deviations of the portfolio's loss that initial margin covers.")
    Field(
      optional: "horizon_hours", \.horizonHours, .hours(.positive),
      "Time over which that loss is measured.")
    Field(
      optional: "concentration", \.concentration,
      .map(from: .reference(.asset), to: .number(.nonNegative, unit: "per money")),
      "Charge for each unit of squared notional, by asset.")
    Field(
      optional: "stress_multiple", \.stressMultiple, .number(.nonNegative, unit: "×"),
      "Stressed loss over initial margin, by which default funds are sized.")
    Field(
      optional: "stress_scenarios", \.stressScenarios, .array(of: .object),
      "Stresses by which default funds are sized instead: members' losses in the worst of them.")
    Field(
      optional: "initial_buffer", \.initialBuffer, .number(.nonNegative, unit: "×"),
      "Margin posted at the start over the requirement.")
  }
}

/// A stress of all prices at once.
struct StressEntry: DescribedObject, Equatable {
  var moves = KeyedValues<Double>()

  static let object = ObjectDescription(
    "Stress", "Moves of prices at once; an asset that is not named keeps its price.",
    initial: StressEntry()
  ) {
    Field(
      "moves", \.moves, .map(from: .reference(.asset), to: .number(.above(-1), unit: "fraction")),
      "Relative move by asset; −0.3 is a fall by 30 %.")
  }
}

extension ContagionSettings: DescribedObject {
  package static let object = ObjectDescription(
    "Contagion", "How losses on claims are valued, and what follows a default.",
    initial: ContagionSettings()
  ) {
    Field(
      optional: "valuation", \.valuation, .described(Valuation.object),
      "The value of a claim on an institution in distress.")
    Field(
      optional: "payment_policy", \.paymentPolicy, .choice, "When and how far dues are paid.")
    Field(
      optional: "substitutes_collateral", \.substitutesCollateral, .boolean,
      """
      Whether a member short of cash takes back cash margin against eligible tokens of the same value after \
      the haircut.
      """)
    Field(optional: "default_test", \.defaultTest, .defaultTest, "When an institution fails.")
    Field(
      optional: "grace_hours", \.graceHours, .hours(),
      "How long arrears may stand before their debtor is in default for illiquidity.")
    Field(
      optional: "advance_share", \.advanceShare, .fraction,
      "What a clearing member may owe its clearer within the grace, as a share of what backs its business there."
    )
    Field(
      optional: "estate_sale_half_life_hours", \.estateSaleHalfLifeHours,
      .orInfinite(.positive, unit: "h"),
      "Half-life at which an estate sells its tokens; null means that it holds them.")
  }
}

extension Codec where Value == DefaultTest {
  fileprivate static let defaultTest = Codec<DefaultTestWord>.choice.converted(expected: "a test") {
    $0 == .strict ? DefaultTest.strict : .weak
  } write: {
    $0 == .strict ? .strict : .weak
  }
}

extension Valuation {
  private struct Recovery: Equatable {
    var recovery = 0.4

    static let object = ObjectDescription(
      "Furfine", "A fixed recovery once the debtor fails (Furfine 2003).", initial: Recovery()
    ) {
      Field("recovery", \.recovery, .fraction, "Value of a claim on a failed debtor.")
    }
  }

  private struct Costs: Equatable {
    var alpha = 1.0
    var beta = 1.0

    static let object = ObjectDescription(
      "RogersVeraart", "Clearing with bankruptcy costs (Rogers and Veraart 2013).",
      initial: Costs()
    ) {
      Field("alpha", \.alpha, .fraction, "Share of external assets that liquidation yields.")
      Field("beta", \.beta, .fraction, "Share of claims that liquidation yields.")
    }
  }

  private struct Curve: Equatable {
    var alpha = 0.0
    var recovery = 0.0

    static let object = ObjectDescription(
      "NonlinearDebtRank", "Mark to market with a convex law (Bardoscia et al. 2016).",
      initial: Curve()
    ) {
      Field("alpha", \.alpha, .number(.nonNegative), "Convexity.")
      Field(optional: "recovery", \.recovery, .fraction, "Value of a claim on a failed debtor.")
    }
  }

  static let object = ObjectDescription(
    "Valuation", "A model of what a claim is worth.", initial: Valuation.furfine(recovery: 0.4)
  ) {
    Variants("model", \.self, "The model.") {
      Variant("furfine", Recovery.object) {
        .furfine(recovery: $0.recovery)
      } unwrap: {
        if case .furfine(let recovery) = $0 { Recovery(recovery: recovery) } else { nil }
      }
      Variant(
        "eisenberg_noe", "What the debtor can pay, pro rata (Eisenberg and Noe 2001).",
        Valuation.eisenbergNoe)
      Variant("rogers_veraart", Costs.object) {
        .rogersVeraart(alpha: $0.alpha, beta: $0.beta)
      } unwrap: {
        if case .rogersVeraart(let alpha, let beta) = $0 {
          Costs(alpha: alpha, beta: beta)
        } else {
          nil
        }
      }
      Variant(
        "linear_debtrank", "Mark to market in proportion to lost equity (Bardoscia et al. 2015).",
        Valuation.linearDebtRank)
      Variant("nonlinear_debtrank", Curve.object) {
        .nonlinearDebtRank(alpha: $0.alpha, recovery: $0.recovery)
      } unwrap: {
        if case .nonlinearDebtRank(let alpha, let recovery) = $0 {
          Curve(alpha: alpha, recovery: recovery)
        } else {
          nil
        }
      }
    }
  }
}

extension SupervisionSettings: DescribedObject {
  package static let object = ObjectDescription(
    "Supervision", "The parameters of supervision that belong to authorities.",
    initial: SupervisionSettings()
  ) {
    Field(
      optional: "margin_add_on", \.marginAddOn, .number(.atLeast(1), unit: "×"),
      "Multiplier on initial margin that a margin add-on sets.")
    Field(
      optional: "measure_hours", \.measureHours, .hours(),
      "How long a freeze or ring-fence stands.")
    Field(
      optional: "judgement_error", \.judgementError, .number(.nonNegative, unit: "equity ratio"),
      "Standard deviation of an authority's error of judgement.")
    Field(
      optional: "false_positive_per_hour", \.falsePositivePerHour, .probability,
      "Probability in an hour that code-based enforcement acts on a sound institution.")
    Field(
      optional: "stress_fraction", \.stressFraction, .fraction,
      "Fall of all token prices under which an authority values what it sees.")
    Field(
      optional: "interval_hours", \.intervalHours, .hours(.positive), "Time between two looks.")
    Field(
      optional: "indicator", \.indicator, .choice,
      "The model by which an authority carries that fall through the exposures that it sees.")
    Field(
      optional: "inspections_per_year", \.inspectionsPerYear,
      .number(.nonNegative, unit: "per year"),
      "Expected on-site inspections of an institution by each authority; they see the truth.")
    Field(
      optional: "forbearance", \.forbearance, .fraction,
      "Share of findings on which authorities that judge never act; code has none.")
    Field(
      optional: "rule_error_rate", \.ruleErrorRate, .fraction,
      "Share of institutions whose breach a rule in code does not see.")
    Field(
      optional: "ring_fence_keeps_losses_out", \.ringFenceKeepsLossesOut, .boolean,
      """
      Whether a ring-fence also serves the creditors inside it first from what lies inside it, \
      and is put up by every authority that has the power and in whose place the institution operates.
      """)
    Field(
      optional: "wind_down_half_life_hours", \.windDownHalfLifeHours, .hours(.positive),
      "Half-life of the business of an institution that is wound down.")
    Field(
      optional: "support_share", \.supportShare, .fraction,
      "Greatest loan of a lender of last resort, as a share of the borrower's assets.")
    Field(
      optional: "support_repayment", \.supportRepayment, .orNull(.object),
      "How such loans are repaid; null: not within the horizon.")
    Field(
      optional: "attested_access", \.attestedAccess, .boolean,
      """
      Whether clients and institutions from elsewhere pass a gate only as far as what their home \
      attests is recognised.
      """)
  }
}
