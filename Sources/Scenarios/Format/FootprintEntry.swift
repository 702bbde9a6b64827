internal import Formats
internal import Simulation

/// Opens and closes markets by revenue and compliance cost.
struct FootprintEntry: DescribedObject, Equatable {
  var reviewHours = 24.0
  var revenue = Distribution.constant(0)
  var entryCost = 0.0

  static let object = ObjectDescription(
    "Footprint",
    """
    Opens the market that adds most to revenue net of compliance cost, or closes the one that takes most \
    from it, one a review (Melitz 2003).
    """, initial: FootprintEntry()
  ) {
    Field(optional: "review_hours", \.reviewHours, .hours(.positive), "Time between two choices.")
    Field(
      "revenue", \.revenue, .amount(unit: "money/year"),
      """
      What a unit of a jurisdiction's activity earns it in a year; each member of a population draws its own.
      """)
    Field(
      optional: "entry_cost", \.entryCost, .money(),
      "Paid once for a market; opened if a year's gain exceeds it.")
  }

  func footprint(of id: String, _ draws: Draws) -> FootprintChoice {
    FootprintChoice(
      reviewHours: reviewHours, revenue: draws.value(revenue, "\(id) footprint revenue"),
      entryCost: entryCost)
  }
}
