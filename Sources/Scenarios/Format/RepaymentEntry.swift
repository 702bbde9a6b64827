package import Formats
package import Simulation

extension RepaymentTerms: DescribedObject {
  package static let object = ObjectDescription(
    "Repayment",
    """
    How what was borrowed on demand is repaid: out of cash beyond dues, called margin and clients' money; \
    loans of last resort first, then credit lines in proportion.
    """, initial: RepaymentTerms()
  ) {
    Field(
      optional: "half_life_hours", \.halfLifeHours, .hours(),
      "Half-life at which free cash goes into the loan; zero: all of it in one tick.")
    Field(optional: "kept_cash", \.keptCash, .money(), "Free cash that the borrower keeps.")
    Field(
      optional: "interest_per_year", \.interestPerYear,
      .number(.between(0, 10), unit: "per year"),
      "Interest on what is owed, which is added to it.")
    Field(
      optional: "revolves", \.revolves, .boolean, "Whether what is repaid may be drawn again.")
  }
}
