package import Formats
package import Simulation

/// A liquidity pool as written.
struct PoolEntry: DescribedObject, Equatable {
  var id = ""
  var amm = ""
  var asset = ""
  var units = 0.0
  var cash: Double?
  var curve = PoolCurve.constantProduct
  var fee = 0.0
  var providers = KeyedValues<Double>()
  var exit: LiquidityExit?
  var outsideArbitragePerHour = 0.0

  static let object = ObjectDescription(
    "Pool",
    """
    A liquidity pool of an automated market maker: a token against cash, in the zone of its host. \
    Token orders of the zone go to quoted depth and pools at one marginal price; pools trade by \
    exact swap arithmetic.
    """, initial: PoolEntry()
  ) {
    Field("id", \.id, .identifier(.pool), "The name of the pool.")
    Field(
      "amm", \.amm, .reference(.institution),
      "The institution of kind amm whose code it is; an exploit of it or a run on it reaches the pool."
    )
    Field("asset", \.asset, .reference(.asset), "The token.")
    Field("units", \.units, .number(.positive, unit: "units"), "Reserve of the token at the start.")
    Field(
      optional: "cash", \.cash, .orNull(.money(.positive)),
      "Reserve of cash at the start; null is the token's at its price.")
    Variants("curve", \.curve, "The curve along which it trades.") {
      Variant(
        "constant_product", "The product of both reserves stays (Angeris and Chitra 2020).",
        PoolCurve.constantProduct)
      Variant("stable_swap", StableSwapEntry.object) {
        .stableSwap(amplification: $0.amplification)
      } unwrap: {
        if case .stableSwap(let amplification) = $0 {
          StableSwapEntry(amplification: amplification)
        } else {
          nil
        }
      }
    }
    Field(
      optional: "fee", \.fee, .number(.fromZero(below: 1)),
      "Share of a trade that stays in the pool.")
    Field(
      optional: "providers", \.providers, .map(from: .reference(.institution), to: .fraction),
      "Shares of the pool that institutions own; outside owns the rest.")
    Field(
      optional: "exit", \.exit, .orNull(.object),
      "When liquidity leaves; null: only in a run on the host, or in the provider's default.")
    Field(
      optional: "outside_arbitrage_per_hour", \.outsideArbitragePerHour,
      .orInfinite(.nonNegative, unit: "money/h"),
      """
      Money that arbitrageurs outside the model may trade with the pool, beside market makers with \
      an arbitrage share; null is no limit.
      """)
  }
  .checking { pool in
    let sum = pool.providers.entries.reduce(0) { $0 + $1.value }
    return sum <= 1 + 1e-9
      ? []
      : [
        .init(
          "providers", found: "shares that sum to \(JSONText.number(sum))", expected: "at most 1")
      ]
  }
}

private struct StableSwapEntry: DescribedObject {
  var amplification = 100.0

  static let object = ObjectDescription(
    "StableSwap", "Between constant sum and constant product (Egorov 2019).",
    initial: StableSwapEntry()
  ) {
    Field(
      optional: "amplification", \.amplification, .number(.positive),
      "A of the paper: the greater, the flatter near balance (an on-chain A counts twice of it).")
  }
}

extension LiquidityExit: DescribedObject {
  package static let object = ObjectDescription(
    "LiquidityExit", "Providers leave while a loss or volatility is above a limit.",
    initial: LiquidityExit()
  ) {
    Field(
      optional: "divergence_loss", \.divergenceLoss, .orInfinite(.nonNegative),
      "Loss against holding the reserves of the start, as a share; null is no limit.")
    Field(
      optional: "annual_volatility", \.annualVolatility,
      .orInfinite(.nonNegative, unit: "per √year"),
      "Volatility of the token over the memory of market makers; null is no limit.")
    Field(
      optional: "half_life_hours", \.halfLifeHours, .hours(),
      "Half-life of the liquidity that is left while they leave; zero is at once.")
  }
}
