package import Randomness

/// Resamples with replacement of the places of a sample, drawn once and shared by every statistic of it:
/// many metrics of the same replicates are resampled together.
package struct Resamples: Sendable {
  /// The size of the sample.
  package let count: Int
  /// How many resamples there are.
  package let size: Int
  private let places: [UInt32]

  package init(of count: Int, size: Int? = nil, stream: Stream) {
    precondition(count > 0, "resamples of an empty sample")
    self.count = count
    let size = size ?? Bootstrap.resamples(of: count)
    self.size = size
    var stream = stream
    places = (0..<size * count).map { _ in UInt32(stream.integer(below: count)) }
  }

  /// The mean of each resample.
  package func means(of values: [Double]) -> [Double] {
    precondition(values.count == count, "\(values.count) values for resamples of \(count)")
    let origin = values[0]
    return (0..<size).map { resample in
      var sum = 0.0
      for place in places[resample * count..<(resample + 1) * count] {
        sum += values[Int(place)] - origin
      }
      return origin + sum / Double(count)
    }
  }

  /// A statistic of the places of each resample.
  package func values(of statistic: ([Int]) -> Double) -> [Double] {
    var drawn = [Int](repeating: 0, count: count)
    return (0..<size).map { resample in
      for index in 0..<count { drawn[index] = Int(places[resample * count + index]) }
      return statistic(drawn)
    }
  }

  /// The percentile interval of a statistic.
  package func interval(confidence: Double = 0.95, of statistic: ([Int]) -> Double) -> Interval {
    Bootstrap.percentileInterval(ofSorted: values(of: statistic).sorted(), confidence: confidence)
  }

  /// The bias-corrected and accelerated interval of a mean (Efron 1987).
  ///
  /// For a mean the jackknife's acceleration is `Σ(x − x̄)³ / (6 (Σ(x − x̄)²)^1.5)`.
  package func meanInterval(_ values: [Double], confidence: Double = 0.95) -> Interval? {
    guard count >= 2 else { return nil }
    let centre = mean(values)
    var squares = 0.0
    var cubes = 0.0
    for value in values {
      let deviation = value - centre
      squares += deviation * deviation
      cubes += deviation * deviation * deviation
    }
    return Bootstrap.acceleratedInterval(
      ofSorted: means(of: values).sorted(), estimate: centre,
      acceleration: squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0,
      confidence: confidence)
  }
}
