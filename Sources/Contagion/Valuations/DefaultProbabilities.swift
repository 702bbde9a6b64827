import Glibc
import Randomness

/// The probability that a geometric Brownian motion takes the equity below zero at the horizon.
///
/// `Φ((ln(1 − E/Ae) + σ²/2)/σ)` (Merton 1974; Barucca et al. 2020, equation 13): external assets have
/// mean `Ae` and log-volatility `σ` over the whole horizon, everything else stands still. It is 0 for `E ≥ Ae`; with
/// no risk (`Ae ≤ 0` or `σ = 0`) it is 1 or 0 as `E < 0` or not.
///
/// - Parameters:
///   - equity: `E`, signed.
///   - externalAssets: `Ae`, in the same money.
///   - volatility: `σ√T`, not negative.
public func mertonDefaultProbability(
  equity: Double, externalAssets: Double, volatility: Double
) -> Double {
  precondition(volatility >= 0 && volatility.isFinite, "a volatility of \(volatility)")
  guard externalAssets > 0, volatility > 0 else { return equity < 0 ? 1 : 0 }
  guard equity < externalAssets else { return 0 }
  return normalCDF((log1p(-equity / externalAssets) + 0.5 * volatility * volatility) / volatility)
}

/// The probability that a geometric Brownian motion takes the equity to zero at any time up to the horizon.
///
/// With `x = ln(1 − E/Ae)`: `Φ((x + σ²/2)/σ) + Ae/(Ae − E)·Φ((x − σ²/2)/σ)` (Black and Cox 1976; Bardoscia, Barucca,
/// Brinley Codd and Hill 2019, JEDC 108), the law of the minimum of the motion. It is 1 for `E ≤ 0` and 0 for
/// `E ≥ Ae`; with no risk (`Ae ≤ 0` or `σ = 0`) 1 or 0 as `E ≤ 0` or not.
///
/// - Parameters: as for ``mertonDefaultProbability(equity:externalAssets:volatility:)``.
public func blackCoxDefaultProbability(
  equity: Double, externalAssets: Double, volatility: Double
) -> Double {
  precondition(volatility >= 0 && volatility.isFinite, "a volatility of \(volatility)")
  guard equity > 0 else { return 1 }
  guard externalAssets > 0, volatility > 0, equity < externalAssets else { return 0 }
  let distance = log1p(-equity / externalAssets)
  let drift = 0.5 * volatility * volatility
  let first = normalCDF((distance + drift) / volatility)
  let second = normalCDF((distance - drift) / volatility)
  return min(1, first + externalAssets / (externalAssets - equity) * second)
}
