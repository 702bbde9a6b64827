/// The value at risk of a system when one institution is in distress, against when it is not.
public struct CoVaREstimate: Sendable, Equatable {
  /// The value at risk of the system given the institution's distress.
  public let distressed: Double
  /// The value at risk of the system given the institution's normal state.
  public let normal: Double
  /// `ΔCoVaR`: the distressed value less the normal one.
  public var delta: Double { distressed - normal }
  /// How it was computed.
  public let report: SolutionReport
}

/// What an institution's distress means in
/// ``coVaR(systemLosses:institutionLosses:level:condition:)``.
public enum CoVaRCondition: String, Sendable, CaseIterable {
  /// A loss of just its value at risk, against its median loss, on the regression line of the
  /// system's quantile (Adrian and Brunnermeier 2016, doi:10.1257/aer.20120555).
  case quantileRegression
  /// A loss of at least its value at risk, against a loss within one standard deviation of the mean
  /// (Girardi and Ergün 2013, doi:10.1016/j.jbankfin.2013.02.027).
  case tail
}

/// The empirical CoVaR and ΔCoVaR of a system with respect to an institution.
///
/// Values at risk are order statistics, see ``valueAtRisk(_:level:)``. With a regression, `CoVaR =
/// a + b·VaR_q` and `ΔCoVaR = b·(VaR_q − VaR_½)`; with the tail, both are values at risk of the
/// losses in those observations.
///
/// - Parameters:
///   - systemLosses: at least one, finite, larger is worse.
///   - institutionLosses: of the same observations.
///   - level: `q` in (0, 1) of both values at risk.
///   - condition: what distress means.
public func coVaR(
  systemLosses: [Double], institutionLosses: [Double], level: Double,
  condition: CoVaRCondition = .quantileRegression
) -> CoVaREstimate {
  precondition(
    systemLosses.count == institutionLosses.count,
    "\(systemLosses.count) and \(institutionLosses.count) losses")
  let distress = valueAtRisk(institutionLosses, level: level)
  switch condition {
  case .quantileRegression:
    let line = quantileRegression(
      regressor: institutionLosses, response: systemLosses, level: level)
    let median = valueAtRisk(institutionLosses, level: 0.5)
    return CoVaREstimate(
      distressed: line.intercept + line.slope * distress,
      normal: line.intercept + line.slope * median, report: line.report)
  case .tail:
    let count = Double(institutionLosses.count)
    let mean = institutionLosses.reduce(0, +) / count
    let variance = institutionLosses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    // A loss within one deviation always exists: the least distance to the mean is at most that.
    let reach = variance.squareRoot() * (1 + 1e-12)
    let tail = systemLosses.indices.filter { institutionLosses[$0] >= distress }
    let middle = systemLosses.indices.filter { abs(institutionLosses[$0] - mean) <= reach }
    return CoVaREstimate(
      distressed: valueAtRisk(tail.map { systemLosses[$0] }, level: level),
      normal: valueAtRisk(middle.map { systemLosses[$0] }, level: level),
      report: SolutionReport(status: .exact))
  }
}
