import Randomness

/// The score interval of a probability from the share of successes among `count` trials (Wilson 1927):
/// `(p + z²/2n ± z·sqrt(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`; never empty, also for a share of 0 or 1.
package func wilsonInterval(share: Double, count: Int, confidence: Double = 0.95) -> Interval {
  precondition(count > 0 && (0...1).contains(share), "\(share) of \(count) trials")
  let z = normalQuantile(0.5 + confidence / 2)
  let n = Double(count)
  let centre = share + z * z / (2 * n)
  let spread = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
  let scale = 1 + z * z / n
  // At the ends the formula gives exactly 0 and 1 but for rounding.
  return Interval(
    low: share == 0 ? 0 : (centre - spread) / scale,
    high: share == 1 ? 1 : (centre + spread) / scale)
}
