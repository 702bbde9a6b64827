internal import Formats
internal import Regimes

/// The rules of a jurisdiction as written: what is null or left out is the market's own rule.
struct RulebookEntry: DescribedObject, Equatable {
  var initialMarginMultiplier: Double?
  var marginFloorRate: Double?
  var leverageCapMarginRate: Double?
  var maintenanceRatio: Double?
  var marginLookBackHours: Double?
  var marginModel: MarginModel?
  var marginFloorLookBackHours: Double?
  var marginStressWeight: Double?
  var marginBufferShare: Double?
  var marginThreshold: Double?
  var minimumTransferAmount: Double?
  var collateralHaircuts = KeyedValues<Double?>()
  var capitalRatio: Double?
  var riskWeights = KeyedValues<Double?>()
  var groupTwoLimits: Bool?
  var segregatedShare: Double?
  var skinInTheGameShare: Double?
  var defaultFundCover: Double?
  var reportingLagHours: Double?
  var reportingNoise: Double?
  var attestationsPerDay: Double?
  var proofSamples: Double?
  var auditHazardScale: Double?
  var enforcementThreshold: Double?
  var enforcementReactionHours: Double?
  var costPerMarket: Double?
  var costPerActivity: Double?
  var costPerConflict: Double?
  var clearingMandate: Bool?
  var unclearedMargin: Bool?
  var insolvency: Insolvency?
  var access: AccessGate?
  var contractStandard: String?
  var oracleStandard: String?
  var attestation: Bool?
  var enforcementStyle: EnforcementStyle?
  var powers: [SupervisoryPower]?

