import Glibc
import Randomness

/// `P(Poisson(z) ≤ n)` and `P(Poisson(z) = n)`, by direct summation.
func poisson(_ z: Double, atMost n: Int) -> (cumulative: Double, last: Double) {
  var term = exp(-z)
  var sum = term
  for j in stride(from: 1, through: n, by: 1) {
    term *= z / Double(j)
    sum += term
  }
  return (sum, term)
}

/// The place in `lower ... upper` where `below` turns from true to false, to the last bit.
func bisect(_ lower: Double, _ upper: Double, below: (Double) -> Bool) -> Double {
  var (lower, upper) = (lower, upper)
  while true {
    let middle = 0.5 * (lower + upper)
    guard middle > lower, middle < upper else { return middle }
    if below(middle) { lower = middle } else { upper = middle }
  }
}

/// The links of a directed Erdős–Rényi network, sorted by debtor, in time proportional to their number.
///
/// Between two links the number of absent ones is geometric, so one uniform is drawn per link.
func sparseLinks(
  count: Int, probability: Double, stream: inout Stream
) -> [(debtor: Int, creditor: Int)] {
  var links: [(debtor: Int, creditor: Int)] = []
  let pairs = count * (count - 1)
  guard probability > 0 else { return links }
  let scale = log1p(-min(probability, 1))
  var place = -1
  while true {
    let skipped = probability >= 1 ? 0 : log1p(-stream.uniform()) / scale
    guard skipped < Double(pairs - 1 - place) else { return links }
    place += 1 + Int(skipped)
    guard place < pairs else { return links }
    let debtor = place / (count - 1)
    let other = place % (count - 1)
    links.append((debtor, other < debtor ? other : other + 1))
  }
}
