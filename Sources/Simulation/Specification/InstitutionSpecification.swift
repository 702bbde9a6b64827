/// The kinds of institution; each has a mechanism of its own.
package enum InstitutionKind: String, Sendable, CaseIterable {
  /// Matches perpetuals: accounts, liquidation, insurance fund, auto-deleveraging.
  case exchange
  /// Stands between members: margin, default fund, waterfall.
  case clearingHouse = "clearing_house"
  /// Lends to loan accounts against collateral out of deposits.
  case lendingProtocol = "lending_protocol"
  /// Hosts pools that trade along a curve; the reserves are their providers'.
  case automatedMarketMaker = "amm"
  /// Issues a stablecoin and redeems it at face out of its reserves.
  case stablecoinIssuer = "stablecoin_issuer"
  /// Locks tokens in one zone and mints claims on them.
  case bridge
  /// Keeps clients' tokens, segregated or on its own books.
  case custodian
  /// Operates an oracle that venues use.
  case oracleOperator = "oracle_operator"
  /// Quotes depth, takes inventory, arbitrages between zones.
  case marketMaker = "market_maker"
  /// Targets leverage.
  case fund
  /// Holds a token and the short position that hedges it.
  case hedger
  /// Lends to others and withdraws when it fears for its claim.
  case lender
  /// Keeps the money of a protocol or foundation: supports its token, backs a protocol up.
  case treasury
}

/// Tokens or cash of an institution in one jurisdiction; asset 0 is cash.
package struct Holding: Sendable, Equatable {
  package var jurisdiction: Int
  package var asset: Int
  package var units: Double

  package init(jurisdiction: Int, asset: Int, units: Double) {
    self.jurisdiction = jurisdiction
    self.asset = asset
    self.units = units
  }
}

/// Tokens that a client keeps at a custodian; the law of the custodian's home says how much is segregated.
package struct CustodyHolding: Sendable, Equatable {
  package var custodian: Int
  package var asset: Int
  package var units: Double

  package init(custodian: Int, asset: Int, units: Double) {
    self.custodian = custodian
    self.asset = asset
    self.units = units
  }
}

/// What a member has posted at a clearer at the start, where that is given and not computed by the rules.
package struct Prefunding: Sendable, Equatable {
  package var clearer: Int
  /// Cash posted as initial margin.
  package var margin: Double
  /// Cash paid into the default fund.
  package var defaultFund: Double

  package init(clearer: Int, margin: Double, defaultFund: Double) {
    self.clearer = clearer
    self.margin = margin
    self.defaultFund = defaultFund
  }
}

/// An institution's endowment, identical in every regime.
package struct InstitutionSpecification: Sendable, Equatable {
  package var id: String
  package var kind: InstitutionKind
  /// Index of the home jurisdiction.
  package var home: Int
  /// Indices of all jurisdictions that it operates in, home included, ascending.
  package var operatesIn: [Int]
  /// Assets outside the model, at book value.
  package var externalAssets = 0.0
  /// Debt to outside the model, senior to every claim inside.
  package var externalLiabilities = 0.0
  package var holdings: [Holding] = []
  package var custody: [CustodyHolding] = []
  /// To whom it lends what others keep with it unsegregated.
  package var rehypothecation: [Rehypothecation] = []
  /// What secures its loans.
  package var pledges: [Pledge] = []
  /// Posted in addition to `holdings`; replaces what margin rules would ask for at the start.
  package var prefunding: [Prefunding] = []
  package var behaviour = Behaviour()
  /// Present where others trade, borrow or clear at this institution.
  package var venue: VenueSpecification?

  package init(id: String, kind: InstitutionKind, home: Int, operatesIn: [Int]) {
    self.id = id
    self.kind = kind
    self.home = home
    self.operatesIn = operatesIn
  }
}
