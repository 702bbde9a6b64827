internal import Hashing
internal import LinearAlgebra
internal import Randomness

/// What a venue has committed to: a tree for each run of accounts that share a contract, and one of others.
///
/// A leaf binds three amounts: what the client would have at the level of gains of the first commitment, and its
/// long and short position. Margin is `base + q·level` (`AccountBook`), so that `base + q·level₀` changes only
/// where a client trades, pays or is charged: only those leaves are hashed again, and the total at any
/// level follows from the sums, `Σ balance + (level − level₀)·(Σ long − Σ short)`. A client with cross margin
/// has a leaf for each contract, the first of which binds its net claim: losses in one contract count against what
/// stands in the others, and would be clipped in a leaf of their own, so that the sums overstated what is owed. The
/// leaf of an institution holds its cash margin, its part of the default fund and its claims on the venue. Amounts are
/// whole multiples of a unit that is 2⁻⁴⁰ of what is owed at first; a leaf that would be below zero is zero.
struct VenueCommitment: Sendable {
  var trees: [MerkleSumTree]
  /// The institutions whose leaves the last tree has: all that ever had something at the venue.
  var members: [Int]
  /// The level of gains at which the balances of each run of accounts are struck.
  let levels: [Double]
  let moneyUnit: Double
  let quantityUnit: Double

  /// The sums of a tree as money, at a level of gains.
  func debt(ofTree tree: Int, atLevel level: Double = 0) -> Double {
    let sums = trees[tree].totals
    let balances = Double(sums[0]) * moneyUnit
    guard tree < levels.count else { return balances }
    let net = (Double(sums[1]) - Double(sums[2])) * quantityUnit
    return balances + (level - levels[tree]) * net
  }
}

/// What the leaves of a venue's trees say in truth, at one moment.
struct CommitmentLeaves: Sendable {
  let luck: Luck
  /// The key of draws about the venue.
  let key: UInt64
  let quantity: [Double]
  let base: [Double]
  let runs: [AccountSegment]
  /// The trees whose balances the leaves of a tree of cross-margin accounts bind: all of the group, or none.
  let bound: [[Int]]
  let levels: [Double]
  let members: [Int]
  /// What each member has at the venue.
  let balances: [Double]
  let moneyUnit: Double
  let quantityUnit: Double

  /// Writes the amounts of a leaf of a tree.
  func writeAmounts(_ leaf: Int, tree: Int, _ words: inout [UInt64]) {
    guard tree < runs.count else {
      words[0] = Self.quanta(balances[leaf], moneyUnit)
      (words[1], words[2]) = (0, 0)
      return
    }
    let m = runs[tree].range.lowerBound + leaf
    words[0] = Self.quanta(claim(leaf, tree: tree), moneyUnit)
    words[1] = Self.quanta(quantity[m], quantityUnit)
    words[2] = Self.quanta(-quantity[m], quantityUnit)
  }

  /// What a leaf of accounts binds of money: a position's own, or in its first contract all of a cross-margin account's.
  private func claim(_ leaf: Int, tree: Int) -> Double {
    guard runs[tree].crossGroup != nil else { return balance(leaf, tree: tree) }
    return bound[tree].reduce(0) { $0 + balance(leaf, tree: $1) }
  }

  private func balance(_ leaf: Int, tree: Int) -> Double {
    let m = runs[tree].range.lowerBound + leaf
    return base[m] + quantity[m] * levels[tree]
  }

  /// The number of a client and a nonce: what stands beside a leaf shows nothing of it.
  func writeLabel(_ leaf: Int, tree: Int, _ bytes: inout [UInt8]) {
    let number =
      tree < runs.count
      ? UInt64(runs[tree].range.lowerBound + leaf) : 1 << 40 | UInt64(members[leaf])
    bytes.appendBigEndian(number)
    var nonce = luck.stream(.leafNonce, tick: 0, entity: key ^ number)
    bytes.appendBigEndian(nonce.nextUInt64())
  }

  private static func quanta(_ amount: Double, _ unit: Double) -> UInt64 {
    amount > 0 ? UInt64((amount / unit).rounded()) : 0
  }
}

extension VenueCommitment {
  /// Brings the trees to their leaves but for those concealed; returns changes, hashes and what is left out.
  mutating func commit(
    to leaves: CommitmentLeaves, _ concealed: Concealment
  ) -> (changed: Int, hashes: Int, leftOut: Double) {
    if members != leaves.members {
      members = leaves.members
      trees[trees.count - 1] = MerkleSumTree(count: members.count, width: 3)
    }
    var (changed, hashes, hidden) = (0, 0, UInt64(0))
    var first = 0
    for tree in trees.indices {
      let before = trees[tree].hashes
      changed += trees[tree].commit {
        leaves.writeLabel($0, tree: tree, &$1)
      } amounts: {
        leaves.writeAmounts($0, tree: tree, &$1)
        guard concealed.hides(first + $0) else { return }
        hidden += $1[0]
        $1[0] = 0
      }
      hashes += trees[tree].hashes - before
      first += trees[tree].count
    }
    return (changed, hashes, Double(hidden) * moneyUnit)
  }

  /// Whether a client finds itself with all that it has; clients are numbered over all trees.
  func proves(_ client: Int, of leaves: CommitmentLeaves) -> Bool {
    var (tree, index) = (0, client)
    while index >= trees[tree].count {
      index -= trees[tree].count
      tree += 1
    }
    var label: [UInt8] = []
    leaves.writeLabel(index, tree: tree, &label)
    var amounts: [UInt64] = [0, 0, 0]
    leaves.writeAmounts(index, tree: tree, &amounts)
    return trees[tree].proof(of: index).verifies(
      label: label, amounts: amounts, root: trees[tree].root, totals: trees[tree].totals)
  }
}
