public import LinearAlgebra
public import Randomness

/// Rebuilds claims from totals with as few links as can be found: the minimum-density method.
///
/// Anand, Craig and von Peter (2015), doi:10.1080/14697688.2014.968195: links are costly, so banks keep few, and
/// small banks are linked to large ones. Claims are placed one by one, each as large as both ends allow, on a
/// pair drawn with their probability `Q_ik ∝ max(a_i/l_k, l_k/a_i)` of what creditor and debtor still need;
/// a pair whose needs are equal is taken at once, for it settles two nodes with one link. Where the paper
/// removes links at random to leave a dead end, none is entered here: a claim is no larger than keeps every
/// node's two needs together within the total that remains, which is all that a zero diagonal asks. The network
/// of fewest links among `restarts` runs is kept. Finding the least number for certain is NP-hard; a run needs
/// at most two links more than `creditors + debtors − 1`.
///
/// `O(restarts · n³)`.
///
/// - Parameters:
///   - rowTotals: what each node owns in claims.
///   - columnTotals: what each node owes; same sum.
///   - restarts: how many networks are drawn.
///   - stream: where the draws come from.
/// - Returns: claims with the totals asked for, row = creditor.
/// - Throws: ``ReconstructionError`` with every problem of the input, or the proof that there is no network.
public func minimumDensityClaims(
  rowTotals: [Double], columnTotals: [Double], restarts: Int = 20, stream: inout Stream
) throws(ReconstructionError) -> Matrix {
  precondition(restarts > 0, "\(restarts) restarts")
  let problems = ReconstructionError.problems(rowTotals, columnTotals)
  guard problems.isEmpty else { throw ReconstructionError(problems: problems) }
  if case .infeasible(let cut) = try feasibleClaims(
    rowTotals: rowTotals, columnTotals: columnTotals)
  {
    throw ReconstructionError(problems: [.infeasible(cut)])
  }
  let start = Placement(rowTotals, columnTotals)
  var best: Placement?
  for _ in 0..<restarts {
    var placement = start
    while placement.placeOne(&stream) {}
    if placement.links < best?.links ?? .max { best = placement }
  }
  return best?.claims ?? start.claims
}

/// Claims placed so far, and what each node still needs.
private struct Placement {
  private(set) var claims: Matrix
  private(set) var links = 0
  private var owned: [Double]
  private var owed: [Double]
  private let grain: Double

  init(_ rowTotals: [Double], _ columnTotals: [Double]) {
    claims = Matrix(rows: rowTotals.count, columns: rowTotals.count)
    let total = rowTotals.reduce(0, +)
    // Sums that differ by rounding are made one, or something would be left over.
    let correction = total > 0 ? total / columnTotals.reduce(0, +) : 1
    owned = rowTotals
    owed = columnTotals.map { $0 * correction }
    grain = 1e-12 * total
  }

  /// Places one claim; false when nothing is left to place.
  mutating func placeOne(_ stream: inout Stream) -> Bool {
    let creditors = owned.indices.filter { owned[$0] > grain }
    let debtors = owed.indices.filter { owed[$0] > grain }
    let room = Room(owned, owed)
    var pairs: [(i: Int, k: Int, amount: Double)] = []
    var weights: [Double] = []
    var sum = 0.0
    var matches: [Int] = []
    for i in creditors {
      for k in debtors where k != i {
        let amount = min(owned[i], owed[k], room.beside(i, k))
        guard amount > grain else { continue }
        if abs(owned[i] - owed[k]) <= grain, amount >= owned[i] - grain {
          matches.append(pairs.count)
        }
        pairs.append((i, k, amount))
        sum += max(owned[i] / owed[k], owed[k] / owned[i])
        weights.append(sum)
      }
    }
    guard !pairs.isEmpty else { return false }
    let chosen: Int
    if matches.isEmpty {
      let target = stream.uniform() * sum
      chosen = min(weights.firstIndex { $0 >= target } ?? 0, pairs.count - 1)
    } else {
      chosen = matches[stream.integer(below: matches.count)]
    }
    let pair = pairs[chosen]
    if claims[pair.i, pair.k] == 0 { links += 1 }
    claims[pair.i, pair.k] += pair.amount
    owned[pair.i] -= pair.amount
    owed[pair.k] -= pair.amount
    return true
  }
}

/// How much can be placed on a pair so that every other node can still place both its needs elsewhere:
/// what remains in all, less the largest sum of two needs among the others.
private struct Room {
  private let remaining: Double
  private let largest: [(node: Int, need: Double)]

  init(_ owned: [Double], _ owed: [Double]) {
    remaining = owned.reduce(0, +)
    var largest: [(node: Int, need: Double)] = []
    for node in owned.indices {
      let need = owned[node] + owed[node]
      let place = largest.firstIndex { $0.need < need } ?? largest.count
      guard place < 3 else { continue }
      largest.insert((node, need), at: place)
      if largest.count > 3 { largest.removeLast() }
    }
    self.largest = largest
  }

  func beside(_ i: Int, _ k: Int) -> Double {
    let need = largest.first { $0.node != i && $0.node != k }?.need ?? 0
    return remaining - need
  }
}
