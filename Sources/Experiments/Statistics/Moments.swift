/// First and second moments of a sample, in the order in which the values stand.

/// The arithmetic mean, taken about the first value so that a constant sample gives that constant.
package func mean(_ values: [Double]) -> Double {
  precondition(!values.isEmpty, "the mean of no values")
  let origin = values[0]
  var sum = 0.0
  for value in values { sum += value - origin }
  return origin + sum / Double(values.count)
}

/// The sample standard deviation `sqrt(Σ(x − x̄)² / (n − 1))`; none for fewer than two values.
package func sampleStandardDeviation(_ values: [Double]) -> Double? {
  guard values.count >= 2 else { return nil }
  let centre = mean(values)
  var squares = 0.0
  for value in values { squares += (value - centre) * (value - centre) }
  return (squares / Double(values.count - 1)).squareRoot()
}

/// Pearson's correlation of two samples of equal length; none where one of them does not vary.
package func correlation(_ first: [Double], _ second: [Double]) -> Double? {
  precondition(first.count == second.count, "\(first.count) values beside \(second.count)")
  guard first.count >= 2 else { return nil }
  let firstMean = mean(first)
  let secondMean = mean(second)
  var firstSquares = 0.0
  var secondSquares = 0.0
  var products = 0.0
  for (x, y) in zip(first, second) {
    firstSquares += (x - firstMean) * (x - firstMean)
    secondSquares += (y - secondMean) * (y - secondMean)
    products += (x - firstMean) * (y - secondMean)
  }
  guard firstSquares > 0, secondSquares > 0 else { return nil }
  return min(1, max(-1, products / (firstSquares.squareRoot() * secondSquares.squareRoot())))
}
