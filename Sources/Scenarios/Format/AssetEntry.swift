internal import Contagion
internal import Formats

/// An asset as written.
struct AssetEntry: DescribedObject, Equatable {
  enum Kind: Equatable {
    case settlement
    case token(TokenEntry)
    case stablecoin(StablecoinEntry)
    case wrapped(WrappedEntry)
  }

  var id = ""
  var kind = Kind.settlement

  static let object = ObjectDescription(
    "Asset", "Cash (the first asset, exactly one), a token, a stablecoin, or a wrapped token.",
    initial: AssetEntry()
  ) {
    Field("id", \.id, .identifier(.asset), "The name by which everything refers to it.")
    Variants("kind", \.kind, "What the asset is.") {
      Variant("settlement", "Cash, the unit of account; its price is 1.", Kind.settlement)
      Variant("token", TokenEntry.object) {
        .token($0)
      } unwrap: {
        if case .token(let token) = $0 { token } else { nil }
      }
      Variant("stablecoin", StablecoinEntry.object) {
        .stablecoin($0)
      } unwrap: {
        if case .stablecoin(let coin) = $0 { coin } else { nil }
      }
      Variant("wrapped", WrappedEntry.object) {
        .wrapped($0)
      } unwrap: {
        if case .wrapped(let token) = $0 { token } else { nil }
      }
    }
  }

  /// What a token and a stablecoin have in common; nil for cash, and for what is priced by another asset.
  var market: TokenEntry? {
    switch kind {
    case .settlement, .wrapped: nil
    case .token(let token): token
    case .stablecoin(let coin): coin.market
    }
  }
}

/// A token's price, diffusion and market.
struct TokenEntry: DescribedObject, Equatable {
  var price = 1.0
  var annualVolatility = 0.0
  var tailDegreesOfFreedom: Double?
  var backgroundDepth = KeyedValues<Double>()
  var impact = PriceImpact.exponential(floor: 0.01)
  var impactHalfLifeHours = Double.infinity
  var marginClass = MarginClassWord.other
  var longRunAnnualVolatility: Double?
  var stressedAnnualVolatility: Double?

  static let object = ObjectDescription(
    "Token", "Its fundamental value diffuses.", initial: TokenEntry()
  ) {
    Field("price", \.price, .money(.positive), "Price at the start.")
    Field(
      optional: "annual_volatility", \.annualVolatility,
      .number(.between(0, 20), unit: "per √year"),
      "Standard deviation of the yearly log return of the fundamental value.")
    Field(
      optional: "tail_degrees_of_freedom", \.tailDegreesOfFreedom, .orNull(.number(.above(2))),
      "Degrees of freedom of Student-t returns; null is Gaussian.")
    Field(
      optional: "background_depth", \.backgroundDepth,
      .map(from: .reference(.jurisdiction), to: .money()),
      "Money that moves the price by one, beside the market makers' depth.")
    Field(
      optional: "impact", \.impact, .described(PriceImpact.object), "How a flow moves the price.")
    Field(
      optional: "impact_half_life_hours", \.impactHalfLifeHours, .orInfinite(.positive, unit: "h"),
      "Half-life of the move that a flow causes; null is permanent.")
    Field(
      optional: "margin_class", \.marginClass, .choice,
      "Class in the standard schedule of initial margin (`margin_model: schedule`).")
    Field(
      optional: "long_run_annual_volatility", \.longRunAnnualVolatility,
      .orNull(.number(.between(0, 20), unit: "per √year")),
      """
      Volatility over the long look-back at the start (`margin_model: look_back_floor`); null: \
      `annual_volatility`.
      """)
    Field(
      optional: "stressed_annual_volatility", \.stressedAnnualVolatility,
      .orNull(.number(.between(0, 20), unit: "per √year")),
      """
      Volatility of stressed observations (`margin_model: stressed_weight`); null: \
      `annual_volatility` times the margin's `stress_multiple`.
      """)
  }
}

struct StablecoinEntry: DescribedObject, Equatable {
  var issuer = ""
  var face = 1.0
  var heldOutside = 0.0
  var backing = BackingEntry.reserves
  var runs: [CoinRunEntry] = []
  var market = TokenEntry()

  static let object = ObjectDescription(
    "Stablecoin", "A token that its issuer redeems at face while it can.",
    initial: StablecoinEntry()
  ) {
    Field("issuer", \.issuer, .reference(.institution), "Who owes the face of every unit.")
    Field(optional: "face", \.face, .money(.positive), "What a unit is redeemed at.")
    Field(
      optional: "held_outside", \.heldOutside, .number(.nonNegative, unit: "units"),
      "Units in the hands of outside at the start.")
    Field(
      optional: "backing", \.backing, .described(BackingEntry.object), "What stands behind it.")
    Field(optional: "runs", \.runs, .array(of: .object), "Holders outside who may run.")
    Embedded(\.market, TokenEntry.object)
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

/// Correlation of returns among tokens.
struct CorrelationEntry: DescribedObject, Equatable {
  struct Pair: DescribedObject, Equatable {
    var assets: [String] = []
    var value = 0.0

    static let object = ObjectDescription(
      "CorrelationPair", "The correlation of two assets.", initial: Pair()
    ) {
      Field("assets", \.assets, .array(of: .reference(.asset), count: 2...2), "The two assets.")
      Field("value", \.value, .number(.between(-1, 1)), "Their correlation.")
    }
    .checking { pair in
      pair.assets.count == 2 && pair.assets[0] == pair.assets[1]
        ? [.init("assets", found: "the same asset twice", expected: "two different assets")] : []
    }
  }

  var standard = 0.0
  var pairs: [Pair] = []

  static let object = ObjectDescription(
    "Correlation", "Correlations of returns; the matrix must be positive definite.",
    initial: CorrelationEntry()
  ) {
    Field(
      optional: "default", \.standard, .number(.between(-1, 1)), "Between any two tokens.")
    Field(
      optional: "pairs", \.pairs, .array(of: .object), "Pairs of assets that differ from it.")
  }
}
