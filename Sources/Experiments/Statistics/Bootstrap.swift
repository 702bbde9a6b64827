import Glibc

package import Randomness

/// Intervals for statistics that have no textbook interval, by resampling whole replicates (Efron
/// 1979).
///
/// Regimes that share their luck are resampled together: the statistic gets places, not values, and
/// looks them up in as many samples as it compares.
package enum Bootstrap {
  /// The purpose under which resampling draws its numbers; no simulation uses it.
  private static let purpose: UInt32 = 0x426F_6F74

  /// Two thousand resamples, fewer of large samples, whose intervals are narrow: the work is bounded.
  package static func resamples(of count: Int) -> Int {
    min(2000, max(200, 2_000_000 / max(1, count)))
  }

  /// The stream of resamples, the same for every statistic of a run: comparisons stay paired.
  package static func stream(seed: UInt64) -> Stream {
    Stream(seed: seed, replicate: 0, purpose: purpose, tick: 0, entity: 0)
  }

  /// The percentile interval: the quantiles of the resampled statistic.
  ///
  /// Right for statistics that are not smooth, such as quantiles.
  package static func percentileInterval(
    of count: Int, resamples: Int? = nil, confidence: Double = 0.95, stream: Stream,
    statistic: ([Int]) -> Double
  ) -> Interval? {
    guard count >= 2 else { return nil }
    return Resamples(of: count, size: resamples, stream: stream)
      .interval(confidence: confidence, of: statistic)
  }

  static func percentileInterval(ofSorted sorted: [Double], confidence: Double) -> Interval {
    let tail = (1 - confidence) / 2
    return Interval(
      low: quantile(tail, ofSorted: sorted), high: quantile(1 - tail, ofSorted: sorted))
  }

  /// The bias-corrected and accelerated interval of Efron (1987), its acceleration from the
  /// jackknife.
  ///
  /// Second-order correct for smooth statistics; where all resamples agree it is that one point.
  package static func acceleratedInterval(
    of count: Int, resamples: Int? = nil, confidence: Double = 0.95, stream: Stream,
    statistic: ([Int]) -> Double
  ) -> Interval? {
    guard count >= 2 else { return nil }
    let sorted = Resamples(of: count, size: resamples, stream: stream).values(of: statistic)
      .sorted()
    let estimate = statistic(Array(0..<count))
    return acceleratedInterval(
      ofSorted: sorted, estimate: estimate,
      acceleration: sorted[0] < sorted[sorted.count - 1] ? acceleration(count, statistic) : 0,
      confidence: confidence)
  }

  static func acceleratedInterval(
    ofSorted sorted: [Double], estimate: Double, acceleration: Double, confidence: Double
  ) -> Interval {
    guard sorted[0] < sorted[sorted.count - 1] else {
      return Interval(low: min(sorted[0], estimate), high: max(sorted[0], estimate))
    }
    let bias = normalQuantile(shareBelow(estimate, in: sorted))
    let tail = normalQuantile((1 - confidence) / 2)
    func corrected(_ z: Double) -> Double {
      normalCDF(bias + (bias + z) / (1 - acceleration * (bias + z)))
    }
    return Interval(
      low: quantile(corrected(tail), ofSorted: sorted),
      high: quantile(corrected(-tail), ofSorted: sorted))
  }

  /// The share of resamples below the estimate, ties counted by half, kept off 0 and 1.
  private static func shareBelow(_ estimate: Double, in sorted: [Double]) -> Double {
    var share = 0.0
    for value in sorted {
      if value < estimate { share += 1 } else if value == estimate { share += 0.5 }
    }
    let count = Double(sorted.count)
    return min(1 - 0.5 / count, max(0.5 / count, share / count))
  }

  /// `Σ d³ / (6 (Σ d²)^1.5)` with `d` the jackknife's deviations from its mean.
  private static func acceleration(_ count: Int, _ statistic: ([Int]) -> Double) -> Double {
    let left = (0..<count).map { omitted in
      statistic((0..<count).filter { $0 != omitted })
    }
    let centre = mean(left)
    var squares = 0.0
    var cubes = 0.0
    for value in left {
      let deviation = centre - value
      squares += deviation * deviation
      cubes += deviation * deviation * deviation
    }
    return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
  }
}
