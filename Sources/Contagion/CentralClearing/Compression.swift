public import LinearAlgebra

/// What a compression of portfolios may do; each leaves every net position as it is.
public enum CompressionRule: String, Sendable, CaseIterable {
  /// Claims of two nodes on each other are offset.
  case bilateral
  /// Cycles of claims are cancelled one after the other, as they are found, until none is left.
  case cycles
  /// The least gross amount with no claim larger than before (conservative compression).
  case conservative
  /// The least gross amount over any counterparties (non-conservative compression): a claim runs
  /// only from a node that owes on balance to one that is owed on balance.
  case nonConservative
}

/// Claims after a compression.
public struct Compression: Sendable, Equatable {
  /// The claims that are left, row = creditor.
  public let claims: Matrix
  /// The gross amount before.
  public let grossBefore: Double
  /// The gross amount after.
  public let grossAfter: Double
  /// The least gross amount of any claims with the same net positions, `½·Σ|net|`.
  public let leastGross: Double
  /// The share of the excess over the least gross amount that is gone; nil where there was none.
  public var excessRemoved: Double? {
    // Amounts within 1e-12 of the gross are rounding.
    let excess = grossBefore - leastGross
    return excess > 1e-12 * grossBefore ? (grossBefore - grossAfter) / excess : nil
  }
}

/// Removes redundant claims, leaving every node's net position as it is.
///
/// D'Errico and Roukny (2021), arXiv:1705.07155: the gross amount exceeds the least one,
/// `½·Σ|net|`, by what can be compressed. Conservative compression is a flow of least total from
/// net debtors to net creditors within the claims; it and the non-conservative one are optimal,
/// cancelling cycles as they are found need not be. All but the bilateral rule leave no cycle.
/// Where several results are optimal, which one depends on the order of the nodes only.
///
/// Cost `O(n²)`, but for cycles `O(links·n)`, and conservative in practice a few times the number
/// of links squared.
///
/// - Parameters:
///   - claims: square, finite, not negative, no claim on oneself; row = creditor.
///   - rule: what the compression may do.
public func compress(_ claims: Matrix, rule: CompressionRule) -> Compression {
  requireClaims(claims)
  precondition((0..<claims.rows).allSatisfy { claims[$0, $0] == 0 }, "a claim on oneself")
  let net = netPositions(claims)
  let left: Matrix
  switch rule {
  case .bilateral: left = offsetPairs(claims)
  case .cycles: left = cancelCycles(claims)
  case .conservative: left = leastFlow(within: claims, net: net)
  case .nonConservative: left = matchNetPositions(net)
  }
  return Compression(
    claims: left, grossBefore: claims.elements.reduce(0, +),
    grossAfter: left.elements.reduce(0, +),
    leastGross: 0.5 * net.reduce(0) { $0 + abs($1) })
}

private func offsetPairs(_ claims: Matrix) -> Matrix {
  var left = claims
  for i in 0..<claims.rows {
    for k in 0..<claims.rows { left[i, k] = max(0, claims[i, k] - claims[k, i]) }
  }
  return left
}

/// Pays net creditors from net debtors, both in the order of the nodes.
private func matchNetPositions(_ net: [Double]) -> Matrix {
  var left = Matrix(rows: net.count, columns: net.count)
  let debtors = net.indices.filter { net[$0] < 0 }
  var owed = net
  var place = 0
  for creditor in net.indices where net[creditor] > 0 {
    while owed[creditor] > 0, place < debtors.count {
      let debtor = debtors[place]
      let amount = min(owed[creditor], -owed[debtor])
      left[creditor, debtor] += amount
      owed[creditor] -= amount
      owed[debtor] += amount
      if owed[debtor] == 0 { place += 1 }
    }
  }
  return left
}

/// Walks from creditor to debtor; a walk that comes back to itself is a cycle, and its least claim
/// goes.
private func cancelCycles(_ claims: Matrix) -> Matrix {
  var left = claims
  let count = claims.rows
  var next = [Int](repeating: 0, count: count)
  var isDone = [Bool](repeating: false, count: count)
  var placeOnPath = [Int?](repeating: nil, count: count)
  for root in 0..<count where !isDone[root] {
    var path = [root]
    placeOnPath[root] = 0
    while let node = path.last {
      while next[node] < count, left[node, next[node]] == 0 || isDone[next[node]] {
        next[node] += 1
      }
      guard next[node] < count else {
        isDone[node] = true
        placeOnPath[node] = nil
        path.removeLast()
        continue
      }
      guard let start = placeOnPath[next[node]] else {
        placeOnPath[next[node]] = path.count
        path.append(next[node])
        continue
      }
      let cycle = Array(path[start...])
      var least = Double.infinity
      for member in cycle { least = min(least, left[member, next[member]]) }
      for member in cycle { left[member, next[member]] -= least }
      for member in cycle.dropFirst() { placeOnPath[member] = nil }
      path.removeLast(cycle.count - 1)
    }
  }
  return left
}
