package import Contagion
package import LinearAlgebra
package import Regimes

/// The layers of unsecured claims.
package enum ClaimLayer: Int, Sendable, CaseIterable {
  case loans, deposits, custody, arrears
  /// What funds, members and winners paid for a defaulter, claimed back from its estate.
  case recourse

  /// The channel of changes in the value of claims of this layer.
  package var channel: Channel {
    switch self {
    case .loans, .deposits, .arrears: .counterparty
    case .custody: .custody
    case .recourse: .clearing
    }
  }

  package var name: String {
    switch self {
    case .loans: "loans"
    case .deposits: "deposits"
    case .custody: "custody"
    case .arrears: "arrears"
    case .recourse: "recourse"
    }
  }
}

/// Face of an unsecured claim.
package struct ClaimSpecification: Sendable, Equatable {
  package var creditor: Int
  package var debtor: Int
  package var amount: Double
  package var layer: ClaimLayer

  package init(creditor: Int, debtor: Int, amount: Double, layer: ClaimLayer) {
    self.creditor = creditor
    self.debtor = debtor
    self.amount = amount
    self.layer = layer
  }
}

/// A signed position of an institution at a venue, in units of the asset.
package struct PositionSpecification: Sendable, Equatable {
  package var institution: Int
  package var venue: Int
  package var asset: Int
  package var quantity: Double

  package init(institution: Int, venue: Int, asset: Int, quantity: Double) {
    self.institution = institution
    self.venue = venue
    self.asset = asset
    self.quantity = quantity
  }
}

/// The mechanisms of a tick, each of which can be switched off.
package struct Switches: Sendable, Equatable {
  package var returns = true
  package var hazards = true
  package var marketImpact = true
  package var arbitrage = true
  package var variationMargin = true
  package var initialMargin = true
  package var payments = true
  package var liquidation = true
  package var waterfall = true
  package var contagion = true
  package var defaults = true
  package var behaviour = true
  package var supervision = true
  package var compliance = true

  package init() {}
}

/// How losses on claims are valued, and what follows a default.
package struct ContagionSettings: Sendable, Equatable {
  package var valuation = Valuation.furfine(recovery: 0.4)
  package var paymentPolicy = PaymentPolicy.simultaneous
  /// Whether a member that lacks cash puts eligible tokens in the place of cash that it has posted.
  package var substitutesCollateral = false
  package var defaultTest = DefaultTest.strict
  /// How long arrears may stand before their debtor is in default for illiquidity.
  package var graceHours = 1.0
  /// What a member may leave unpaid beyond its margin and fund, as a share of what backs its business at the
  /// clearer, and still have the grace; more makes it illiquid at once.
  package var advanceShare = 0.01
  /// Half-life at which an estate sells its tokens; infinite means that it holds them.
  package var estateSaleHalfLifeHours = Double.infinity

  package init() {}
}

/// The parameters of margin that belong to the market and not to a rulebook.
package struct MarginSettings: Sendable, Equatable {
  /// κ: standard deviations that initial margin covers.
  package var quantile = 2.33
  /// Hours over which the margined loss is measured.
  package var horizonHours = 24.0
  /// G: concentration charge per unit of squared notional, by asset.
  package var concentration: [Double] = []
  /// Correlation of returns, assets × assets; row and column 0 belong to cash.
  package var correlation: Matrix
  /// Stressed loss over initial margin, by which default funds are sized to cover one or two members.
  package var stressMultiple = 1.5
  /// Moves of prices by which stressed losses are measured instead, by scenario and asset.
  package var stressScenarios: [[Double]] = []
  /// Margin posted at the start over the requirement.
  package var initialBuffer = 1.0

  package init(correlation: Matrix) { self.correlation = correlation }
}

/// The parameters of supervision that belong to authorities and not to a rulebook.
package struct SupervisionSettings: Sendable, Equatable {
  /// Multiplier on initial margin that a margin add-on sets.
  package var marginAddOn = 1.25
  /// Hours for which a freeze or ring-fence stands.
  package var measureHours = 24.0
  /// Standard deviation of an authority's error of judgement, in units of the equity ratio.
  package var judgementError = 0.02
  /// Probability in an hour that code-based enforcement acts on a sound institution.
  package var falsePositivePerHour = 0.0
  /// Fall of all token prices under which an authority values what it sees.
  package var stressFraction = 0.1
  /// Hours between two looks.
  package var intervalHours = 1.0
  /// The model by which an authority computes that value.
  package var indicator = StressIndicator.linearDebtRank
  /// Expected number of on-site inspections of an institution by each authority in a year.
  package var inspectionsPerYear = 0.0
  /// Share of findings on which authorities that judge never act.
  package var forbearance = 0.0
  /// Share of institutions whose breach a rule in code does not see.
  package var ruleErrorRate = 0.0
  /// Whether a ring-fence also keeps losses out: local creditors come first in what lies inside it.
  package var ringFenceKeepsLossesOut = false
  /// Half-life of the business of an institution that is wound down.
  package var windDownHalfLifeHours = 24.0
  /// Greatest loan of a lender of last resort, as a share of the borrower's assets.
  package var supportShare = 0.1
  /// How loans of last resort are repaid; nil is not within the horizon.
  package var supportRepayment: RepaymentTerms?
  /// Whether clients from elsewhere pass a gate only as far as their home's attestation is recognised.
  package var attestedAccess = false

  package init() {}
}

/// How an authority carries the stress on prices through the exposures that it sees.
package enum StressIndicator: String, Sendable, CaseIterable {
  /// Mark to market in proportion to lost equity (Bardoscia and others 2015).
  case linearDebtRank = "linear_debtrank"
  /// Only what debtors cannot pay is lost (Eisenberg and Noe 2001).
  case clearing
}

/// A world before any regime: endowments, gross positions, claims, accounts, and what will happen.
package struct WorldSpecification: Sendable, Equatable {
  package var clock: Clock
  package var jurisdictions: [Jurisdiction]
  package var assets: [AssetSpecification]
  package var institutions: [InstitutionSpecification]
  package var positions: [PositionSpecification] = []
  /// Terms of contracts; without any, positions only pay variation margin.
  package var contracts: [ContractSpecification] = []
  package var bilateralPositions: [BilateralPosition] = []
  package var claims: [ClaimSpecification] = []
  package var creditLines: [CreditLine] = []
  package var marginAccounts = MarginAccounts()
  package var loanAccounts = LoanAccounts()
  /// Debt that keepers can repay in an hour on the chain of each jurisdiction; empty is no limit.
  package var chainThroughputPerHour: [Double] = []
  package var pools: [PoolSpecification] = []
  package var events: [ScheduledEvent] = []
  package var hazards: [Hazard] = []
  package var oracles: [OracleSpecification] = []
  package var oracleHazard: OracleHazard?
  package var margin: MarginSettings
  package var contagion = ContagionSettings()
  package var supervision = SupervisionSettings()
  package var switches = Switches()

  package init(
    clock: Clock, jurisdictions: [Jurisdiction], assets: [AssetSpecification],
    institutions: [InstitutionSpecification], correlation: Matrix
  ) {
    self.clock = clock
    self.jurisdictions = jurisdictions
    self.assets = assets
    self.institutions = institutions
    self.margin = MarginSettings(correlation: correlation)
  }

  package var assetIDs: [String] { assets.map(\.id) }
}
