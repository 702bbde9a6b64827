public import LinearAlgebra
public import Randomness

/// Who has a claim on whom, as a rule for generating networks.
public enum NetworkTopology: Sendable, Equatable {
  /// Every ordered pair with the same probability, independently (Erdős and Rényi 1959).
  case erdosRenyi(probability: Double)
  /// Node `i` has a claim on node `i − 1`, and node 0 on the last: a single cycle.
  case ring
  /// Everyone has a claim on everyone else.
  case complete
  /// The first `core` nodes are densely linked, the others mostly to them (Craig and von Peter 2014).
  /// `cross` is the probability of a claim between core and periphery, either way.
  case corePeriphery(core: Int, coreProbability: Double, cross: Double, periphery: Double)
  /// Nodes of one group are linked with probability `within`, those of two groups with `between`; the
  /// array gives the group of each node.
  case blocks(groups: [Int], within: Double, between: Double)

  /// The probability that `creditor` has a claim on `debtor` in a network of `count` nodes.
  func probability(creditor: Int, debtor: Int, count: Int) -> Double {
    if creditor == debtor { return 0 }
    switch self {
    case .erdosRenyi(let probability): return probability
    case .ring: return debtor == (creditor + count - 1) % count ? 1 : 0
    case .complete: return 1
    case .corePeriphery(let core, let coreProbability, let cross, let periphery):
      switch (creditor < core, debtor < core) {
      case (true, true): return coreProbability
      case (false, false): return periphery
      default: return cross
      }
    case .blocks(let groups, let within, let between):
      return groups[creditor] == groups[debtor] ? within : between
    }
  }

  private func requireAdmissible(count: Int) {
    let probabilities: [Double]
    switch self {
    case .erdosRenyi(let probability): probabilities = [probability]
    case .ring, .complete: probabilities = []
    case .corePeriphery(let core, let coreProbability, let cross, let periphery):
      precondition(core >= 0 && core <= count, "a core of \(core) among \(count) nodes")
      probabilities = [coreProbability, cross, periphery]
    case .blocks(let groups, let within, let between):
      precondition(groups.count == count, "\(groups.count) groups for \(count) nodes")
      probabilities = [within, between]
    }
    precondition(
      probabilities.allSatisfy { $0 >= 0 && $0 <= 1 }, "probabilities \(probabilities)")
  }

  /// Draws the links: 1 where the row has a claim on the column, else 0.
  ///
  /// One uniform per ordered pair, row by row, whatever the topology, so that two topologies of equal
  /// size drawn from equal streams are comparable link by link.
  public func links(count: Int, stream: inout Stream) -> Matrix {
    precondition(count >= 0, "a network of \(count) nodes")
    requireAdmissible(count: count)
    var matrix = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for k in 0..<count where k != i {
        let drawn = stream.uniform() < probability(creditor: i, debtor: k, count: count)
        if drawn { matrix[i, k] = 1 }
      }
    }
    return matrix
  }
}
