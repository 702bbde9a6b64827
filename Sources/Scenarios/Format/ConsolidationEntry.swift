package import Formats
package import Simulation

extension Consolidation: DescribedObject {
  package static let object = ObjectDescription(
    "Consolidation",
    """
    Merges with a firm of its kind where both earn more as one, net of compliance cost; the larger takes over \
    the smaller (Salant, Switzer and Reynolds 1983).
    """, initial: Consolidation(reviewHours: 24)
  ) {
    Field(optional: "review_hours", \.reviewHours, .hours(.positive), "Time between two looks.")
    Field(
      optional: "cost_share", \.costShare, .number(.nonNegative, unit: "per year"),
      "Yearly compliance cost over equity from which it looks for a partner.")
    Field(
      optional: "merger_cost", \.mergerCost, .money(),
      "Paid once by who takes over; made if a year's gain exceeds it.")
  }
}
