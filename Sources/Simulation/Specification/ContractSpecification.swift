/// The value that a contract's premium is measured against and that a dated future settles at.
package enum ContractIndex: String, Sendable, CaseIterable {
  /// The value of the asset apart from flow.
  case fundamental
  /// The price of all zones, weighted by depth.
  case allZones = "all_zones"
}

/// What holders of a contract owe each other beyond variation margin.
package enum ContractKind: Sendable, Equatable {
  /// Never expires; longs and shorts pay each other funding.
  case perpetual(PerpetualTerms)
  /// Expires; until then its price carries the cost of holding the asset.
  case future(FutureTerms)
}

/// The terms of funding (see `fundingRate`); by default those of the large venues.
package struct PerpetualTerms: Sendable, Equatable {
  package var intervalHours = 8.0
  /// Interest part of the rate, per interval.
  package var interest = 0.0001
  /// Greatest distance of interest and premium that the rate makes up for, per interval.
  package var clamp = 0.0005
  /// Greatest rate in either direction, per interval.
  package var limit = Double.infinity

  package init() {}
}

/// Expiry and cost of carry of a dated future.
package struct FutureTerms: Sendable, Equatable {
  package var expiryHours: Double
  /// `r` of `F = S·exp(r·T)`, per year.
  package var carryRate: Double

  package init(expiryHours: Double, carryRate: Double) {
    self.expiryHours = expiryHours
    self.carryRate = carryRate
  }
}

/// Terms of what is traded in one asset at one venue; without them positions only pay variation margin.
package struct ContractSpecification: Sendable, Equatable {
  /// Index of the institution that is the venue.
  package var venue: Int
  package var asset: Int
  package var kind: ContractKind
  package var index = ContractIndex.fundamental

  package init(venue: Int, asset: Int, kind: ContractKind) {
    self.venue = venue
    self.asset = asset
    self.kind = kind
  }
}
