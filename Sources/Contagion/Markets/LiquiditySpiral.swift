/// How much a loss of wealth of speculators at their funding limit moves the price.
///
/// Brunnermeier and Pedersen (2009, doi:10.1093/rfs/hhn098), proposition 4: where the capital constraint
/// `m·x_1 = W` binds for speculators who are long,
///
///     ∂p/∂η = 1/((2/(γ·σ²))·m + (∂m/∂p)·x_1 − x_0)
///
/// The first term is the direct effect. A position `x_0 > 0` from before adds the loss spiral, and margins
/// that rise as the price falls (`∂m/∂p < 0`) the margin spiral; both make the sum smaller.
///
/// - Parameters:
///   - riskAversion: `γ` of the customers, positive.
///   - volatility: `σ` of the asset's payoff, positive.
///   - margin: `m` per unit, positive.
///   - marginSlope: `∂m/∂p`.
///   - position: `x_1`, the speculators' position, not negative.
///   - initialPosition: `x_0`, what they held before.
/// - Returns: the price change per unit of wealth; nil where the sum is not positive, so that the
///   equilibrium is unstable and the price jumps.
public func liquiditySpiralMultiplier(
  riskAversion: Double, volatility: Double, margin: Double, marginSlope: Double,
  position: Double, initialPosition: Double
) -> Double? {
  precondition(
    riskAversion > 0 && volatility > 0 && margin > 0 && position >= 0,
    "γ \(riskAversion), σ \(volatility), margin \(margin), position \(position)")
  let stiffness =
    2 / (riskAversion * volatility * volatility) * margin + marginSlope * position
    - initialPosition
  return stiffness > 0 ? 1 / stiffness : nil
}
