import Glibc
import Randomness

/// The value at risk of a normal loss, `μ + σ·Φ⁻¹(level)`.
///
/// - Parameters:
///   - level: in (0, 1).
///   - mean: `μ`.
///   - standardDeviation: `σ ≥ 0`.
public func gaussianValueAtRisk(
  level: Double, mean: Double = 0, standardDeviation: Double = 1
) -> Double {
  requireAdmissible(level: level, standardDeviation: standardDeviation)
  return mean + standardDeviation * normalQuantile(level)
}

/// The expected shortfall of a normal loss, `μ + σ·φ(Φ⁻¹(level))/(1 − level)`.
///
/// - Parameters:
///   - level: in (0, 1).
///   - mean: `μ`.
///   - standardDeviation: `σ ≥ 0`.
public func gaussianExpectedShortfall(
  level: Double, mean: Double = 0, standardDeviation: Double = 1
) -> Double {
  requireAdmissible(level: level, standardDeviation: standardDeviation)
  let quantile = normalQuantile(level)
  let density = exp(-0.5 * quantile * quantile) / (2 * Double.pi).squareRoot()
  return mean + standardDeviation * density / (1 - level)
}

/// The value at risk of the system when the institution's loss is at its own value at risk, both
/// normal.
///
/// `σ_sys·Φ⁻¹(level)·(ρ + √(1 − ρ²))` for losses of mean zero (Adrian and Brunnermeier 2016,
/// doi:10.1257/aer.20120555, the Gaussian case).
///
/// - Parameters:
///   - level: in (0, 1).
///   - correlation: `ρ` of the two losses, in [−1, 1].
///   - systemDeviation: `σ_sys ≥ 0`.
public func gaussianCoVaR(level: Double, correlation: Double, systemDeviation: Double) -> Double {
  requireAdmissible(level: level, standardDeviation: systemDeviation)
  precondition(abs(correlation) <= 1, "correlation \(correlation) outside [−1, 1]")
  let apart = (1 - correlation * correlation).squareRoot()
  return systemDeviation * normalQuantile(level) * (correlation + apart)
}

/// What the institution's distress adds to the system's value at risk, both losses normal.
///
/// `σ_sys·ρ·Φ⁻¹(level)`: ``gaussianCoVaR(level:correlation:systemDeviation:)`` less the same with
/// the institution at its median.
public func gaussianDeltaCoVaR(
  level: Double, correlation: Double, systemDeviation: Double
) -> Double {
  requireAdmissible(level: level, standardDeviation: systemDeviation)
  precondition(abs(correlation) <= 1, "correlation \(correlation) outside [−1, 1]")
  return systemDeviation * correlation * normalQuantile(level)
}

private func requireAdmissible(level: Double, standardDeviation: Double) {
  precondition(level > 0 && level < 1, "level \(level) outside (0, 1)")
  precondition(
    standardDeviation >= 0 && standardDeviation.isFinite, "deviation \(standardDeviation)")
}
