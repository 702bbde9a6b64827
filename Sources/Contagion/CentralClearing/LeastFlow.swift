import LinearAlgebra

/// The least total of claims, none larger than given, with the given net positions.
///
/// A minimum-cost flow of unit costs from net debtors to net creditors, by the primal–dual method:
/// shortest distances, then all flow that fits along shortest paths, until everything owed on
/// balance is paid. Distances are integers, so that which claims are used is free of rounding.
func leastFlow(within claims: Matrix, net: [Double]) -> Matrix {
  var search = LeastFlowSearch(claims: claims, net: net)
  while search.findDistances() {
    while search.augment() {}
  }
  return search.flow
}

private struct LeastFlowSearch {
  let claims: Matrix
  /// `flow[i, k]` moves value from debtor `k` to creditor `i`.
  private(set) var flow: Matrix
  private let neighbours: [[Int]]
  private var supply: [Double]
  private var demand: [Double]
  /// From the nodes that still owe: a step along a claim costs one, taking flow back earns one.
  private var distance: [Int] = []
  private var nearestDemand = 0
  private let unreached = Int.max / 2

  init(claims: Matrix, net: [Double]) {
    self.claims = claims
    let count = claims.rows
    // Net positions that are rounding of the gross amount are none.
    let least = 1e-14 * claims.elements.reduce(0, +)
    flow = Matrix(rows: count, columns: count)
    supply = net.map { $0 < -least ? -$0 : 0 }
    demand = net.map { $0 > least ? $0 : 0 }
    neighbours = (0..<count).map { i in
      (0..<count).filter { claims[i, $0] > 0 || claims[$0, i] > 0 }
    }
  }

  private func leftOfClaim(of creditor: Int, on debtor: Int) -> Double {
    claims[creditor, debtor] - flow[creditor, debtor]
  }

  /// Distances of all nodes; false when no node that is still owed can be reached.
  mutating func findDistances() -> Bool {
    distance = supply.map { $0 > 0 ? 0 : unreached }
    var queue = supply.indices.filter { supply[$0] > 0 }
    var isQueued = supply.map { $0 > 0 }
    var head = 0
    while head < queue.count {
      let from = queue[head]
      head += 1
      isQueued[from] = false
      for to in neighbours[from] {
        let cost =
          flow[from, to] > 0 ? -1 : leftOfClaim(of: to, on: from) > 0 ? 1 : unreached
        guard distance[from] + cost < distance[to] else { continue }
        distance[to] = distance[from] + cost
        if !isQueued[to] {
          isQueued[to] = true
          queue.append(to)
        }
      }
    }
    nearestDemand = unreached
    for i in demand.indices where demand[i] > 0 { nearestDemand = min(nearestDemand, distance[i]) }
    return nearestDemand < unreached
  }

  /// Whether a step lies on a shortest path and can carry something.
  private func isOpen(_ from: Int, _ to: Int) -> Bool {
    switch distance[to] - distance[from] {
    case 1: leftOfClaim(of: to, on: from) > 0
    case -1: flow[from, to] > 0
    default: false
    }
  }

  /// Moves what fits along one shortest path of fewest steps; false when there is none.
  mutating func augment() -> Bool {
    var previous = [Int?](repeating: nil, count: claims.rows)
    var isReached = supply.map { $0 > 0 }
    var queue = isReached.indices.filter { isReached[$0] }
    var head = 0
    while head < queue.count {
      let from = queue[head]
      head += 1
      if demand[from] > 0, distance[from] == nearestDemand {
        move(to: from, previous)
        return true
      }
      for to in neighbours[from] where !isReached[to] && isOpen(from, to) {
        isReached[to] = true
        previous[to] = from
        queue.append(to)
      }
    }
    return false
  }

  private mutating func move(to end: Int, _ previous: [Int?]) {
    var amount = demand[end]
    var node = end
    while let from = previous[node] {
      amount = min(
        amount, distance[node] > distance[from] ? leftOfClaim(of: node, on: from) : flow[from, node]
      )
      node = from
    }
    amount = min(amount, supply[node])
    demand[end] -= amount
    supply[node] -= amount
    node = end
    while let from = previous[node] {
      if distance[node] < distance[from] {
        flow[from, node] -= amount
      } else if leftOfClaim(of: node, on: from) == amount {
        // A claim that is used up is used up exactly.
        flow[node, from] = claims[node, from]
      } else {
        flow[node, from] = min(claims[node, from], flow[node, from] + amount)
      }
      node = from
    }
  }
}
