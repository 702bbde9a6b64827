package import Contagion

/// What a token is, apart from its price.
package enum AssetKind: Sendable, Equatable {
  /// The settlement asset: cash, the unit of account; always asset 0.
  case settlement
  /// A token whose fundamental value diffuses.
  case token
  /// A token that an issuer redeems at face while it can.
  case stablecoin(issuer: Int, face: Double)
  /// A claim on a unit of another asset that a bridge has locked; it wraps and unwraps up to its capacity in
  /// money an hour.
  case wrapped(bridge: Int, underlying: Int, capacityPerHour: Double)
}

/// An asset, its diffusion, and the market depth that it has apart from the market makers'.
package struct AssetSpecification: Sendable, Equatable {
  package var id: String
  package var kind: AssetKind
  /// Price at the start, in units of account.
  package var price: Double
  /// Standard deviation of the yearly log return of the fundamental value.
  package var annualVolatility: Double = 0
  /// Degrees of freedom of the Student-t increments; infinite means Gaussian.
  package var tailDegreesOfFreedom: Double = .infinity
  /// Money that moves the price by one (relative, to first order), by jurisdiction.
  package var backgroundDepth: [Double] = []
  package var impact: PriceImpact = .exponential(floor: 0.01)
  /// Half-life of the part of a price that stems from flow; infinite means permanent impact.
  package var impactHalfLifeHours: Double = .infinity
  /// Class in the standard schedule of initial margin.
  package var marginClass = ScheduleMarginClass.other
  /// Volatility over the long look-back of margin models at the start; nil: `annualVolatility`.
  package var longRunAnnualVolatility: Double?
  /// Volatility of the stressed observations of margin models; nil: `annualVolatility` times the market's
  /// stressed loss over initial margin.
  package var stressedAnnualVolatility: Double?

  /// Units of a stablecoin or wrapped token in the hands of outside at the start.
  package var heldOutside: Double = 0
  /// What stands behind a stablecoin, and who runs.
  package var coin = CoinSpecification()

  package init(id: String, kind: AssetKind, price: Double) {
    self.id = id
    self.kind = kind
    self.price = price
  }
}
