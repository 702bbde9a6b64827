/// The curve along which a pool trades.
package enum PoolCurve: Sendable, Equatable {
  /// `x·y = k` (Angeris and Chitra 2020).
  case constantProduct
  /// Between constant sum and constant product (Egorov 2019); tokens count at their price at the start.
  case stableSwap(amplification: Double)
}

/// A liquidity pool of an automated market maker: a token against cash or another token, in the zone of its host's home.
package struct PoolSpecification: Sendable, Equatable {
  package var id: String
  /// The institution of kind `amm` whose code the pool is; an exploit of it reaches the reserves.
  package var host: Int
  package var asset: Int
  /// What it trades against: cash, asset 0, or another token.
  package var quote = 0
  /// Reserve of the token at the start.
  package var units: Double
  /// Reserve of cash, or units of the other token, at the start.
  package var cash: Double
  package var curve = PoolCurve.constantProduct
  /// Share of a trade that stays in the pool.
  package var fee = 0.0
  /// Shares of the pool that institutions own; `outside` owns the rest.
  package var providers: [PoolShare] = []
  /// When liquidity leaves; nil: only in a run.
  package var exit: LiquidityExit?
  /// Money that arbitrageurs outside the model may trade with the pool in an hour.
  package var outsideArbitragePerHour = 0.0

  package init(id: String, host: Int, asset: Int, units: Double, cash: Double) {
    self.id = id
    self.host = host
    self.asset = asset
    self.units = units
    self.cash = cash
  }
}

/// An institution's share of a pool at the start.
package struct PoolShare: Sendable, Equatable {
  package var institution: Int
  package var share: Double

  package init(institution: Int, share: Double) {
    self.institution = institution
    self.share = share
  }
}

/// Providers leave a pool while their loss from divergence, or the token's volatility, is above a limit.
package struct LiquidityExit: Sendable, Equatable {
  /// Loss against holding the reserves of the start, as a share, above which they leave.
  package var divergenceLoss = Double.infinity
  /// Annualised volatility of the token, as market makers see it, above which they leave.
  package var annualVolatility = Double.infinity
  /// Half-life of the liquidity that is left while they leave; zero is at once.
  package var halfLifeHours = 1.0

  package init() {}
}
