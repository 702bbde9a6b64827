package import Formats
package import Simulation

extension LendingTerms: DescribedObject {
  package static let object = ObjectDescription(
    "Lending", "How a lending protocol deals with its loans, beyond close factor and bonus.",
    initial: LendingTerms()
  ) {
    Field(
      optional: "target_health", \.targetHealth, .orNull(.number(.atLeast(1))),
      """
      Health factor to which one liquidation brings a loan, within the close factor; null: the \
      close factor alone.
      """)
    Field(
      optional: "auction_bidders", \.auctionBidders, .orNull(.integer(.between(1, 1000))),
      """
      Bidders in an auction: with congestion it happens that one is alone, and then it pays \
      nothing; null: a fixed spread.
      """)
    Field(
      optional: "outside_keeper_capacity_per_hour", \.outsideKeeperCapacityPerHour,
      .orInfinite(.nonNegative, unit: "money/h"),
      "Money that keepers outside the model repay, after named ones; null is no limit.")
    Field(
      optional: "keepers_need_profit", \.keepersNeedProfit, .boolean,
      "Whether keepers leave a loan alone that costs them more than its collateral brings.")
    Field(
      optional: "procyclicality", \.procyclicality, .orNull(.object),
      "Haircuts that rise with price moves; null: they do not.")
    Field(
      optional: "interest_per_year", \.interestPerYear,
      .number(.between(0, 100), unit: "per year"), "Interest that is added to debt.")
  }
}

extension ProcyclicalHaircut: DescribedObject {
  package static let object = ObjectDescription(
    "ProcyclicalHaircut",
    "The haircut rises with the move of the price from its mean (Brunnermeier and Pedersen 2009).",
    initial: ProcyclicalHaircut(sensitivity: 0, memoryHours: 24)
  ) {
    Field(
      "sensitivity", \.sensitivity, .number(.nonNegative), "Haircut for a relative move of one.")
    Field(
      optional: "memory_hours", \.memoryHours, .hours(.positive),
      "Half-life of the exponential mean of the oracle's prices.")
  }
}

extension Keeping: DescribedObject {
  package static let object = ObjectDescription(
    "Keeper", "Repays unhealthy loans for their collateral at a bonus, and sells it.",
    initial: Keeping(cashShare: 1)
  ) {
    Field(
      optional: "cash_share", \.cashShare, .number(.share),
      "Share of its free cash in the zone that it uses in a pass.")
  }
}

/// Borrowers who deposit what they borrow, again and again.
struct LoopEntry: DescribedObject, Equatable {
  var loanToValue = 0.5
  var loops = 1

  static let object = ObjectDescription(
    "LeverageLoop",
    "Assets over equity after borrowing against deposits again and again (Heimbach and Huang 2024).",
    initial: LoopEntry()
  ) {
    Field(
      "loan_to_value", \.loanToValue, .number(.strictlyBetween(0, 1)),
      "Share of each deposit that is borrowed against it.")
    Field("loops", \.loops, .integer(.between(1, 1000)), "How often.")
  }
}
