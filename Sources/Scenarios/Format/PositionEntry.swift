internal import Formats

/// A signed position at a venue; of a population, the total that its members share.
struct PositionEntry: DescribedObject, Equatable {
  var institution = ""
  var venue = ""
  var asset = ""
  var quantity: Double?
  var notional: Double?
  var size = Distribution.constant(1)

  static let object = ObjectDescription(
    "Position",
    "A position of an institution at a venue; of a population, the total that its members share.",
    initial: PositionEntry()
  ) {
    Field("institution", \.institution, .reference(.holder), "Whose position it is.")
    Field("venue", \.venue, .reference(.venue), "Where it stands.")
    Field("asset", \.asset, .reference(.asset), "In which asset.")
    Field(
      optional: "quantity", \.quantity, .orNull(.number(unit: "units")),
      "Units, negative for a short position; either this or `notional`.")
    Field(
      optional: "notional", \.notional, .orNull(.number(unit: "money")),
      "Money at the asset's price, negative for a short position.")
    Field(
      optional: "size", \.size, .amount(.positive, unit: "relative"),
      "Relative sizes of the shares of a population's members.")
  }
  .checking { position in
    var complaints: [ObjectDescription<PositionEntry>.Complaint] = []
    if (position.quantity == nil) == (position.notional == nil) {
      let found = position.quantity == nil ? "neither quantity nor notional" : "both"
      complaints.append(
        .init("quantity", found: found, expected: "either quantity or notional"))
    }
    if position.institution == position.venue {
      complaints.append(
        .init(
          "venue", found: "a position of \(position.venue) at itself", expected: "another venue"))
    }
    return complaints
  }
}
