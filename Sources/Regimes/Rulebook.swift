/// What the creditors of a defaulter in each jurisdiction may reach first.
package enum Insolvency: String, Sendable, CaseIterable {
  /// The local estate serves local creditors first; only what is left is shared.
  case territorial
  /// One estate, shared pro rata among all creditors.
  case universal
}

/// Who may trade derivatives in a jurisdiction.
///
/// A ban is a gate, never a leverage of zero.
package enum AccessGate: String, Sendable, CaseIterable {
  case everyone, qualified, licensed, nobody

  /// Whether a client of this class may open positions behind the gate.
  package func admits(_ client: ClientClass) -> Bool {
    switch self {
    case .everyone: true
    case .qualified: client != .retail
    case .licensed: client == .institution
    case .nobody: false
    }
  }
}

/// The classes of clients that gates distinguish.
package enum ClientClass: String, Sendable, CaseIterable {
  case retail, professional, institution
}

/// How an authority enforces: it decides how soon a finding becomes an action.
package enum EnforcementStyle: String, Sendable, CaseIterable {
  /// Case by case: acts only on a breach that is seen, after the authority's own reaction time.
  case adHoc = "ad_hoc"
  /// Judgement against principles: acts on the stressed picture, after the reaction time.
  case principles
  /// Rules in code: acts at once, with a rate of false positives.
  case technical
}

/// What an authority may do to an institution in its perimeter.
package enum SupervisoryPower: String, Sendable, CaseIterable {
  case marginAddOn = "margin_add_on"
  case ringFence = "ring_fence"
  case freeze
  case geofence
  case forcedDeleveraging = "forced_deleveraging"
  case windDown = "wind_down"
  case liquiditySupport = "liquidity_support"
}

/// The rules of one jurisdiction: every field is a number in the unit its name gives, or a category.
///
/// Per-asset haircuts are indexed by asset; index 0 is the settlement asset and has none.
package struct Rulebook: Sendable, Equatable {
  package var initialMarginMultiplier = 1.0
  package var marginFloorRate = 0.02
  package var leverageCapMarginRate = 0.01
  package var maintenanceRatio = 0.5
  package var marginLookBackHours = 24.0
  /// Long look-back of `MarginModel.lookBackFloor`: ten years in the European rules.
  package var marginFloorLookBackHours = 87_660.0
  /// Weight of stressed observations in `MarginModel.stressedWeight`.
  package var marginStressWeight = 0.25
  /// Share of the margin that `MarginModel.buffer` adds.
  package var marginBufferShare = 0.25
  /// Initial margin of a member at a clearer that is not exchanged.
  package var marginThreshold = 0.0
  /// Below it a margin call is not made.
  package var minimumTransferAmount = 0.0
  package var collateralHaircuts: [Double] = []
  package var capitalRatio = 0.0
  /// Risk weight of each asset in the capital requirement; empty: assets count at their value.
  package var riskWeights: [Double] = []
  /// Whether exposures to tokens above limits on equity weigh 1250 % (BCBS SCO60).
  package var groupTwoLimits = false
  package var segregatedShare = 1.0
  package var skinInTheGameShare = 0.25
  package var defaultFundCover = 1.0
  package var reportingLagHours = 24.0
  package var reportingNoise = 0.1
  /// How often venues commit to what they owe; at zero what is attested is taken at its word.
  package var attestationsPerDay = 0.0
  /// Clients whose place in each commitment is proved.
  package var proofSamples = 50.0
  package var auditHazardScale = 1.0
  package var enforcementThreshold = 0.0
  package var enforcementReactionHours = 24.0
  package var costPerMarket = 0.0
  package var costPerActivity = 0.0
  package var costPerConflict = 0.0

  package var marginModel = MarginModel.exponential
  package var clearingMandate = false
  /// Whether both parties of a contract that is not cleared post initial margin.
  package var unclearedMargin = false
  package var insolvency = Insolvency.universal
  package var access = AccessGate.everyone
  package var contractStandard = "market"
  /// What oracles run on that are operated here; nil: the contract standard says what fails together.
  package var oracleStandard: String?
  package var attestation = false
  package var enforcementStyle = EnforcementStyle.principles
  package var powers: [SupervisoryPower] = []

  package init() {}

  /// Whether venues commit to what they attest.
  package var hasCommitments: Bool { attestation && attestationsPerDay > 0 }
}
