internal import Contagion
internal import Formats

/// How deep the market of an asset is apart from market makers, and how a flow moves its price.
struct DepthEntry: DescribedObject, Equatable {
  var backgroundDepth = KeyedValues<Double>()
  var impact = PriceImpact.exponential(floor: 0.01)
  var impactHalfLifeHours = Double.infinity

  static let object = ObjectDescription(
    "Depth", "The depth of a market, and what a flow does to its price.", initial: DepthEntry()
  ) {
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
}

extension PriceImpact {
  private struct Floor: DescribedObject {
    var floor = 0.01

    static let object = ObjectDescription(
      "PriceImpactFloor", "A law with a floor and nothing else to choose.", initial: Floor()
    ) {
      Field(
        optional: "floor", \.floor, .fraction,
        "Lowest price that a flow can reach, as a share of the price at which depth is quoted.")
    }
  }

  private struct Level: DescribedObject {
    var floor = 0.5

    static let object = ObjectDescription(
      "PriceImpactLevel",
      "The nearer the price is to its floor, the less sales move it (Cont and Schaanning 2017).",
      initial: Level()
    ) {
      Field(
        optional: "floor", \.floor, .number(.between(0, 0.99)),
        "Price that sales never reach, as a share of the price at which depth is quoted.")
    }
  }

  static let object = ObjectDescription(
    "PriceImpact",
    """
    How a net flow of money moves a price p, with the depth D and the price at the start p0: \
    exponential p·exp(flow/D), linear p + p0·flow/D, proportional p·(1 + flow/D), level_dependent \
    exponential toward the floor, constant_product that of a pool with the reserve D, square_root \
    p·(1 ± √(flow/D)), power_law any other book.
    """,
    initial: PriceImpact.exponential(floor: 0.01)
  ) {
    Variants("function", \.self, "The shape.") {
      law("exponential") {
        .exponential(floor: $0)
      } unwrap: {
        if case .exponential(let floor) = $0 { floor } else { nil }
      }
      Variant("level_dependent", Level.object) {
        .levelDependent(floor: $0.floor)
      } unwrap: {
        if case .levelDependent(let floor) = $0 { Level(floor: floor) } else { nil }
      }
      law("linear") {
        .linear(floor: $0)
      } unwrap: {
        if case .linear(let floor) = $0 { floor } else { nil }
      }
      law("proportional") {
        .proportional(floor: $0)
      } unwrap: {
        if case .proportional(let floor) = $0 { floor } else { nil }
      }
      law("constant_product") {
        .constantProduct(floor: $0)
      } unwrap: {
        if case .constantProduct(let floor) = $0 { floor } else { nil }
      }
      law("square_root") {
        .powerLaw(exponent: 2, floor: $0)
      } unwrap: {
        if case .powerLaw(2, let floor) = $0 { floor } else { nil }
      }
      Variant("power_law", PowerLaw.object) {
        .powerLaw(exponent: $0.exponent, floor: $0.floor)
      } unwrap: {
        if case .powerLaw(let exponent, let floor) = $0 {
          PowerLaw(exponent: exponent, floor: floor)
        } else {
          nil
        }
      }
    }
  }

  /// A law whose only parameter is its floor.
  private static func law(
    _ tag: String, wrap: @escaping @Sendable (Double) -> PriceImpact,
    unwrap: @escaping @Sendable (PriceImpact) -> Double?
  ) -> Variant<PriceImpact> {
    Variant(tag, Floor.object) {
      wrap($0.floor)
    } unwrap: {
      unwrap($0).map { Floor(floor: $0) }
    }
  }

  private struct PowerLaw: DescribedObject {
    var exponent = 2.0
    var floor = 0.01

    static let object = ObjectDescription(
      "PowerLawImpact",
      "The price times 1 ± (flow/depth)^(1/exponent): a book with depth·d^exponent within a distance d.",
      initial: PowerLaw()
    ) {
      Field(
        "exponent", \.exponent, .number(.between(0.1, 10)),
        "Of the book's depth in the distance from the price; 2 is the square-root law.")
      Field(
        optional: "floor", \.floor, .fraction,
        "Lowest price that a flow can reach, as a share of the price at which depth is quoted.")
    }
  }
}
