package import Formats
package import Simulation

/// What an institution does on its own account; a part that is null is not done.
struct BehaviourEntry: DescribedObject, Equatable {
  var leverageTarget: LeverageTargeting?
  var capitalConstraint: CapitalConstraint?
  var marketMaking: MarketMakingEntry?
  var hedge: HedgeEntry?
  var run: RunEntry?
  var coinRuns: [HeldCoinRunEntry] = []
  var migration: Migration?
  var footprint: FootprintEntry?
  var consolidation: Consolidation?
  var redemption: RedemptionEntry?
  var support: TokenSupportEntry?
  var backstops: [BackstopEntry] = []
  var keeping: Keeping?
  var misreport: Misreporting?

  static let object = ObjectDescription(
    "Behaviour", "What an institution does on its own account; what is null is not done.",
    initial: BehaviourEntry()
  ) {
    Field(
      optional: "leverage_target", \.leverageTarget, .orNull(.object), "Sells when overlevered.")
    Field(
      optional: "capital_constraint", \.capitalConstraint, .orNull(.object),
      "Sells when undercapitalised.")
    Field(optional: "market_making", \.marketMaking, .orNull(.object), "Quotes depth.")
    Field(optional: "hedge", \.hedge, .orNull(.object), "Keeps tokens and positions offset.")
    Field(optional: "run", \.run, .orNull(.object), "Calls claims on debtors in distress.")
    Field(
      optional: "coin_runs", \.coinRuns, .array(of: .object),
      "Leaves stablecoins and wrapped tokens that it holds.")
    Field(optional: "migration", \.migration, .orNull(.object), "Chooses where to be active.")
    Field(
      optional: "footprint", \.footprint, .orNull(.object), "Opens and closes markets.")
    Field(
      optional: "consolidation", \.consolidation, .orNull(.object),
      "Merges with others of its kind.")
    Field(optional: "keeper", \.keeping, .orNull(.object), "Repays loans of others for a bonus.")
    Field(optional: "redemption", \.redemption, .orNull(.object), "Redeems its stablecoin.")
    Field(optional: "support", \.support, .orNull(.object), "Buys a token below a floor.")
    Field(
      optional: "backstops", \.backstops, .array(of: .object),
      "Institutions whose equity it keeps up.")
    Field(
      optional: "misreport", \.misreport, .orNull(.object), "Reports more equity than it has.")
  }
}

extension LeverageTargeting: DescribedObject {
  package static let object = ObjectDescription(
    "LeverageTarget",
    """
    Sells pro rata to its initial portfolio when leverage is above the bound, back to the target \
    (Greenwood, Landier and Thesmar 2015; Cont and Schaanning 2017).
    """,
    initial: LeverageTargeting(
      target: 1, maximum: 1, adjustmentHalfLifeHours: 0, isSymmetric: false)
  ) {
    Field(
      "target", \.target, .number(.positive, unit: "×"), "Risky exposure over equity to return to.")
    Field(
      "maximum", \.maximum, .number(.positive, unit: "×"),
      "Risky exposure over equity above which it acts.")
    Field(
      optional: "adjustment_half_life_hours", \.adjustmentHalfLifeHours, .hours(),
      "Half-life of the adjustment; zero adjusts at once.")
    Field(
      optional: "symmetric", \.isSymmetric, .boolean,
      "Whether it also buys when leverage is below the target.")
    Field(
      optional: "counts_all_assets", \.countsAllAssets, .boolean,
      """
      Whether leverage is all assets over equity, what cannot be sold included, and sales are in proportion to what \
      is held (Cont and Schaanning 2017).
      """)
  }
  .checking { behaviour in
    behaviour.target <= behaviour.maximum
      ? []
      : [
        .init(
          "target", found: JSONText.number(behaviour.target),
          expected: "at most the maximum (\(JSONText.number(behaviour.maximum)))")
      ]
  }
}