  static let object = ObjectDescription(
    "Rulebook",
    """
    Rules. In the top-level `rulebook` they are the market's own; in a jurisdiction, what is null \
    or left out is the market's own rule.
    """, initial: RulebookEntry()
  ) {
    Field(
      optional: "initial_margin_multiplier", \.initialMarginMultiplier, .rule(.positive, "×"),
      "Factor on the initial margin of the market's model.")
    Field(
      optional: "margin_floor_rate", \.marginFloorRate, .rule(.fraction),
      "Least initial margin, as a share of notional.")
    Field(
      optional: "leverage_cap_margin_rate", \.leverageCapMarginRate, .rule(.share),
      "Margin rate of the highest leverage allowed: a leverage of 100 is 0.01.")
    Field(
      optional: "maintenance_ratio", \.maintenanceRatio, .rule(.fraction),
      "Maintenance margin over initial margin.")
    Field(
      optional: "margin_look_back_hours", \.marginLookBackHours, .rule(.atLeast(0.01), "h"),
      "Look-back of the margin model's volatility.")
    Field(
      optional: "margin_model", \.marginModel, .orNull(.choice),
      "How the initial margin of institutions is computed.")
    Field(
      optional: "margin_floor_look_back_hours", \.marginFloorLookBackHours,
      .rule(.atLeast(0.01), "h"), "Long look-back of the model `look_back_floor`.")
    Field(
      optional: "margin_stress_weight", \.marginStressWeight, .rule(.fraction),
      "Weight of stressed observations in the model `stressed_weight`.")
    Field(
      optional: "margin_buffer_share", \.marginBufferShare, .rule(.nonNegative, "fraction"),
      "Buffer of the model `buffer`, over the margin that is computed.")
    Field(
      optional: "margin_threshold", \.marginThreshold, .rule(.nonNegative, "money"),
      "Initial margin of a member at a clearer that is not exchanged.")
    Field(
      optional: "minimum_transfer_amount", \.minimumTransferAmount, .rule(.nonNegative, "money"),
      """
      A margin call that is smaller is not made, and no position is closed for want of it (at most \
      500,000 euros under BCBS–IOSCO d499).
      """)
    Field(
      optional: "collateral_haircuts", \.collateralHaircuts,
      .map(from: .reference(.asset), to: .rule(.fraction)),
      "Haircut on each asset that is posted as collateral; 1 where it is not eligible.")
    Field(
      optional: "capital_ratio", \.capitalRatio, .rule(.fraction),
      "Equity over risky assets that an institution must keep.")
    Field(
      optional: "risk_weights", \.riskWeights,
      .map(from: .reference(.asset), to: .rule(.nonNegative, "×")),
      """
      Weight of each asset in the capital requirement, on the larger of long and short, tokens and \
      positions together (12.5 for crypto-assets of group 2b, BCBS SCO60), one where it is not \
      stated; where no rulebook states any, tokens count at their value and positions do not.
      """)
    Field(
      optional: "group_two_limits", \.groupTwoLimits, .orNull(.boolean),
      """
      Whether exposures to tokens weigh 12.5 as far as they are above 1 % of equity, and in all \
      where they are above 2 % (BCBS SCO60).
      """)
    Field(
      optional: "segregated_share", \.segregatedShare, .rule(.fraction),
      "Share of clients' assets in custody that is off the custodian's books.")
    Field(
      optional: "skin_in_the_game_share", \.skinInTheGameShare, .rule(.fraction),
      "Share of a clearing house's free cash that stands before the members' default fund.")
    Field(
      optional: "default_fund_cover", \.defaultFundCover, .rule(.between(0, 2), "members"),
      "How many of the largest members the default fund covers.")
    Field(
      optional: "reporting_lag_hours", \.reportingLagHours, .rule(.nonNegative, "h"),
      "Age of what the authority sees.")
    Field(
      optional: "reporting_noise", \.reportingNoise, .rule(.nonNegative, "fraction"),
      "Standard deviation of the relative error of what it sees.")
    Field(
      optional: "attestations_per_day", \.attestationsPerDay, .rule(.nonNegative, "per day"),
      """
      How often venues under `attestation` commit to what they owe in a Merkle-sum tree; at 0 what \
      is attested is taken at its word.
      """)
    Field(
      optional: "proof_samples", \.proofSamples, .rule(.nonNegative, "clients"),
      "Clients of a venue who check their place in each commitment, drawn by lot.")
    Field(
      optional: "audit_hazard_scale", \.auditHazardScale, .rule(.nonNegative, "×"),
      "Factor of the audit standard on rates of hazards.")
    Field(
      optional: "enforcement_threshold", \.enforcementThreshold, .rule(.fraction),
      "Equity ratio below which the authority acts.")
    Field(
      optional: "enforcement_reaction_hours", \.enforcementReactionHours,
      .rule(.nonNegative, "h"), "Time from a finding to an action.")
    Field(
      optional: "cost_per_market", \.costPerMarket, .rule(.nonNegative, "money per year"),
      "Compliance cost for each market entered.")
    Field(
      optional: "cost_per_activity", \.costPerActivity, .rule(.nonNegative, "fraction per year"),
      "Compliance cost for each unit of activity.")
    Field(
      optional: "cost_per_conflict", \.costPerConflict, .rule(.nonNegative, "money per year"),
      "Compliance cost of a pair of markets all of whose rules differ unrecognised.")
    Field(
      optional: "clearing_mandate", \.clearingMandate, .orNull(.boolean),
      "Whether trades must be cleared.")
    Field(
      optional: "uncleared_margin", \.unclearedMargin, .orNull(.boolean),
      "Whether parties to a contract that is not cleared post initial margin for those at home here."
    )
    Field(
      optional: "insolvency", \.insolvency, .orNull(.choice), "What creditors of a defaulter reach."
    )
    Field(optional: "access", \.access, .orNull(.choice), "Who may trade; a ban is `nobody`.")
    Field(
      optional: "contract_standard", \.contractStandard, .orNull(.string),
      "Name of the contract standard; equal standards net and fail together.")
    Field(
      optional: "oracle_standard", \.oracleStandard, .orNull(.string),
      """
      Name of what oracles run on that are operated here; equal standards fail together. Null \
      everywhere: those with equal contract standards do.
      """)
    Field(
      optional: "attestation", \.attestation, .orNull(.boolean),
      "Whether reserves are attested, so that reports of them carry no noise.")
    Field(
      optional: "enforcement_style", \.enforcementStyle, .orNull(.choice),
      "How a finding becomes an action.")
    Field(
      optional: "powers", \.powers, .orNull(.array(of: .choice)), "What the authority may do.")
  }
}

extension Codec where Value == Double? {
  /// A rule: null is the market's own.
  fileprivate static func rule(_ bounds: Bounds, _ unit: String? = nil) -> Codec {
    .orNull(.number(bounds, unit: unit))
  }
}
