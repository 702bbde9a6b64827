/// The health factor of a loan: collateral value times liquidation threshold, over the debt.
///
/// `HF = C·P·LT/B` (Qin, Zhou, Gamito, Jovanovic and Gervais 2021, arXiv:2106.06389); below one the loan can
/// be liquidated. Infinite when nothing is owed.
public func healthFactor(
  collateralValue: Double, liquidationThreshold: Double, debt: Double
) -> Double {
  debt > 0 ? collateralValue * liquidationThreshold / debt : .infinity
}

/// The price of the collateral at which the health factor is one: `B/(C·LT)`.
///
/// Zero when nothing is owed, infinite when there is no collateral.
public func liquidationPrice(
  collateral: Double, liquidationThreshold: Double, debt: Double
) -> Double {
  guard debt > 0 else { return 0 }
  return collateral * liquidationThreshold > 0
    ? debt / (collateral * liquidationThreshold) : .infinity
}

/// The outcome of one fixed-spread liquidation call.
public struct FixedSpreadLiquidation: Sendable, Equatable {
  /// Debt that the liquidator repaid, in money.
  public let repaid: Double
  /// Collateral that it received, in units.
  public let collateralSeized: Double
  /// What it gained at the given price: value seized less debt repaid.
  public let profit: Double
  /// Collateral that is left, in units.
  public let remainingCollateral: Double
  /// Debt that is left, in money.
  public let remainingDebt: Double
  /// Debt that no collateral stands behind any more: the remaining debt once the collateral is gone.
  public let badDebt: Double
}

/// Liquidates a loan at a fixed spread.
///
/// The liquidator repays `closeFactor·debt` and receives `(1 + spread)` times its worth of collateral; with too
/// little collateral it takes all and repays `C·P/(1 + spread)`. A call improves the health factor
/// exactly when it is above `LT·(1 + spread)` (Qin et al. 2021).
///
/// - Parameters:
///   - collateral: units of collateral.
///   - price: its price, positive.
///   - debt: money owed.
///   - closeFactor: the share of the debt that one call may repay, in [0, 1].
///   - spread: the liquidator's bonus, not negative.
public func fixedSpreadLiquidation(
  collateral: Double, price: Double, debt: Double, closeFactor: Double, spread: Double
) -> FixedSpreadLiquidation {
  precondition(collateral >= 0 && price > 0 && debt >= 0, "\(collateral) × \(price), debt \(debt)")
  precondition(closeFactor >= 0 && closeFactor <= 1, "close factor \(closeFactor)")
  precondition(spread >= 0, "spread \(spread)")
  let wanted = closeFactor * debt
  let exhausted = wanted * (1 + spread) >= collateral * price
  let repaid = exhausted ? min(wanted, collateral * price / (1 + spread)) : wanted
  let seized = exhausted ? collateral : repaid * (1 + spread) / price
  let left = debt - repaid
  return FixedSpreadLiquidation(
    repaid: repaid, collateralSeized: seized, profit: seized * price - repaid,
    remainingCollateral: exhausted ? 0 : max(0, collateral - seized), remainingDebt: left,
    badDebt: exhausted ? left : 0)
}
