/// How issuers of a stablecoin who must delever buy it back, and what that does to its price.
public struct StablecoinDeleveraging: Sendable, Equatable {
  /// The largest supply that the collateral bears.
  public let maximumSupply: Double
  /// The supply afterwards: the present one, or the largest if that is smaller.
  public let supply: Double
  /// `supply − present supply`, not positive: what is bought back.
  public let change: Double
  /// The price of the stablecoin afterwards, `demand/supply`.
  public let price: Double
}

/// Deleveraging of a stablecoin whose collateral has fallen, at the price that the buy-back itself makes.
///
/// After Klages-Mundt and Minca (2021, arXiv:1906.02152): the stablecoin's price is `D/u` for a supply `u`, and the
/// leverage constraint with the cost of the buy-back binds where
///
///     β·u = n·p_E + D·(u − L)/u
///
/// The largest root is the supply that the issuers can keep. With `(n·p_E + D)² < 4·β·D·L` there is none:
/// buying back costs more collateral than it frees, and the spiral runs to settlement.
///
/// - Parameters:
///   - collateral: `n·p_E`, the value of the collateral, not negative.
///   - demand: `D`, the money that is held in the stablecoin, positive.
///   - supply: `L`, the present supply, positive.
///   - collateralFactor: `β`, collateral needed for a unit of supply, positive.
/// - Returns: nil where no supply satisfies the constraint.
public func stablecoinDeleveraging(
  collateral: Double, demand: Double, supply: Double, collateralFactor: Double
) -> StablecoinDeleveraging? {
  requireAdmissible(demand, supply, collateralFactor)
  precondition(collateral >= 0, "collateral \(collateral)")
  let sum = collateral + demand
  let critical = 2 * (collateralFactor * demand * supply).squareRoot()
  guard sum >= critical else { return nil }
  // sum² − critical², as a product that keeps its digits near the critical point.
  let root = ((sum - critical) * (sum + critical)).squareRoot()
  let largest = (sum + root) / (2 * collateralFactor)
  let kept = min(supply, largest)
  return StablecoinDeleveraging(
    maximumSupply: largest, supply: kept, change: kept - supply, price: demand / kept)
}

/// The value of collateral below which no deleveraging is possible: `2·√(β·D·L) − D`, at least zero.
public func criticalStablecoinCollateral(
  demand: Double, supply: Double, collateralFactor: Double
) -> Double {
  requireAdmissible(demand, supply, collateralFactor)
  return max(0, 2 * (collateralFactor * demand * supply).squareRoot() - demand)
}

private func requireAdmissible(_ demand: Double, _ supply: Double, _ collateralFactor: Double) {
  precondition(
    demand > 0 && supply > 0 && collateralFactor > 0,
    "demand \(demand), supply \(supply), collateral factor \(collateralFactor)")
}
