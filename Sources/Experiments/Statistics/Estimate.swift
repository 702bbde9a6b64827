/// A closed interval of the real line.
package struct Interval: Sendable, Equatable {
  package var low: Double
  package var high: Double

  package init(low: Double, high: Double) {
    precondition(low <= high, "interval [\(low), \(high)]")
    self.low = low
    self.high = high
  }

  package var halfWidth: Double { (high - low) / 2 }

  package func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

/// The mean of a sample with what is known about it.
package struct Estimate: Sendable, Equatable {
  package var count: Int
  package var mean: Double
  /// None for one value.
  package var standardDeviation: Double?
  /// None for one value.
  package var interval: Interval?

  package init(count: Int, mean: Double, standardDeviation: Double?, interval: Interval?) {
    self.count = count
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.interval = interval
  }

  /// The two-sided p-value of a mean of zero by Student's test; none for one value.
  package var zeroProbability: Double? {
    meanIsZeroProbability(mean: mean, deviation: standardDeviation, count: count)
  }

  /// The mean with Student's interval `x̄ ± t(n − 1)·s/√n`; none for an empty sample.
  package init?(_ values: [Double], confidence: Double = 0.95) {
    guard !values.isEmpty else { return nil }
    let centre = Experiments.mean(values)
    guard let deviation = sampleStandardDeviation(values) else {
      self.init(count: 1, mean: centre, standardDeviation: nil, interval: nil)
      return
    }
    let count = Double(values.count)
    let half =
      studentQuantile(0.5 + confidence / 2, degreesOfFreedom: count - 1)
      * deviation / count.squareRoot()
    self.init(
      count: values.count, mean: centre, standardDeviation: deviation,
      interval: Interval(low: centre - half, high: centre + half))
  }
}
