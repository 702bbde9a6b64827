internal import Contagion
internal import Formats

/// Maintenance rates that rise with the size of a position.
struct MaintenanceTiersEntry: DescribedObject, Equatable {
  var application = MaintenanceTiers.Application.whole
  var tiers: [TierEntry] = []

  struct TierEntry: DescribedObject, Equatable {
    var notional = 0.0
    var rate = 0.0

    static let object = ObjectDescription(
      "MaintenanceTier", "From this notional on, this rate.", initial: TierEntry()
    ) {
      Field("notional", \.notional, .money(), "Notional of a position at which the tier begins.")
      Field(
        "rate", \.rate, .number(.fromZero(below: 1)),
        "Maintenance margin as a share of notional.")
    }
  }

  static let object = ObjectDescription(
    "MaintenanceTiers",
    """
    Maintenance margin of accounts that rises with the size of a position; where the rulebook asks \
    for more, that. What opens a position is that over the rulebook's maintenance ratio.
    """, initial: MaintenanceTiersEntry()
  ) {
    Field(
      optional: "application", \.application, .choice,
      "Whether a rate applies to all of a position or to the part within its tier.")
    Field(
      "tiers", \.tiers, .array(of: .object, count: 1...Int.max),
      "By rising notional, the first from 0, with rates that do not fall.")
  }
  .checking { entry in
    entry.isOrdered
      ? []
      : [
        .init(
          "tiers", found: "tiers out of order",
          expected: "notionals that rise from 0, and rates that do not fall")
      ]
  }

  private var isOrdered: Bool {
    tiers.first?.notional == 0
      && zip(tiers, tiers.dropFirst()).allSatisfy {
        $0.notional < $1.notional && $0.rate <= $1.rate
      }
  }

  /// Null where one rate is for all.
  static let codec = Codec<MaintenanceTiers?>.orNull(
    object.codec.converted(expected: "tiers") { entry in
      // What is out of order has been noted; nothing is built of it.
      MaintenanceTiers(
        entry.isOrdered
          ? entry.tiers.map { .init(notional: $0.notional, rate: $0.rate) }
          : [.init(notional: 0, rate: 0)], application: entry.application)
    } write: { tiers in
      MaintenanceTiersEntry(
        application: tiers.application,
        tiers: tiers.tiers.map { TierEntry(notional: $0.notional, rate: $0.rate) })
    })
}

extension MaintenanceTiers.Application: Choice {
  package var meaning: String {
    switch self {
    case .whole: "the rate of the tier in which a position lies applies to all of it"
    case .marginal: "each rate applies to the part within its tier"
    }
  }
}
