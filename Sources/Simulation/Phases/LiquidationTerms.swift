internal import Contagion
internal import Regimes

/// What a venue asks accounts to keep and to post.
extension World {
  /// Margin per unit of notional under which an account of this venue is closed.
  func maintenanceRate(_ venue: Int) -> Double {
    let rules = rulebook(ofVenue: venue)
    return rules.maintenanceRatio * rules.leverageCapMarginRate
  }

  /// The venue's tiers, none of them below the rule of its home; nil where one rate is for all.
  func maintenanceTiers(_ venue: Int) -> MaintenanceTiers? {
    guard let own = hostSpecification(venue).maintenanceTiers else { return nil }
    let least = maintenanceRate(venue)
    return MaintenanceTiers(
      own.tiers.map { .init(notional: $0.notional, rate: max($0.rate, least)) },
      application: own.application)
  }

  /// Margin that opens a position of an account: the leverage cap, or maintenance of its tier over the
  /// maintenance ratio where that is more, so that larger positions have less leverage.
  func openingMargin(notional: Double, venue: Int, tiers: MaintenanceTiers?) -> Double {
    let rules = rulebook(ofVenue: venue)
    let capped = rules.leverageCapMarginRate * notional
    guard let tiers, rules.maintenanceRatio > 0 else { return capped }
    return max(capped, tiers.requirement(notional: notional) / rules.maintenanceRatio)
  }

  func liquidationTerms(_ segment: AccountSegment) -> LiquidationTerms {
    let venue = segment.venue
    let slot = venue * layout.assets
    let oracle = market.oracle[slot + segment.asset] * contractBasis(venue, segment.asset)
    var terms = LiquidationTerms(
      oracle: oracle,
      reach: accounts.level[segment.index] + (oracle - market.mark[slot + segment.asset]),
      rate: maintenanceRate(venue), tiers: maintenanceTiers(venue))
    if segment.collateralAsset != 0 {
      terms.worth =
        market.oracle[slot + segment.collateralAsset]
        * (1 - rulebook(ofVenue: venue).collateralHaircuts[segment.collateralAsset])
    }
    return terms
  }
}
