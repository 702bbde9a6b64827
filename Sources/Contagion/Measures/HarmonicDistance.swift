public import LinearAlgebra
public import Networks

/// How close each node is, directly and through others, to the claims on each other node.
///
/// The harmonic distance of Acemoglu, Ozdaglar and Tahbaz-Salehi (2015, doi:10.1257/aer.20130456):
///
///     m[i, j] = 1 + Σ_{k≠j} (A[i,k]/Σ_l A[i,l])·m[k, j],   m[j, j] = 0
///
/// the mean number of steps that a walk along claims, from creditor to debtor, takes from `i` to `j`. In a
/// regular network (everyone lends and owes `y`, and has `a − v` from outside) in which the shock to `j` is so large that it
/// pays nothing, every `i` with `m[i, j] < y/(a − v)` defaults. Infinite where the walk can end elsewhere, at a node
/// without claims or in a part from which `j` is not reached. One linear solve per node, `O(n⁴)` in all.
///
/// - Parameter claims: square, finite, not negative; row = creditor.
/// - Returns: row = from, column = to.
public func harmonicDistances(_ claims: Matrix) -> Matrix {
  requireClaims(claims)
  let count = claims.rows
  let lent = claims.rowSums
  var distances = Matrix(rows: count, columns: count)
  for target in 0..<count {
    let sure = certain(claims, target)
    for i in 0..<count where i != target { distances[i, target] = .infinity }
    var system = Matrix.identity(sure.count)
    for (row, i) in sure.enumerated() {
      for (column, k) in sure.enumerated() { system[row, column] -= claims[i, k] / lent[i] }
    }
    guard let steps = solve(system, [Double](repeating: 1, count: sure.count)) else { continue }
    for (row, i) in sure.enumerated() { distances[i, target] = steps[row] }
  }
  return distances
}

/// The nodes other than the target from which a walk along claims comes to it with certainty.
private func certain(_ claims: Matrix, _ target: Int) -> [Int] {
  /// Who comes to one of the given nodes at all, without passing the target.
  func reaching(_ goals: [Int]) -> [Bool] {
    var reaches = [Bool](repeating: false, count: claims.rows)
    var queue = goals
    for goal in goals { reaches[goal] = true }
    while let k = queue.popLast() {
      for i in 0..<claims.rows where !reaches[i] && i != target && claims[i, k] > 0 {
        reaches[i] = true
        queue.append(i)
      }
    }
    return reaches
  }
  let arrives = reaching([target])
  let lost = (0..<claims.rows).filter { !arrives[$0] }
  let strays = reaching(lost)
  return (0..<claims.rows).filter { $0 != target && arrives[$0] && !strays[$0] }
}

/// The cut of a network across which its claims are smallest.
public struct WeakestCut: Sendable, Equatable {
  /// `δ`: the largest claim across the cut, over the largest sum that a node is owed or owes.
  public let connection: Double
  /// One side of the cut, in ascending order: the one with the last node.
  public let group: [Int]
}

/// The least `δ` for which a network is `δ`-connected: how nearly it falls apart.
///
/// Acemoglu, Ozdaglar and Tahbaz-Salehi (2015, doi:10.1257/aer.20130456): a regular network is `δ`-connected if there is a group `S` with
/// `max(A[i,j], A[j,i]) ≤ δ·y` for all `i` in `S` and `j` outside. For shocks so large that the densest and the
/// sparsest networks fail wholly, a network that nearly falls apart does strictly better. The least `δ` is the smallest link
/// of a maximum spanning tree (Prim), which is cut there; zero where the network is disconnected. `O(n²)`.
///
/// - Parameter network: the claims; `y` is the largest total of claims or liabilities.
/// - Returns: nil for fewer than two nodes, of which there is no cut.
public func weakestCut(_ network: ExposureNetwork) -> WeakestCut? {
  let count = network.count
  guard count > 1 else { return nil }
  func link(_ i: Int, _ k: Int) -> Double { max(network.claims[i, k], network.claims[k, i]) }
  var inTree = [Bool](repeating: false, count: count)
  var (best, parent) = (
    [Double](repeating: 0, count: count), [Int](repeating: 0, count: count)
  )
  var order: [Int] = [0]
  inTree[0] = true
  for k in 1..<count { best[k] = link(0, k) }
  while order.count < count {
    let outside = (0..<count).filter { !inTree[$0] }
    let next = outside.reduce(outside[0]) { best[$1] > best[$0] ? $1 : $0 }
    inTree[next] = true
    order.append(next)
    for k in 0..<count where !inTree[k] && link(next, k) > best[k] {
      best[k] = link(next, k)
      parent[k] = next
    }
  }
  let cut = order.dropFirst().reduce(order[1]) { best[$1] < best[$0] ? $1 : $0 }
  var below = [Bool](repeating: false, count: count)
  below[cut] = true
  for node in order.dropFirst() where below[parent[node]] && node != cut { below[node] = true }
  let side = below[count - 1]
  let largest = zip(network.totalLiabilities, network.claims.rowSums).reduce(0) {
    max($0, max($1.0, $1.1))
  }
  return WeakestCut(
    connection: largest > 0 ? best[cut] / largest : 0,
    group: (0..<count).filter { below[$0] == side })
}
