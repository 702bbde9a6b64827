import Glibc
import Randomness

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
