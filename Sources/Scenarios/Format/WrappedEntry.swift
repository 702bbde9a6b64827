internal import Formats

/// A wrapped token as written.
struct WrappedEntry: DescribedObject, Equatable {
  var bridge = ""
  var underlying = ""
  var heldOutside = 0.0
  var capacityPerHour = Double.infinity
  var depth = DepthEntry()

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
    Embedded(\.depth, DepthEntry.object)
  }

  /// Its market as that of a token, at the price of the underlying.
  func market(price: Double) -> TokenEntry {
    var market = TokenEntry()
    market.price = price
    market.depth = depth
    return market
  }
}
