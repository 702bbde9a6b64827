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
  var depth = DepthEntry()
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
    Embedded(\.depth, DepthEntry.object)
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
