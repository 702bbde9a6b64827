/// The value at risk of a sample of losses: the least loss whose empirical probability reaches `level`.
///
/// `VaR_p = x_(⌈p·n⌉)`, the inverse of the empirical distribution function (no interpolation).
///
/// - Parameters:
///   - losses: at least one finite number, larger is worse.
///   - level: `p` in (0, 1).
public func valueAtRisk(_ losses: [Double], level: Double) -> Double {
  let sorted = sortedLosses(losses, level: level)
  return sorted[quantileIndex(count: sorted.count, level: level)]
}

/// The expected shortfall of a sample of losses: the mean of the worst `1 − level` of the distribution.
///
/// `ES_p = 1/(1 − p) · ∫_p^1 x_(⌈u·n⌉) du`, with the sample point at the boundary weighted by its part
/// (Acerbi and Tasche 2002, doi:10.1016/S0378-4266(02)00283-2); never below the value at risk.
public func expectedShortfall(_ losses: [Double], level: Double) -> Double {
  let sorted = sortedLosses(losses, level: level)
  let index = quantileIndex(count: sorted.count, level: level)
  let count = Double(sorted.count)
  var sum = sorted[index] * max(0, Double(index + 1) - level * count)
  for worse in sorted[(index + 1)...] { sum += worse }
  return sum / (count * (1 - level))
}

private func sortedLosses(_ losses: [Double], level: Double) -> [Double] {
  precondition(!losses.isEmpty, "no losses")
  precondition(level > 0 && level < 1, "level \(level) outside (0, 1)")
  precondition(losses.allSatisfy { $0.isFinite }, "losses must be finite")
  return losses.sorted()
}

/// The place of the order statistic `x_(⌈p·n⌉)`, from zero.
func quantileIndex(count: Int, level: Double) -> Int {
  // 1 − 2⁻⁴⁰ keeps 0.55·100 = 55.00000000000001 from becoming 56.
  let place = (level * Double(count) * (1 - 0x1p-40)).rounded(.up)
  return min(count, max(1, Int(place))) - 1
}
