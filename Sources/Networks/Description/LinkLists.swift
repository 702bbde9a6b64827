package import LinearAlgebra

/// The debtors and the creditors of every node, in ascending order.
struct LinkLists {
  struct Link {
    var node: Int
    var amount: Double
  }
  private(set) var debtors: [[Link]]
  private(set) var creditors: [[Link]]

  init(_ claims: SparseMatrix) {
    debtors = Array(repeating: [], count: claims.rows)
    creditors = debtors
    for claim in claims.entries where claim.value != 0 {
      debtors[claim.row].append(Link(node: claim.column, amount: claim.value))
      creditors[claim.column].append(Link(node: claim.row, amount: claim.value))
    }
  }

  var count: Int { debtors.count }

  var strongComponents: [[Int]] {
    LinearAlgebra.strongComponents(successors: debtors.map { $0.map(\.node) })
  }

  /// The sizes of the components when directions are not looked at.
  var weakComponents: [Int] {
    var isSeen = [Bool](repeating: false, count: count)
    var sizes: [Int] = []
    for root in 0..<count where !isSeen[root] {
      isSeen[root] = true
      var found = [root]
      var next = 0
      while next < found.count {
        for link in debtors[found[next]] + creditors[found[next]] where !isSeen[link.node] {
          isSeen[link.node] = true
          found.append(link.node)
        }
        next += 1
      }
      sizes.append(found.count)
    }
    return sizes
  }

  /// The share of links that are returned, and of amounts.
  var reciprocities: (Double?, Double?) {
    var (links, returned) = (0, 0)
    var (amount, returnedAmount) = (0.0, 0.0)
    for i in 0..<count {
      // Both lists ascend, so that they are passed over together.
      var place = 0
      for link in debtors[i] {
        links += 1
        amount += link.amount
        while place < creditors[i].count, creditors[i][place].node < link.node { place += 1 }
        guard place < creditors[i].count, creditors[i][place].node == link.node else { continue }
        returned += 1
        returnedAmount += min(link.amount, creditors[i][place].amount)
      }
    }
    guard links > 0 else { return (nil, nil) }
    return (Double(returned) / Double(links), returnedAmount / amount)
  }

  /// The Pearson correlation over links of a number of the creditor with one of the debtor.
  func correlation(_ ofCreditor: [Double], _ ofDebtor: [Double]) -> Double? {
    var (links, meanX, meanY) = (0.0, 0.0, 0.0)
    for i in 0..<count {
      for link in debtors[i] {
        links += 1
        meanX += ofCreditor[i]
        meanY += ofDebtor[link.node]
      }
    }
    guard links > 0 else { return nil }
    meanX /= links
    meanY /= links
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for i in 0..<count {
      for link in debtors[i] {
        let (x, y) = (ofCreditor[i] - meanX, ofDebtor[link.node] - meanY)
        xx += x * x
        yy += y * y
        xy += x * y
      }
    }
    // Degrees are whole: what does not vary has a spread of rounding alone.
    let rounding = 1e-12 * links * (1 + meanX * meanX + meanY * meanY)
    guard xx > rounding, yy > rounding else { return nil }
    return max(-1, min(1, xy / (xx * yy).squareRoot()))
  }

  /// Fagiolo (2007), doi:10.1103/PhysRevE.76.026107: `(A + Aᵀ)³_ii / (2(d(d − 1) − 2b))` with `d` the number of
  /// links of the node either way and `b` that of nodes with which it has both.
  var clustering: [Double?] {
    var weight = [Double](repeating: 0, count: count)
    return (0..<count).map { i in
      let own = debtors[i] + creditors[i]
      for link in own { weight[link.node] += 1 }
      defer { for link in own { weight[link.node] = 0 } }
      let both = debtors[i].reduce(0) { $0 + (weight[$1.node] > 1 ? 1 : 0) }
      let degree = own.count
      let possible = 2 * (degree * (degree - 1) - 2 * both)
      guard possible > 0 else { return nil }
      var triangles = 0.0
      for link in own {
        for second in debtors[link.node] { triangles += weight[second.node] }
        for second in creditors[link.node] { triangles += weight[second.node] }
      }
      return triangles / Double(possible)
    }
  }
}

extension SparseMatrix {
  /// The nodes with neither claims nor debts.
  package var isolatedNodes: [Int] {
    var isLinked = (0..<rows).map { rowOffsets[$0] < rowOffsets[$0 + 1] }
    for column in columnIndices { isLinked[Int(column)] = true }
    return isLinked.indices.filter { !isLinked[$0] }
  }
}