struct MarketMakingEntry: DescribedObject, Equatable {
  var depth = KeyedValues<KeyedValues<Double>>()
  var volatilityExponent = 1.0
  var inventoryLimit = 1.0
  var drawdownLimit = 0.5
  var refillHalfLifeHours = 1.0
  var arbitrageShare = 0.0
  var performanceSensitivity = 0.0

  static let object = ObjectDescription(
    "MarketMaking", "Quoted depth, and how it shrinks.", initial: MarketMakingEntry()
  ) {
    Field(
      "depth", \.depth,
      .map(from: .reference(.jurisdiction), to: .map(from: .reference(.asset), to: .money())),
      "Money that moves the price by one in calm markets, by jurisdiction and asset.")
    Field(
      optional: "volatility_exponent", \.volatilityExponent, .number(.nonNegative),
      "Depth is scaled by (reference volatility / volatility) to this power, at most 1.")
    Field(
      optional: "inventory_limit", \.inventoryLimit, .number(.positive, unit: "×"),
      "Inventory over equity at which it stops quoting.")
    Field(
      optional: "drawdown_limit", \.drawdownLimit, .fraction,
      "Share of equity lost since the start at which it leaves.")
    Field(
      optional: "refill_half_life_hours", \.refillHalfLifeHours, .hours(),
      "Half-life of the return of depth; withdrawal is immediate.")
    Field(
      optional: "arbitrage_share", \.arbitrageShare, .fraction,
      "Share of free cash for arbitrage between zones in a pass.")
    Field(
      optional: "performance_sensitivity", \.performanceSensitivity, .number(.nonNegative),
      """
      Share of that capital which investors withdraw for each share of its equity lost since the start \
      (Shleifer and Vishny 1997).
      """)
  }
}

struct HedgeEntry: DescribedObject, Equatable {
  var asset = ""
  var adjustmentHalfLifeHours = 0.0

  static let object = ObjectDescription(
    "Hedge", "Keeps tokens and positions in one asset offsetting each other.",
    initial: HedgeEntry()
  ) {
    Field("asset", \.asset, .reference(.asset), "Which asset.")
    Field(
      optional: "adjustment_half_life_hours", \.adjustmentHalfLifeHours, .hours(),
      "Half-life of the adjustment; zero adjusts at once.")
  }
}

extension Migration: DescribedObject {
  package static let object = ObjectDescription(
    "Migration", "Chooses its zone of activity by a logit (McFadden 1974).",
    initial: Migration(
      reviewHours: 24, switchingCost: 1, marginWeight: 1, complianceWeight: 1, liquidityWeight: 1)
  ) {
    Field(optional: "review_hours", \.reviewHours, .hours(.positive), "Time between two choices.")
    Field(
      optional: "switching_cost", \.switchingCost, .number(.nonNegative),
      "Utility lost by moving.")
    Field(
      optional: "margin_weight", \.marginWeight, .number(.nonNegative),
      "Weight of the cost of margin.")
    Field(
      optional: "compliance_weight", \.complianceWeight, .number(.nonNegative),
      "Weight of the cost of compliance.")
    Field(
      optional: "liquidity_weight", \.liquidityWeight, .number(.nonNegative),
      "Weight of the depth of the market.")
  }
}

struct RedemptionEntry: DescribedObject, Equatable {
  var asset = ""
  var capacityPerHour = Double.infinity
  var order = RedemptionQueue.Order.firstCome
  var closed: [RedemptionQueue.Closure] = []
  var drawsDeposits = false

  static let object = ObjectDescription(
    "Redemption", "Redeems its stablecoin at face out of its free cash.",
    initial: RedemptionEntry()
  ) {
    Field("asset", \.asset, .reference(.asset), "Which stablecoin.")
    Field(
      optional: "capacity_per_hour", \.capacityPerHour, .orInfinite(.nonNegative, unit: "money/h"),
      "Money paid out at most.")
    Field(optional: "order", \.order, .choice, "Who is redeemed first when not all can be.")
    Field(optional: "closed", \.closed, .array(of: .object), "When nothing is redeemed.")
    Field(
      optional: "draws_deposits", \.drawsDeposits, .boolean,
      "Whether it calls its deposits with others when cash does not do.")
  }
}
