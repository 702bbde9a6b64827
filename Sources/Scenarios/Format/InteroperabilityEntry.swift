package import Formats
package import Regimes

extension Interoperability: DescribedObject {
  package static let object = ObjectDescription(
    "Interoperability",
    """
    How transfers between zones settle, beside their delay; all of it fades with recognition.
    """, initial: Interoperability()
  ) {
    Field(
      optional: "finality_hours", \.finalityHours, .hours(),
      """
      Time that a transfer stays locked after its delay; one whose owner fails before is undone.
      """)
    Field(
      optional: "message_failure", \.messageFailure, .probability,
      """
      Probability that a transfer fails at an audit scale of one; the greater scale of the two \
      zones multiplies it.
      """)
    Field(
      optional: "message_timeout_hours", \.messageTimeoutHours, .hours(),
      "Time after which a failed transfer is back.")
  }
}
