import Glibc
public import LinearAlgebra
public import Randomness

/// Who has a claim on whom, as a rule for generating networks: every ordered pair is linked or not,
/// independently of the others.
///
/// Networks whose links depend on each other are made by `configurationLinks`.
public enum NetworkTopology: Sendable, Equatable {
  /// Every ordered pair with the same probability, independently (Erdős and Rényi 1959).
  case erdosRenyi(probability: Double)
  /// Node `i` has a claim on node `i − 1`, and node 0 on the last: a single cycle.
  case ring
  /// Node `i` has a claim on node `i − 1`, and node 0 on nobody: a loss at node 0 runs to the last.
  case chain
  /// Node 0 is the hub: it has claims on all others where it `owns`, and they on it where it `owes`.
  case star(hubOwns: Bool, hubOwes: Bool)
  /// Everyone has a claim on everyone else.
  case complete
  /// The first `core` nodes are densely linked, the others mostly to them (Craig and von Peter 2014).
  /// `cross` is the probability of a claim between core and periphery, either way.
  case corePeriphery(core: Int, coreProbability: Double, cross: Double, periphery: Double)
  /// Nodes of one group are linked with probability `within`, those of two groups with `between`; the
  /// array gives the group of each node.
  case blocks(groups: [Int], within: Double, between: Double)
  /// The fitness model of two sizes a node (Caldarelli et al. 2002; Cimini et al. 2015).
  case fitness(FitnessEnsemble)
  /// The static scale-free model (Goh, Kahng and Kim 2001, doi:10.1103/PhysRevLett.87.278701), directed.
  ///
  /// Node `i` has the weight `w_i = (i + 1)^(−1/(γ − 1)) / Σ_j (j + 1)^(−1/(γ − 1))` on either side, and
  /// the pair `(i, k)` a link with probability `1 − exp(−links·w_i·w_k)`. Degrees have a tail of exponent
  /// `γ > 2`, cut off by the size of the network; `links` bounds the expected number of links from above. It
  /// is not grown by preferential attachment, whose draws depend on each other.
  case scaleFree(links: Double, exponent: Double)

  /// Draws the links: 1 where the row has a claim on the column, else 0.
  ///
  /// One uniform per ordered pair, row by row, whatever the topology, so that two topologies of equal
  /// size drawn from equal streams are comparable link by link.
  public func links(count: Int, stream: inout Stream) -> Matrix {
    drawn(count) { _, _ in stream.uniform() }
  }

  /// Draws the links, each from a stream of its own pair: 1 where the row has a claim on the column, else 0.
  ///
  /// The uniform of a pair depends on the seed, the replicate and the two places alone. One more node at the
  /// end therefore changes no link among the others under Erdős–Rényi, chain, star, complete, core–periphery,
  /// blocks and (for the probabilities of pairs do not depend on the rest once `z` is given) fitness. It does
  /// under a ring, whose cycle it enters, and under the scale-free model, whose weights are shares of all.
  public func links(count: Int, seed: UInt64, replicate: UInt32 = 0) -> Matrix {
    drawn(count) { i, k in
      var stream = pairStream(.links, i, k, seed: seed, replicate: replicate)
      return stream.uniform()
    }
  }

  private func drawn(_ count: Int, _ uniform: (Int, Int) -> Double) -> Matrix {
    precondition(count >= 0, "a network of \(count) nodes")
    requireAdmissible(count: count)
    let weights = rankWeights(count: count)
    var matrix = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for k in 0..<count where k != i {
        let u = uniform(i, k)
        if u < probability(creditor: i, debtor: k, count: count, weights) { matrix[i, k] = 1 }
      }
    }
    return matrix
  }
}

extension NetworkTopology {
  /// The probability that `creditor` has a claim on `debtor` in a network of `count` nodes.
  private func probability(
    creditor: Int, debtor: Int, count: Int, _ weights: [Double]
  ) -> Double {
    if creditor == debtor { return 0 }
    switch self {
    case .erdosRenyi(let probability): return probability
    case .ring: return debtor == (creditor + count - 1) % count ? 1 : 0
    case .chain: return debtor == creditor - 1 ? 1 : 0
    case .star(let hubOwns, let hubOwes):
      return creditor == 0 && hubOwns || debtor == 0 && hubOwes ? 1 : 0
    case .complete: return 1
    case .corePeriphery(let core, let coreProbability, let cross, let periphery):
      switch (creditor < core, debtor < core) {
      case (true, true): return coreProbability
      case (false, false): return periphery
      default: return cross
      }
    case .blocks(let groups, let within, let between):
      return groups[creditor] == groups[debtor] ? within : between
    case .fitness(let ensemble): return ensemble.probability(creditor: creditor, debtor: debtor)
    case .scaleFree(let links, _):
      return -expm1(-links * weights[creditor] * weights[debtor])
    }
  }

  /// The shares `w_i` of the scale-free model; empty for the others.
  private func rankWeights(count: Int) -> [Double] {
    guard case .scaleFree(_, let exponent) = self else { return [] }
    let weights = (0..<count).map { pow(Double($0 + 1), -1 / (exponent - 1)) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  private func requireAdmissible(count: Int) {
    var probabilities: [Double] = []
    switch self {
    case .erdosRenyi(let probability): probabilities = [probability]
    case .ring, .chain, .star, .complete: break
    case .corePeriphery(let core, let coreProbability, let cross, let periphery):
      precondition(core >= 0 && core <= count, "a core of \(core) among \(count) nodes")
      probabilities = [coreProbability, cross, periphery]
    case .blocks(let groups, let within, let between):
      precondition(groups.count == count, "\(groups.count) groups for \(count) nodes")
      probabilities = [within, between]
    case .fitness(let ensemble):
      precondition(ensemble.count == count, "\(ensemble.count) sizes for \(count) nodes")
    case .scaleFree(let links, let exponent):
      precondition(links >= 0 && links.isFinite, "\(links) links")
      precondition(exponent > 2 && exponent.isFinite, "an exponent of \(exponent), not above 2")
    }
    precondition(
      probabilities.allSatisfy { $0 >= 0 && $0 <= 1 }, "probabilities \(probabilities)")
  }
}

/// What the draws of an ordered pair decide.
enum PairPurpose: UInt32 {
  case links = 0x4E45_5400
  case amounts = 0x4E45_5401
  case fitness = 0x4E45_5402
}

/// The stream of an ordered pair of places, the same in a network of any size.
func pairStream(
  _ purpose: PairPurpose, _ creditor: Int, _ debtor: Int, seed: UInt64, replicate: UInt32
) -> Stream {
  Stream(
    seed: seed, replicate: replicate, purpose: purpose.rawValue, tick: 0,
    entity: UInt64(creditor) << 32 | UInt64(debtor))
}
