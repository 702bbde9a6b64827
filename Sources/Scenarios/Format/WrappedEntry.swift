internal import Contagion
internal import Formats

/// A wrapped token as written.
struct WrappedEntry: DescribedObject, Equatable {
  var bridge = ""
  var underlying = ""
  var heldOutside = 0.0
  var capacityPerHour = Double.infinity
  var backgroundDepth = KeyedValues<Double>()
  var impact = PriceImpact.exponential(floor: 0.01)
  var impactHalfLifeHours = Double.infinity

  static let object = ObjectDescription(
    "Wrapped",
    """
    A claim on a unit of another asset that a bridge has locked; marked at that asset in the \
    bridge's zone times what covers the bridge's debt.
    """, initial: WrappedEntry()
  ) {
    Field("bridge", \.bridge, .reference(.institution), "Who has locked the underlying.")
    Field("underlying", \.underlying, .reference(.asset), "What is locked.")
    Field(
      optional: "held_outside", \.heldOutside, .number(.nonNegative, unit: "units"),
      "Units in the hands of outside at the start.")
    Field(
      optional: "capacity_per_hour", \.capacityPerHour, .orInfinite(.nonNegative, unit: "money/h"),
      "Money that is wrapped or unwrapped at most.")
    Field(
      optional: "background_depth", \.backgroundDepth,
      .map(from: .reference(.jurisdiction), to: .money()),
      "Money that moves the price by one, beside the market makers' depth.")
    Field(
      optional: "impact", \.impact, .described(PriceImpact.object), "How a flow moves the price.")
    Field(
      optional: "impact_half_life_hours", \.impactHalfLifeHours, .orInfinite(.positive, unit: "h"),
      "Half-life of the move that a flow causes; null is permanent.")
  }

  /// Its market as that of a token, at the price of the underlying.
  func market(price: Double) -> TokenEntry {
    var market = TokenEntry()
    market.price = price
    market.backgroundDepth = backgroundDepth
    market.impact = impact
    market.impactHalfLifeHours = impactHalfLifeHours
    return market
  }
}
