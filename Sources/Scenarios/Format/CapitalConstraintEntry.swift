package import Formats
package import Simulation

extension CapitalConstraint: DescribedObject {
  package static let object = ObjectDescription(
    "CapitalConstraint",
    """
    Sells tokens until the capital ratio of its home's rulebook is met, at the prices that the sales of all who are \
    constrained lead to (Cifuentes, Ferrucci and Shin 2005).
    """, initial: CapitalConstraint()
  ) {
    Field(
      optional: "target_multiple", \.targetMultiple, .number(.between(1, 100), unit: "×"),
      "Once below the requirement, the multiple of it to return to.")
    Field(
      optional: "adjustment_half_life_hours", \.adjustmentHalfLifeHours, .hours(),
      "Half-life of the adjustment; zero adjusts at once.")
  }
}
