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
