import LinearAlgebra
import Networks

/// How far a bound of a fixed point must move before it is one, or meets the end of its room.
///
/// The least `e ≥ 0` with `e = min(u, r + M·e)`, where `r ≥ 0` is by how much the bound misses the operator, `M ≥ 0`
/// the operator's slope and `u` the room of each node: what is left until it pays nothing, or all.
///
/// The spectral radius of `M` may be anything. Whoever is not reached from an `r > 0` along `M` does not move: a
/// closed ring that pays round in itself, without money from outside and without losses, stays where the bound
/// has it, which is nothing from below and all from above. On those that are reached the map is concave and not zero
/// at zero, so that its fixed point is unique there (Kennan 2001, doi:10.1006/redy.2001.0133) and can be found
/// from above: all move by their whole room, those of whom that is too much are solved for, until nobody
/// is added. Nodes only enter the system, and one of spectral radius one and more never becomes all of it, since
/// what would reach it from outside has no place to go.
struct BoundedMove {
  let matrix: Matrix
  let first: [Double]
  let room: [Double]
  /// Amounts below these are rounding.
  let guardBand: [Double]

  /// Systems whose reciprocal condition is below this are not solved.
  private static var leastCondition: Double { 1e-14 }

  /// The move and how many systems were solved; nil where one is singular to working precision.
  func solve() -> (move: [Double], solves: Int)? {
    let reached = reachedNodes()
    var move = [Double](repeating: 0, count: first.count)
    var inside: [Int] = []
    for i in reached {
      if room[i] == .infinity { inside.append(i) } else { move[i] = room[i] }
    }
    var solves = 0
    while true {
      guard solve(inside, outside: reached, into: &move) else { return nil }
      solves += 1
      let image = matrix.times(move)
      var isInside = [Bool](repeating: false, count: first.count)
      for i in inside { isInside[i] = true }
      let entering = reached.filter {
        !isInside[$0] && first[$0] + image[$0] < room[$0] - guardBand[$0]
      }
      guard !entering.isEmpty else { break }
      inside = (inside + entering).sorted()
    }
    for i in reached { move[i] = min(room[i], max(0, move[i])) }
    return (move, solves)
  }

  /// The nodes to which something comes, in ascending order.
  private func reachedNodes() -> [Int] {
    var isReached = first.indices.map { first[$0] > guardBand[$0] && room[$0] > 0 }
    var queue = first.indices.filter { isReached[$0] }
    while let k = queue.popLast() {
      for i in first.indices where !isReached[i] && room[i] > 0 && matrix[i, k] > 0 {
        isReached[i] = true
        queue.append(i)
      }
    }
    return first.indices.filter { isReached[$0] }
  }

  /// Solves `e = r + M·e` for the nodes inside, the others reached being where `move` says.
  private func solve(_ inside: [Int], outside reached: [Int], into move: inout [Double]) -> Bool {
    guard !inside.isEmpty else { return true }
    for i in inside { move[i] = 0 }
    let given = matrix.times(move)
    var system = Matrix.identity(inside.count)
    for (row, i) in inside.enumerated() {
      for (column, k) in inside.enumerated() { system[row, column] -= matrix[i, k] }
    }
    guard let factor = LUFactor(system), factor.reciprocalCondition > Self.leastCondition else {
      return false
    }
    let solution = factor.solve(inside.map { first[$0] + given[$0] })
    for (place, i) in inside.enumerated() {
      guard solution[place] >= -guardBand[i] else { return false }
      move[i] = solution[place]
    }
    return true
  }
}

extension FixedPointSearch<ExposureNetwork> {
  /// The valuations for the present sets where ``solveReduced`` has no answer: a closed ring, or a spectral radius
  /// of one and more, among those on their lines.
  mutating func solveBounded(_ active: [Int]) -> (valuation: [Double], claims: [Double])? {
    var candidate = [Double](repeating: 0, count: model.count)
    for i in candidate.indices where full[i] { candidate[i] = 1 }
    for i in active { candidate[i] = valuation[i] }
    let worth = claims(at: candidate)
    var block = Matrix(rows: active.count, columns: active.count)
    for (row, i) in active.enumerated() {
      for (column, k) in active.enumerated() {
        block[row, column] = model.slope[i] * model.network.claims[i, k]
      }
    }
    let first = active.map { i in
      let missed = candidate[i] - model.line(i, claims: worth[i])
      return max(0, descending ? missed : -missed)
    }
    let room = active.map { descending ? candidate[$0] : 1 - candidate[$0] }
    let bounded = BoundedMove(
      matrix: block, first: first, room: room, guardBand: active.map { model.lineGuard[$0] })
    guard let (move, solves) = bounded.solve() else { return nil }
    iterations += solves
    for (place, i) in active.enumerated() {
      // At the end of its room a node is at its bound, with no rounding.
      if move[place] == room[place] {
        candidate[i] = descending ? 0 : 1
      } else {
        candidate[i] += descending ? -move[place] : move[place]
      }
    }
    return (candidate, claims(at: candidate))
  }
}
