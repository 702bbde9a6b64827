import Glibc
import LinearAlgebra

/// By what factor an exponentially weighted deviation has grown after a run of equal moves.
///
/// `√(λᵏ + (1 − λᵏ)·m²)`: after `k` moves of `m` initial deviations (Murphy, Vasios and Vause 2014, Bank of England
/// FSP 29). A margin that is a multiple of the deviation grows by the same factor.
///
/// - Parameters:
///   - decay: `λ` in [0, 1].
///   - moves: `k`, not negative.
///   - size: `m` in initial deviations.
public func deviationGrowth(decay: Double, moves: Int, size: Double) -> Double {
  precondition(decay >= 0 && decay <= 1 && moves >= 0, "decay \(decay), \(moves) moves")
  let past = pow(decay, Double(moves))
  return (past + (1 - past) * size * size).squareRoot()
}

/// The margin of a unit position, day by day: `quantile·σ_t` with an exponentially weighted `σ_t`.
///
/// `σ_t² = λ·σ_{t−1}² + (1 − λ)·r_t²`, see ``ExponentialCovariance``. The first margin is that
/// before any return, so there is one more margin than returns.
///
/// - Parameters:
///   - returns: one per day.
///   - decay: `λ` in [0, 1].
///   - initialDeviation: `σ_0`, not negative.
///   - quantile: deviations that the margin covers, not negative.
public func exponentialMargins(
  returns: [Double], decay: Double, initialDeviation: Double, quantile: Double
) -> [Double] {
  precondition(
    initialDeviation >= 0 && quantile >= 0, "deviation \(initialDeviation), \(quantile)")
  var variance = ExponentialCovariance(
    decay: decay, initial: Matrix(rows: [[initialDeviation * initialDeviation]]))
  var margins = [quantile * initialDeviation]
  for value in returns {
    variance.update(returns: [value])
    margins.append(quantile * variance.matrix[0, 0].squareRoot())
  }
  return margins
}

/// How procyclical a series of margins is (Murphy, Vasios and Vause 2014).
public struct MarginProcyclicality: Sendable, Equatable {
  /// The largest margin over the smallest; nil where that is zero.
  public let peakToTrough: Double?
  /// The largest rise of the margin within the horizon, in money; 0 if it never rises.
  public let largestRise: Double

  /// The measures of a series.
  ///
  /// - Parameters:
  ///   - margins: in order of time, not negative; may be empty.
  ///   - horizon: the days over which a rise is measured, positive.
  public init(margins: [Double], horizon: Int) {
    precondition(horizon > 0, "a horizon of \(horizon)")
    precondition(margins.allSatisfy { $0 >= 0 && $0.isFinite }, "margins must be finite and ≥ 0")
    let trough = margins.min() ?? 0
    peakToTrough = trough > 0 ? margins.max().map { $0 / trough } : nil
    var rise = 0.0
    for (day, margin) in margins.enumerated() {
      for later in margins[day...].prefix(horizon + 1) { rise = max(rise, later - margin) }
    }
    largestRise = rise
  }
}

/// The tools against procyclical margins of the European rules (EMIR RTS 153/2013, article 28).
public enum AntiProcyclicality: Sendable, Equatable {
  /// None: the margin as calculated.
  case none
  /// (a): a buffer of a share of the calculated margin, 25 % in the rule, that is used up while
  /// the calculated margin rises: the margin stays where it was as long as it is between the calculated margin
  /// and that margin with the whole buffer.
  case buffer(share: Double)
  /// (b): a weight, 25 % in the rule, of the margin for stressed observations.
  case stressWeight(share: Double, stressedMargin: Double)
  /// (c): never below the margin over a ten-year look-back.
  case floor(longTermMargin: Double)

  /// The margins asked for when these are calculated, in order of time.
  public func margins(calculated: [Double]) -> [Double] {
    var held: Double?
    return calculated.map { margin in
      let now = self.margin(calculated: margin, held: held)
      held = now
      return now
    }
  }

  /// The margin asked for when this one is calculated.
  ///
  /// - Parameters:
  ///   - calculated: the margin without the tool, not negative.
  ///   - held: what was asked for before, which a buffer depends on; nil at the start, when it is whole.
  public func margin(calculated: Double, held: Double?) -> Double {
    precondition(calculated >= 0, "a margin of \(calculated)")
    switch self {
    case .none:
      return calculated
    case .buffer(let share):
      precondition(share >= 0, "a buffer of \(share)")
      let whole = (1 + share) * calculated
      return min(whole, max(calculated, held ?? whole))
    case .stressWeight(let share, let stressed):
      precondition(share >= 0 && share <= 1 && stressed >= 0, "\(share) of \(stressed)")
      return (1 - share) * calculated + share * stressed
    case .floor(let longTerm):
      return max(calculated, longTerm)
    }
  }
}
