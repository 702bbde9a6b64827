public import LinearAlgebra
public import Networks

/// What each firm's reaction to stress adds to the stress of all.
public struct StressContributions: Sendable, Equatable {
  /// By how much `Σ_k s_k` falls if the firm pays in full in spite of its stress, in money.
  public let stress: [Double]
  /// By how much `Σ_k (p̄_k − p_k)` falls, what the firm itself holds back included, in money.
  public let unpaid: [Double]
  /// By how much what creditors are not paid and have no margin for falls, in money.
  public let uncovered: [Double]
  /// `Σ_k s_k` less what it is when nobody passes stress on: the contagion that there is to explain.
  public let contagion: Double
  /// The network with everyone's stress passed on.
  public let base: SoftDefaultResult
  /// The least certain of the solutions that were compared.
  public let report: SolutionReport
}

/// The marginal contribution of each firm to the stress of a network of margin payments.
///
/// Paddrik, Rajan and Young (2020, doi:10.1287/mnsc.2019.3354), in the form: with the transmission factors `τ` of all firms and `S(τ) = Σ_k s_k` the total stress of
/// ``softDefault(_:initialMargin:stressTransmission:options:)``, firm `i` contributes
///
///     S(τ) − S(τ with τ_i = 0)
///
/// what would be spared if it found the money elsewhere and paid in full, all others reacting as they do. Its own
/// stress stays counted in both. Not negative; zero for a firm that is not under stress, that owes nothing, or whose
/// creditors hold margin for all that it keeps back. The contributions need not add up to the contagion `S(τ) − S(0)`:
/// a loss that runs through two firms in a row is spared by either. One solution more than there are firms
/// under stress.
///
/// - Parameters: as for ``softDefault(_:initialMargin:stressTransmission:options:)``.
public func stressContributions(
  _ network: ExposureNetwork, initialMargin: Matrix? = nil, stressTransmission: [Double],
  options: ContagionOptions = .init()
) -> StressContributions {
  func solved(_ transmission: [Double]) -> SoftDefaultResult {
    softDefault(
      network, initialMargin: initialMargin, stressTransmission: transmission, options: options)
  }
  func total(_ amounts: [Double]) -> Double { amounts.reduce(0, +) }
  let base = solved(stressTransmission)
  var report = base.report
  func compare(_ transmission: [Double]) -> SoftDefaultResult {
    let other = solved(transmission)
    report.residual = max(report.residual, other.report.residual)
    report.iterations += other.report.iterations
    report.usedFallback = report.usedFallback || other.report.usedFallback
    if other.report.status != .exact, report.status != .iterationLimit {
      report.status = other.report.status
    }
    return other
  }
  var stress = [Double](repeating: 0, count: network.count)
  var (unpaid, uncovered) = (stress, stress)
  for i in stress.indices where base.stress[i] > 0 && stressTransmission[i] > 0 {
    var transmission = stressTransmission
    transmission[i] = 0
    let other = compare(transmission)
    stress[i] = max(0, total(base.stress) - total(other.stress))
    unpaid[i] = max(0, base.systemLoss - other.systemLoss)
    uncovered[i] = max(0, total(base.uncovered) - total(other.uncovered))
  }
  let silent = compare([Double](repeating: 0, count: network.count))
  return StressContributions(
    stress: stress, unpaid: unpaid, uncovered: uncovered,
    contagion: max(0, total(base.stress) - total(silent.stress)), base: base, report: report)
}
