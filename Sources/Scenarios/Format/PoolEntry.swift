package import Formats
package import Simulation

/// A liquidity pool as written.
struct PoolEntry: DescribedObject, Equatable {
  var id = ""
  var amm = ""
  var asset = ""
  var quote: String?
  var units = 0.0
  var cash: Double?
  var quoteUnits: Double?
  var curve = PoolCurve.constantProduct
  var fee = 0.0
  var providers = KeyedValues<Double>()
  var exit: LiquidityExit?
  var outsideArbitragePerHour = 0.0

  static let object = ObjectDescription(
    "Pool",
    """
    A liquidity pool of an automated market maker: a token against cash or another token, in the \
    zone of its host. Token orders of the zone go to quoted depth and pools of cash at one marginal \
    price, and arbitrage keeps pools of two tokens in line; pools trade by exact swap arithmetic.
    """, initial: PoolEntry()
  ) {
    Field("id", \.id, .identifier(.pool), "The name of the pool.")
    Field(
      "amm", \.amm, .reference(.institution),
      "The institution of kind amm whose code it is; an exploit of it or a run on it reaches the pool."
    )
    Field("asset", \.asset, .reference(.asset), "The token.")
    Field(
      optional: "quote", \.quote, .orNull(.reference(.asset)),
      "The other token, which the pool has and pays with in place of cash; null is cash.")
    Field("units", \.units, .number(.positive, unit: "units"), "Reserve of the token at the start.")
    Field(
      optional: "cash", \.cash, .orNull(.money(.positive)),
      "Reserve of cash at the start; null is the token's at its price.")
    Field(
      optional: "quote_units", \.quoteUnits, .orNull(.number(.positive, unit: "units")),
      "Reserve of the other token at the start; null is as much as the first at their prices.")
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
    var complaints: [ObjectDescription<PoolEntry>.Complaint] = []
    let sum = pool.providers.entries.reduce(0) { $0 + $1.value }
    if sum > 1 + 1e-9 {
      complaints.append(
        .init(
          "providers", found: "shares that sum to \(JSONText.number(sum))", expected: "at most 1"))
    }
    if pool.quote != nil, let cash = pool.cash {
      complaints.append(
        .init(
          "cash", found: JSONText.number(cash),
          expected: "quote_units, because the pool has a quote"))
    }
    if pool.quote == nil, let units = pool.quoteUnits {
      complaints.append(
        .init("quote_units", found: JSONText.number(units), expected: "a quote beside it"))
    }
    return complaints
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
