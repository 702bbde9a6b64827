/// Two independent means and what the difference of them is known to: Welch (1947), with the degrees of
/// freedom of Satterthwaite (1946).
struct WelchMoments {
  var difference: Double
  /// Variance of the difference.
  var variance: Double
  /// None where neither sample varies.
  var degreesOfFreedom: Double?

  /// None unless both samples have two values or more.
  init?(_ other: [Double], minus baseline: [Double]) {
    guard let s1 = sampleStandardDeviation(other), let s2 = sampleStandardDeviation(baseline) else {
      return nil
    }
    let v1 = s1 * s1 / Double(other.count)
    let v2 = s2 * s2 / Double(baseline.count)
    difference = mean(other) - mean(baseline)
    variance = v1 + v2
    degreesOfFreedom =
      variance > 0
      ? variance * variance
        / (v1 * v1 / Double(other.count - 1) + v2 * v2 / Double(baseline.count - 1)) : nil
  }
}

/// The difference of two independent means with its interval; for runs that do not share their luck.
package func welchDifference(
  _ other: [Double], minus baseline: [Double], confidence: Double = 0.95
) -> Estimate? {
  guard !other.isEmpty, !baseline.isEmpty else { return nil }
  let count = min(other.count, baseline.count)
  guard let moments = WelchMoments(other, minus: baseline) else {
    return Estimate(
      count: count, mean: mean(other) - mean(baseline), standardDeviation: nil, interval: nil)
  }
  let half =
    moments.degreesOfFreedom.map {
      studentQuantile(0.5 + confidence / 2, degreesOfFreedom: $0) * moments.variance.squareRoot()
    } ?? 0
  return Estimate(
    count: count, mean: moments.difference, standardDeviation: nil,
    interval: Interval(low: moments.difference - half, high: moments.difference + half))
}
