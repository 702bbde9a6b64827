package import Contagion

/// Which prices a venue's oracle reads.
package enum OracleSource: String, Sendable, CaseIterable {
  /// The zone of the venue alone.
  case ownZone = "own_zone"
  /// All zones, weighted by depth.
  case allZones = "all_zones"
}

/// What makes an institution a venue: its funds, its oracle, its ways of closing positions.
package struct VenueSpecification: Sendable, Equatable {
  /// Cash set aside at the start, in addition to the venue's free cash: insurance fund (exchange), skin in
  /// the game (clearing house) or reserve (lending protocol).
  ///
  /// Nil: the rulebook's share
  /// of the clearing house's free cash is set aside as skin in the game, and nothing elsewhere.
  package var ownFund: Double?
  /// Notional or debt that the venue can close by force in an hour, of accounts, loans and members; infinite
  /// means no congestion.
  package var liquidationCapacityPerHour = Double.infinity
  /// Share of the closed notional that a liquidated account pays into the venue's fund.
  package var liquidationFee = 0.0
  package var oracleLatencyHours = 0.0
  package var oracleSource = OracleSource.ownZone
  /// The named oracle that it uses in place of its own.
  package var oracle: String?
  package var deleveragingRule = AutoDeleveragingRule.queue
  /// Share of a position that one liquidation closes.
  package var closeFactor = 1.0
  /// Maintenance margin of accounts that rises with the size of a position.
  ///
  /// The rulebook's rate is the least; nil is that rate for all.
  package var maintenanceTiers: MaintenanceTiers?
  /// Discount at which a keeper takes over a loan's collateral (lending protocol).
  package var liquidationBonus = 0.0
  /// What else a lending protocol agrees with its borrowers and keepers.
  package var lending = LendingTerms()
  /// Assessments that survivors owe at most, as a multiple of their default-fund contribution.
  package var assessmentCap = 1.0
  package var closeOut = CloseOut.market
  /// What a member asks at an auction, per unit of the initial margin that a position adds to its own.
  package var auctionPremium = 0.25
  /// Share of a pass's variation-margin gains that may be haircut after all funds are used.
  package var gainsHaircutLimit = 1.0

  package init() {}
}
