/// The sample quantile of Hyndman and Fan (1996), type 7: linear between order statistics at `h =
/// (n − 1)p`, as in R, NumPy and spreadsheets.
///
/// `sorted` is ascending and not empty.
package func quantile(_ probability: Double, ofSorted sorted: [Double]) -> Double {
  precondition(!sorted.isEmpty, "a quantile of no values")
  precondition((0...1).contains(probability), "probability \(probability) outside [0,1]")
  let place = Double(sorted.count - 1) * probability
  let below = Int(place)
  guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
  let share = place - Double(below)
  guard share > 0 else { return sorted[below] }
  return sorted[below] + share * (sorted[below + 1] - sorted[below])
}

/// The mean of the worst `1 − probability` of a sample (expected shortfall, Acerbi and Tasche 2002):
/// the tail holds `(1 − p)·n` values, the last of them in part.
package func expectedShortfall(_ probability: Double, ofSorted sorted: [Double]) -> Double {
  precondition(!sorted.isEmpty, "an expected shortfall of no values")
  precondition((0..<1).contains(probability), "probability \(probability) outside [0,1)")
  let weight = (1 - probability) * Double(sorted.count)
  var left = weight
  var total = 0.0
  var index = sorted.count - 1
  while left > 0, index >= 0 {
    let share = min(1, left)
    total += share * sorted[index]
    left -= share
    index -= 1
  }
  return total / weight
}
