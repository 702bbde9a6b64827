public import LinearAlgebra
public import Randomness

/// Why no network has the degrees asked for.
public enum DegreeError: Error, Sendable, Equatable {
  /// There is not one degree of each kind per node.
  case wrongCount(debtors: Int, creditors: Int)
  /// A degree is negative, or no less than the number of nodes.
  case inadmissible(node: Int, degree: Int)
  /// The two kinds of degrees have different sums.
  case unbalanced(debtors: Int, creditors: Int)
  /// No network without self-loops and double links has these degrees (Gale and Ryser; Fulkerson 1960).
  case notGraphic
}

/// Draws a network uniformly among all with the given degrees, without self-loops and double links.
///
/// A first network is built by the rule of Kleitman and Wang (1973), which fails only where there is none. It
/// is then mixed by switches of two links, `(a→b, c→d)` to `(a→d, c→b)`, and by reversals of cycles of
/// three, which together reach every network and are symmetric (Rao, Jana and Bandyopadhyay 1996, Sankhyā A
/// 58), so that the uniform law is the stationary one. All links hang together: one more node changes every draw.
///
/// `O(n² log n + steps)`.
///
/// - Parameters:
///   - debtors: the number of debtors of each node (its links as a creditor).
///   - creditors: the number of creditors of each node.
///   - stepsPerLink: how many steps of mixing are taken for each link.
///   - stream: where the draws come from.
/// - Returns: 1 where the row has a claim on the column, else 0.
/// - Throws: ``DegreeError`` when no network has these degrees.
public func configurationLinks(
  debtors: [Int], creditors: [Int], stepsPerLink: Int = 30, stream: inout Stream
) throws(DegreeError) -> Matrix {
  try checkDegrees(debtors, creditors)
  var links = try kleitmanWang(debtors, creditors)
  var ends: [(creditor: Int, debtor: Int)] = []
  for i in 0..<links.rows {
    for k in 0..<links.columns where links[i, k] > 0 { ends.append((i, k)) }
  }
  guard ends.count > 1 else { return links }
  // A cycle of three is rarely met by chance, so it is proposed by its first link.
  for _ in 0..<stepsPerLink * ends.count {
    let first = stream.integer(below: ends.count)
    let second = stream.integer(below: ends.count)
    if stream.integer(below: 4) > 0 {
      switchLinks(first, second, &ends, &links)
    } else {
      reverseCycle(first, through: stream.integer(below: links.rows), &ends, &links)
    }
  }
  return links
}

private func checkDegrees(_ debtors: [Int], _ creditors: [Int]) throws(DegreeError) {
  guard debtors.count == creditors.count else {
    throw .wrongCount(debtors: debtors.count, creditors: creditors.count)
  }
  for degrees in [debtors, creditors] {
    for (node, degree) in degrees.enumerated() where degree < 0 || degree >= max(1, degrees.count) {
      throw .inadmissible(node: node, degree: degree)
    }
  }
  let (owned, owed) = (debtors.reduce(0, +), creditors.reduce(0, +))
  guard owned == owed else { throw .unbalanced(debtors: owned, creditors: owed) }
}

/// Gives each creditor in turn the debtors that still need most creditors, those with most links of their
/// own first among equals.
private func kleitmanWang(_ debtors: [Int], _ creditors: [Int]) throws(DegreeError) -> Matrix {
  let count = debtors.count
  var links = Matrix(rows: count, columns: count)
  var needed = creditors
  var isDone = [Bool](repeating: false, count: count)
  for i in 0..<count {
    let others = (0..<count).filter { $0 != i }.sorted { a, b in
      let (ownA, ownB) = (isDone[a] ? 0 : debtors[a], isDone[b] ? 0 : debtors[b])
      return (needed[a], ownA, b) > (needed[b], ownB, a)
    }
    for k in others.prefix(debtors[i]) {
      guard needed[k] > 0 else { throw .notGraphic }
      links[i, k] = 1
      needed[k] -= 1
    }
    isDone[i] = true
  }
  return links
}

private func switchLinks(
  _ first: Int, _ second: Int, _ ends: inout [(creditor: Int, debtor: Int)], _ links: inout Matrix
) {
  let (a, b) = ends[first]
  let (c, d) = ends[second]
  guard a != c, b != d, a != d, c != b, links[a, d] == 0, links[c, b] == 0 else { return }
  links[a, b] = 0
  links[c, d] = 0
  links[a, d] = 1
  links[c, b] = 1
  ends[first].debtor = d
  ends[second].debtor = b
}

/// Reverses `a → b → c → a` where none of the reverse links is there.
private func reverseCycle(
  _ first: Int, through c: Int, _ ends: inout [(creditor: Int, debtor: Int)],
  _ links: inout Matrix
) {
  let (a, b) = ends[first]
  guard c != a, c != b, links[b, c] > 0, links[c, a] > 0,
    links[b, a] == 0, links[c, b] == 0, links[a, c] == 0
  else { return }
  for (from, to) in [(a, b), (b, c), (c, a)] {
    links[from, to] = 0
    links[to, from] = 1
  }
  for place in ends.indices {
    let (from, to) = ends[place]
    if (from, to) == (a, b) || (from, to) == (b, c) || (from, to) == (c, a) {
      ends[place] = (to, from)
    }
  }
}
