/// The mean difference of a metric between two regimes that met the same luck, replicate by replicate.
package struct PairedDifference: Sendable, Equatable {
  /// The mean of `other − baseline` with Student's interval of the differences.
  package var estimate: Estimate
  package var baselineMean: Double
  package var otherMean: Double
  /// How far the two regimes share their luck: the gain of pairing over independent runs.
  package var correlation: Double?

  /// Pairs the values at equal places; a place where one of them is missing is left out.
  package init?(_ other: [Double?], minus baseline: [Double?], confidence: Double = 0.95) {
    precondition(other.count == baseline.count, "\(other.count) values beside \(baseline.count)")
    var first: [Double] = []
    var second: [Double] = []
    for case (let x?, let y?) in zip(other, baseline) {
      first.append(x)
      second.append(y)
    }
    let differences = zip(first, second).map { contrast($0 - $1, of: [$0, $1]) }
    guard let estimate = Estimate(differences, confidence: confidence) else { return nil }
    self.estimate = estimate
    baselineMean = mean(second)
    otherMean = mean(first)
    correlation = Experiments.correlation(first, second)
  }
}

/// A contrast of values, zero where it is no more than their rounding: sums that ran in another order
/// differ in their last bits, and that is no finding.
func contrast(_ value: Double, of values: [Double]) -> Double {
  let scale = values.reduce(0) { max($0, abs($1)) }
  return abs(value) <= 1e-12 * scale ? 0 : value
}

/// The interaction of two factors, from the four cells of the two-by-two paired per replicate:
/// `(harmonised − fragmented) when strict − (harmonised − fragmented) at the mean`.
package struct Interaction: Sendable, Equatable {
  package var estimate: Estimate

  package init?(
    harmonisedStrict: [Double?], fragmentedStrict: [Double?], harmonisedMean: [Double?],
    fragmentedMean: [Double?], confidence: Double = 0.95
  ) {
    let count = harmonisedStrict.count
    precondition(
      fragmentedStrict.count == count && harmonisedMean.count == count
        && fragmentedMean.count == count, "the four cells differ in replicates")
    var contrasts: [Double] = []
    for index in 0..<count {
      guard let hs = harmonisedStrict[index], let fs = fragmentedStrict[index],
        let hm = harmonisedMean[index], let fm = fragmentedMean[index]
      else { continue }
      contrasts.append(contrast((hs - fs) - (hm - fm), of: [hs, fs, hm, fm]))
    }
    guard let estimate = Estimate(contrasts, confidence: confidence) else { return nil }
    self.estimate = estimate
  }
}
