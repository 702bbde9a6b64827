internal import Formats
internal import Regimes

extension Coordination {
  private struct College: Equatable {
    var delayHours = 24.0
    var quorum = 0.5

    static let object = ObjectDescription(
      "College", "One decision, with one common error, after a delay.", initial: College()
    ) {
      Field("delay_hours", \.delayHours, .hours(), "From quorum to decision.")
      Field("quorum", \.quorum, .fraction, "Share of authorities that must see the breach.")
    }
  }

  static let object = ObjectDescription(
    "Coordination", "How authorities act together.", initial: Coordination.alone
  ) {
    Variants("form", \.self, "The form.") {
      Variant("alone", "Each at once, on its own sight.", Coordination.alone)
      Variant("memorandum", "Reports are shared, decisions are not.", Coordination.memorandum)
      Variant("college", College.object) {
        .college(delayHours: $0.delayHours, quorum: $0.quorum)
      } unwrap: {
        if case .college(let delay, let quorum) = $0 {
          College(delayHours: delay, quorum: quorum)
        } else {
          nil
        }
      }
    }
  }
}
