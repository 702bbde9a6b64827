/// The two-sided p-value of a mean of zero by Student's test; 1 where all values are zero, 0 where all are
/// equal and not zero, none for fewer than two values.
package func meanIsZeroProbability(_ values: [Double]) -> Double? {
  meanIsZeroProbability(
    mean: mean(values), deviation: sampleStandardDeviation(values), count: values.count)
}

/// The same from the mean, the sample standard deviation and the number of values.
func meanIsZeroProbability(mean: Double, deviation: Double?, count: Int) -> Double? {
  guard let deviation else { return nil }
  guard deviation > 0 else { return mean == 0 ? 1 : 0 }
  let t = abs(mean) / (deviation / Double(count).squareRoot())
  return min(1, 2 * studentProbability(above: t, degreesOfFreedom: Double(count - 1)))
}

/// P-values adjusted for how many there are (Holm 1979): rejecting those below a level keeps the
/// probability of any false rejection below that level, however the tests depend on one another.
///
/// A missing p-value is no test and stays missing.
package func holmAdjusted(_ probabilities: [Double?]) -> [Double?] {
  let order = probabilities.indices.filter { probabilities[$0] != nil }.sorted {
    (probabilities[$0] ?? 1, $0) < (probabilities[$1] ?? 1, $1)
  }
  var adjusted = probabilities
  var greatest = 0.0
  for (rank, index) in order.enumerated() {
    greatest = max(greatest, min(1, (probabilities[index] ?? 1) * Double(order.count - rank)))
    adjusted[index] = greatest
  }
  return adjusted
}
