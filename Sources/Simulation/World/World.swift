internal import LinearAlgebra
internal import Regimes

/// Everything that a tick reads and changes, as plain stored data.
package struct World: Sendable {
  var specification: WorldSpecification
  /// The rules in force.
  var regime: ResolvedRegime
  /// Other rules that are to come; nil where they stay.
  var ruleChange: RuleChange?
  var layout: Layout
  let luck: Luck
  /// Cholesky factor of the correlations of returns.
  let returnFactor: Matrix

  // Stocks: each instrument stands in one book.
  var holdings: Holdings
  var posted: VenueTable
  var positions: VenueTable
  var contracts: ContractBook
  var bilateral: BilateralBook
  var funds: Funds
  var claims: Claims
  var creditLines: CreditLineBook
  var custody: [CustodyClaim] = []
  var pledges: [PledgeAccount] = []
  var transfers: [Transfer] = []
  /// Cash on the way, by node and zone of arrival.
  var inboundCash: [Double]
  var accounts: AccountBook
  var loans: LoanBook
  var coins: CoinState
  var bridges: BridgeState
  var pools: Pools
  var externalAssets: [Double]
  var externalLiabilities: [Double]
  /// Stablecoin units outstanding, by asset: the issuer owes them at face.
  var outstanding: [Double]
  /// Stablecoin units burnt since the start, by asset.
  var burnt: [Double]

  // Markets and behaviour.
  var market: Market
  var standing: [Standing]
  var runWatch: RunWatch
  var footprint: FootprintBook
  var oracleFrozenUntil: [Int]
  var oracles: OracleBook
  var lending: LendingState
  /// Composition of the risky portfolio at the start, for leverage targeting: by institution.
  var portfolios: [[PortfolioItem]]
  /// Net units at the start, by institution and asset: tokens and positions together.
  var startUnits: [Double]

  // What is under way inside a tick.
  var tick = 0
  var pass = 0
  var orders: [Order] = []
  var dues: [Due] = []
  var holes: [Hole] = []
  /// Accounts worth less than nothing that the waterfall has to deal with.
  var bankrupts: [Int] = []
  /// Deficits that each venue's fund has taken on in this pass.
  var fundCommitted: [Double]
  /// Money that each venue's engine may still close in this tick.
  var engineCapacity: [Double]
  /// Initial margin required, by node and clearer, as last computed.
  var marginRequired: [Double]
  /// Prices, positions, members or add-ons have moved since margin was computed.
  var marginIsStale = true
  /// What margin models other than the exponentially weighted one remember; nil where none is in force.
  var marginModels: MarginModels?
  /// Variation-margin gains of this pass, by node and venue, that may be haircut.
  var gains: [Double]

  /// Defaults of this pass.
  var newDefaults = 0

  // What is remembered.
  /// How far the exposure core's answers could be trusted.
  var coreStatus = CoreStatus()
  var referenceEquity: [Double]
  /// Assets at the start, by institution.
  var referenceAssets: [Double]
  /// Money below which orders and dues call for no further pass: a billionth of all assets at the start.
  var leastNews = 0.0
  var seenEquity: [[Double]] = []
  /// Correction of the equity at the start that has come to light, by institution.
  var restatedEquity: [Double]
  var channels: ChannelBook
  var journal: EventLog
  var tally: Tally
  var supervision: SupervisionState
  /// Rules that differ between two jurisdictions, by pair.
  var conflicts: [Int]
  /// How many rules the jurisdictions' own rulebooks have.
  let rules: Int
  /// How many ticks of equities anyone looks back.
  let longestMemoryTicks: Int

  /// Price of an asset in a zone; cash is worth one everywhere.
  func price(_ zone: Int, _ asset: Int) -> Double { market.price[market.index(zone, asset)] }

  /// The rules of an institution's home.
  func rulebook(of institution: Int) -> Rulebook {
    regime.rulebooks[layout.homeJurisdiction[institution]]
  }

  /// The rules of a venue's home.
  func rulebook(ofVenue venue: Int) -> Rulebook {
    rulebook(of: layout.institutionOfVenue[venue])
  }
}

/// One item of a risky portfolio: a token in a zone, or a position at a venue, with its share of value.
struct PortfolioItem: Sendable {
  var venue: Int?
  var zone: Int
  var asset: Int
  /// Share of the gross value of the portfolio at the start.
  var weight: Double
  /// −1 for a short position, else 1.
  var sign: Double
}
