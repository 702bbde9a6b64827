/// How transfers between zones settle, beside their delay: finality and failing messages.
///
/// All of it fades with recognition, as the delay does: two zones that recognise each other in full are one.
package struct Interoperability: Sendable, Equatable {
  /// Time that a transfer between zones without recognition stays locked after its delay, and is undone if
  /// its owner fails; scaled by 1 − ρ.
  package var finalityHours = 0.0
  /// Probability that a message between zones without recognition fails at an audit scale of one.
  package var messageFailure = 0.0
  /// Time after which a failed transfer is back where it came from.
  package var messageTimeoutHours = 1.0

  package init() {}

  /// Where the lever of technical standards stands between two of them.
  init(between first: Interoperability, and second: Interoperability, at place: LeverPositions) {
    finalityHours = place.between(
      first.finalityHours, second.finalityHours, .technicalStandards)
    messageFailure = place.between(
      first.messageFailure, second.messageFailure, .technicalStandards)
    messageTimeoutHours = place.between(
      first.messageTimeoutHours, second.messageTimeoutHours, .technicalStandards)
  }
}
