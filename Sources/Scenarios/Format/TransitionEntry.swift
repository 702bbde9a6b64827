internal import Formats
internal import Regimes

/// Rules that change in the course of a run, as written.
struct TransitionEntry: DescribedObject, Equatable {
  var from = ""
  var mode = Transition.Trigger.proactive
  var startsHours = 0.0
  var legislativeDelayHours = 0.0
  var durationHours = 0.0
  var steps = 1
  var switchPoint = 0.5

  static let object = ObjectDescription(
    "Transition",
    "The run starts under another regime, and its rules move to this one step by step. Zones that grow together "
      + "keep their own prices, and recognise each other fully; assets in custody stay under the rules of their "
      + "deposit. Firms pay the transition cost of this regime once for every rule, when it first changes.",
    initial: TransitionEntry()
  ) {
    Field("from", \.from, .reference(.regime), "The regime at the start.")
    Field(optional: "mode", \.mode, .choice, "What begins legislation.")
    Field(
      optional: "starts_hours", \.startsHours, .hours(),
      "When legislation begins; where it reacts, the time from which on a default begins it.")
    Field(
      optional: "legislative_delay_hours", \.legislativeDelayHours, .hours(),
      "From the beginning of legislation to the beginning of the path.")
    Field(
      optional: "duration_hours", \.durationHours, .hours(),
      "Length of the path: step k of n is in force after k/n of it.")
    Field(
      optional: "steps", \.steps, .integer(.between(1, 1000)),
      "In how many equal steps the path is walked.")
    Field(
      optional: "switch_point", \.switchPoint, .fraction,
      "What is no number changes over at the first step beyond this share of the path.")
  }

  var transition: Transition {
    var transition = Transition()
    transition.trigger = mode
    transition.startsHours = startsHours
    transition.legislativeDelayHours = legislativeDelayHours
    transition.durationHours = durationHours
    transition.steps = steps
    transition.switchPoint = switchPoint
    return transition
  }
}

extension Transition.Trigger: Choice {
  package var meaning: String {
    switch self {
    case .proactive: "its hour, whatever happens"
    case .reactive: "the first default that is known then or later"
    }
  }
}
