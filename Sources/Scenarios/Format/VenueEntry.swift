internal import Contagion
package import Formats
package import Simulation

extension VenueSpecification: DescribedObject {
  package static let object = ObjectDescription(
    "Venue", "The funds, the oracle and the engine of a venue.", initial: VenueSpecification()
  ) {
    Field(
      optional: "own_fund", \.ownFund, .orNull(.money()),
      """
      Insurance fund (exchange), skin in the game (clearing house) or reserve (lending protocol), \
      in addition to free cash; null: the rulebook's share of a clearing house's free cash, and \
      nothing elsewhere.
      """)
    Field(
      optional: "liquidation_capacity_per_hour", \.liquidationCapacityPerHour,
      .orInfinite(.positive, unit: "money/h"), "Notional or debt that it can close.")
    Field(
      optional: "liquidation_fee", \.liquidationFee, .fraction,
      "Share of the closed notional that a liquidated account pays into the fund.")
    Field(
      optional: "oracle_latency_hours", \.oracleLatencyHours, .hours(),
      "Age of the prices that its oracle publishes.")
    Field(optional: "oracle_source", \.oracleSource, .choice, "Which prices its oracle reads.")
    Field(
      optional: "oracle", \.oracle, .orNull(.reference(.oracle)),
      "The named oracle that it uses in place of its own.")
    Field(
      optional: "deleveraging_rule", \.deleveragingRule, .deleveraging,
      "Who gives up gains when no fund is left.")
    Field(
      optional: "close_factor", \.closeFactor, .number(.share),
      "Share of a position that one liquidation closes.")
    Field(
      optional: "maintenance_tiers", \.maintenanceTiers, MaintenanceTiersEntry.codec,
      "Maintenance margin that rises with size; null: the rulebook's rate for all (exchange).")
    Field(
      optional: "liquidation_bonus", \.liquidationBonus, .fraction,
      "Discount at which a keeper takes over a loan's collateral (lending protocol).")
    Field(
      optional: "lending", \.lending, .object,
      "What else a lending protocol agrees with its borrowers and keepers.")
    Field(
      optional: "assessment_cap", \.assessmentCap, .number(.nonNegative, unit: "×"),
      "Assessments that survivors owe at most, over their default-fund contribution.")
    Field(
      optional: "close_out", \.closeOut, .choice, "How it closes what a member in default holds.")
    Field(
      optional: "auction_premium", \.auctionPremium, .number(.nonNegative, unit: "×"),
      "What a member asks at an auction, per unit of margin that the position adds to its own.")
    Field(
      optional: "gains_haircut_limit", \.gainsHaircutLimit, .fraction,
      "Share of a pass's gains that may be haircut after all funds are used.")
  }
  .checking { venue in
    guard let oracle = venue.oracle else { return [] }
    let own = VenueSpecification()
    let hasOwn =
      venue.oracleLatencyHours != own.oracleLatencyHours || venue.oracleSource != own.oracleSource
    return hasOwn
      ? [
        .init(
          "oracle", found: "the oracle \(oracle) and an oracle of its own",
          expected: "either, without oracle_latency_hours and oracle_source")
      ] : []
  }
}

extension Codec where Value == AutoDeleveragingRule {
  fileprivate static let deleveraging = Codec<DeleveragingWord>.choice.converted(
    expected: "a rule", read: { $0.rule }, write: { DeleveragingWord($0) })
}
