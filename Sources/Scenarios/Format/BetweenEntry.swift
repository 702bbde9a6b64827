internal import Formats
internal import Regimes

/// A regime on the way between two others, as written.
struct BetweenEntry: DescribedObject, Equatable {
  var from = ""
  var to = ""
  var harmonisation = 0.0
  var levers = KeyedValues<Double>()
  var switchPoint = 0.5

  static let object = ObjectDescription(
    "Between",
    "A partial path between two regimes. Numbers are linear in h: where one regime keeps the jurisdictions' "
      + "differences and the other removes them, dispersion is 1 − h, and recognition between none and full is "
      + "h, so that zones merge at 1 only. At 0 it is exactly the one, at 1 exactly the other.",
    initial: BetweenEntry()
  ) {
    Field("from", \.from, .reference(.regime), "The regime at h = 0.")
    Field("to", \.to, .reference(.regime), "The regime at h = 1.")
    Field("h", \.harmonisation, .fraction, "How far along.")
    Field(
      optional: "levers", \.levers, .map(from: .lever, to: .fraction),
      "How far along single levers are, where it differs.")
    Field(
      optional: "switch_point", \.switchPoint, .fraction,
      "What is no number (categories, topology, coordination) is of the second regime where h is above "
        + "this; at 1 it always is.")
  }

  var positions: LeverPositions {
    var single: [Lever: Double] = [:]
    for entry in levers.entries {
      if let lever = Lever(rawValue: entry.key) { single[lever] = entry.value }
    }
    return LeverPositions(all: harmonisation, single: single, switchPoint: switchPoint)
  }
}
