import Glibc

/// How much money stands in an order book up to a distance from the mid price: `depth(d) = a·d^b`.
public struct OrderBookDepth: Sendable, Equatable {
  /// `a`: the depth at distance one, positive.
  public let scale: Double
  /// `b`, positive.
  public let exponent: Double

  /// A book of the given law.
  public init(scale: Double, exponent: Double) {
    precondition(
      scale > 0 && exponent > 0 && (scale + exponent).isFinite, "\(scale)·d^\(exponent)")
    self.scale = scale
    self.exponent = exponent
  }

  /// The book through two points `(distance, depth)`, both of the second larger than of the first.
  public init(
    through near: (distance: Double, depth: Double), _ far: (distance: Double, depth: Double)
  ) {
    precondition(
      near.distance > 0 && near.depth > 0 && far.distance > near.distance && far.depth > near.depth,
      "\(near), \(far)")
    let exponent = log(far.depth / near.depth) / log(far.distance / near.distance)
    self.init(scale: near.depth / pow(near.distance, exponent), exponent: exponent)
  }

  /// The money within a distance of the mid price.
  public func depth(within distance: Double) -> Double {
    precondition(distance >= 0, "a distance of \(distance)")
    return scale * pow(distance, exponent)
  }

  /// The distance to which an order of that much money goes: the impact, `(q/a)^(1/b)`.
  public func distance(forOrder amount: Double) -> Double {
    precondition(amount >= 0, "an order of \(amount)")
    return pow(amount / scale, 1 / exponent)
  }
}

/// The depth of a market from its volume and volatility: `D = c·(ADV/σ)·√τ`.
///
/// Cont and Schaanning (2017, Norges Bank WP 2/2017): the money whose sale over `τ` days moves the price by about
/// 100 %.
///
/// - Parameters:
///   - dailyVolume: `ADV`, money per day, positive.
///   - dailyVolatility: `σ` of daily returns, positive.
///   - horizonDays: `τ`, positive.
///   - coefficient: `c`, positive.
public func marketDepth(
  dailyVolume: Double, dailyVolatility: Double, horizonDays: Double, coefficient: Double
) -> Double {
  precondition(
    dailyVolume > 0 && dailyVolatility > 0 && horizonDays > 0 && coefficient > 0,
    "volume \(dailyVolume), volatility \(dailyVolatility), \(horizonDays) days, \(coefficient)")
  return coefficient * dailyVolume / dailyVolatility * horizonDays.squareRoot()
}

/// The square-root law of impact: a sale of `amount` lowers the price by the share `Y·σ·√(amount/ADV)`.
///
/// Almgren, Thum, Hauptmann and Li (2005) and Tóth et al. (2011, doi:10.1103/PhysRevX.1.021006). Not more than 1.
///
/// - Parameters:
///   - amount: money, not negative.
///   - dailyVolume: `ADV`, positive.
///   - dailyVolatility: `σ`, not negative.
///   - coefficient: `Y`, of order one.
public func squareRootImpact(
  amount: Double, dailyVolume: Double, dailyVolatility: Double, coefficient: Double = 1
) -> Double {
  precondition(
    amount >= 0 && dailyVolume > 0 && dailyVolatility >= 0 && coefficient >= 0,
    "amount \(amount), volume \(dailyVolume), volatility \(dailyVolatility), \(coefficient)")
  return min(1, coefficient * dailyVolatility * (amount / dailyVolume).squareRoot())
}
