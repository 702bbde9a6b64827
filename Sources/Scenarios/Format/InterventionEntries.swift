internal import Formats

// What scheduled events do to coins, bridges, books and paths of prices.

extension EventEntry {
  struct PricePath: Equatable {
    struct Point: DescribedObject, Equatable {
      var hours = 0.0
      var price = 1.0

      static let object = ObjectDescription(
        "PricePoint", "A time and the fundamental value then.", initial: Point()
      ) {
        Field("hours", \.hours, .hours(), "Time since the event.")
        Field("price", \.price, .money(.positive), "The value.")
      }
    }

    var asset = ""
    var points: [Point] = []

    static let object = ObjectDescription(
      "PricePath",
      """
      The fundamental value follows points, evenly in logarithms between them; what is drawn comes \
      on top in each tick.
      """, initial: PricePath()
    ) {
      Field("asset", \.asset, .reference(.asset), "Which asset.")
      Field(
        "points", \.points, .array(of: .object, count: 1...Int.max), "The points, in order of time."
      )
    }
  }

  struct LostBacking: Equatable {
    var coin = ""
    var fraction = 0.0

    static let object = ObjectDescription(
      "DePeg",
      """
      A share of what stands behind a stablecoin is lost: of the issuer's reserves, or of the value \
      of the share token.
      """, initial: LostBacking()
    ) {
      Field("coin", \.coin, .reference(.asset), "Which stablecoin.")
      Field(
        "fraction", \.fraction, .fraction,
        "Loss over the face of all units (of the share's value, where shares stand behind it).")
    }
  }

  struct HaltedBridge: Equatable {
    var bridge = ""
    var durationHours = 1.0

    static let object = ObjectDescription(
      "BridgeHalt", "A bridge neither wraps nor unwraps.", initial: HaltedBridge()
    ) {
      Field("bridge", \.bridge, .reference(.institution), "Which bridge.")
      Field("duration_hours", \.durationHours, .hours(.positive), "For how long.")
    }
  }

  struct Fraud: Equatable {
    var institution = ""
    var amount = 0.0

    static let object = ObjectDescription(
      "FraudRevealed",
      """
      Assets that were reported and never there are written off; the books of the past are restated, \
      so that who sees late sees it now.
      """, initial: Fraud()
    ) {
      Field("institution", \.institution, .reference(.institution), "Whose.")
      Field("amount", \.amount, .money(), "How much was never there.")
    }
  }

  struct Injection: Equatable {
    var institution = ""
    var amount = 0.0

    static let object = ObjectDescription(
      "CapitalInjection", "Outside pays cash into an institution as capital.",
      initial: Injection()
    ) {
      Field("institution", \.institution, .reference(.institution), "Into which one.")
      Field("amount", \.amount, .money(), "How much.")
    }
  }
}
