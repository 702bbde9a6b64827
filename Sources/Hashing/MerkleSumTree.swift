/// A Merkle tree in which every node carries sums of unsigned integers over the leaves below it.
///
/// Leaves and nodes are hashed as
///
///     leaf = H(0x00 ‖ label ‖ be64(amounts))
///     node = H(0x01 ‖ hash_left ‖ be64(sums_left) ‖ hash_right ‖ be64(sums_right))
///
/// with SHA-256, and the tree has the shape of RFC 9162 (2.1.1): the left part has the greatest power of two
/// that is less than the number of leaves; without sums it is that tree. Both children's sums are bound:
/// of the summation tree of Maxwell and Todd (2013) that binds only their sum, an inner node can show either
/// child a total that is too small (Chalkias, Lewi, Mohassel and Nikolaenko 2020, IACR ePrint
/// 2020/468). Amounts are unsigned, so that no leaf takes away from what is owed to another. A label
/// should hold a nonce, so that a proof does not show what stands at its siblings.
///
/// Building takes about `2·n` hashes; a commitment afterwards compares all leaves and hashes only those that
/// changed and their ancestors, at most `log2(n) + 1` each. Memory: `2·(32 + 8·width)` bytes a leaf.
package struct MerkleSumTree: Sendable {
  struct Level: Sendable {
    var digests: [Digest] = []
    var sums: [UInt64] = []
  }

  package let count: Int
  /// Sums that every node carries.
  package let width: Int
  /// Messages hashed since the tree was made.
  package private(set) var hashes = 0
  /// From the leaves up to the root.
  private(set) var levels: [Level] = []
  private var isBuilt = false

  /// A tree that has committed to nothing yet.
  package init(count: Int, width: Int) {
    precondition(count >= 0 && width >= 0, "\(count) leaves with \(width) sums")
    self.count = count
    self.width = width
    var size = count
    while true {
      levels.append(
        Level(
          digests: [Digest](repeating: Digest(), count: size),
          sums: [UInt64](repeating: 0, count: size * width)))
      if size <= 1 { break }
      size = (size + 1) / 2
    }
  }

  /// The hash that binds all leaves and sums; of no leaves, the hash of no bytes.
  package var root: Digest {
    if let root = levels[levels.count - 1].digests.first { return root }
    var hash = SHA256()
    return hash.digest()
  }

  /// The sums over all leaves.
  package var totals: [UInt64] {
    count == 0 ? [UInt64](repeating: 0, count: width) : levels[levels.count - 1].sums
  }

  /// Brings every leaf to its amounts and rehashes what changed; returns how many leaves did.
  ///
  /// - Parameters:
  ///   - label: appends the label of a leaf, the same in every commitment, to the bytes given.
  ///   - amounts: writes the amounts of a leaf to the `width` words given.
  @discardableResult
  package mutating func commit(
    label: (Int, inout [UInt8]) -> Void, amounts: (Int, inout [UInt64]) -> Void
  ) -> Int {
    var changed = takeAmounts(amounts)
    let found = changed.count
    isBuilt = true
    guard found > 0 else { return 0 }
    var hash = SHA256()
    var message: [UInt8] = []
    for leaf in changed {
      message.removeAll(keepingCapacity: true)
      message.append(0)
      label(leaf, &message)
      for word in 0..<width { message.appendBigEndian(levels[0].sums[leaf * width + word]) }
      hash.update(message)
      levels[0].digests[leaf] = hash.digest()
    }
    hashes += found
    for level in levels.indices.dropFirst() {
      var parents: [Int] = []
      for child in changed where parents.last != child / 2 { parents.append(child / 2) }
      combine(parents, into: level, &hash)
      changed = parents
    }
    return found
  }

  /// Stores the amounts of all leaves; returns those that differ from before, ascending.
  private mutating func takeAmounts(_ amounts: (Int, inout [UInt64]) -> Void) -> [Int] {
    var changed: [Int] = []
    var scratch = [UInt64](repeating: 0, count: width)
    let isNew = !isBuilt
    let (count, width) = (count, width)
    levels[0].sums.withUnsafeMutableBufferPointer { sums in
      for leaf in 0..<count {
        amounts(leaf, &scratch)
        var isChanged = isNew
        for word in 0..<width where sums[leaf * width + word] != scratch[word] {
          sums[leaf * width + word] = scratch[word]
          isChanged = true
        }
        if isChanged { changed.append(leaf) }
      }
    }
    return changed
  }

  /// Hashes some nodes of a level from their children; an only child is handed up as it is.
  private mutating func combine(_ nodes: [Int], into level: Int, _ hash: inout SHA256) {
    let below = levels[level - 1]
    var above = levels[level]
    levels[level] = Level()
    var message = NodeMessage(width: width)
    let width = width
    let pairs = below.digests.count / 2
    below.sums.withUnsafeBufferPointer { sums in
      above.sums.withUnsafeMutableBufferPointer { totals in
        for node in nodes {
          let left = sums.extracting(2 * node * width..<(2 * node + 1) * width)
          guard node < pairs else {
            above.digests[node] = below.digests[2 * node]
            for word in 0..<width { totals[node * width + word] = left[word] }
            continue
          }
          let right = sums.extracting((2 * node + 1) * width..<(2 * node + 2) * width)
          above.digests[node] = message.hashed(
            (below.digests[2 * node], left), (below.digests[2 * node + 1], right), &hash)
          for word in 0..<width {
            let (sum, overflows) = left[word].addingReportingOverflow(right[word])
            precondition(!overflows, "sums beyond 64 bits: take a coarser unit")
            totals[node * width + word] = sum
          }
        }
      }
    }
    levels[level] = above
    hashes += nodes.count { $0 < pairs }
  }
}

/// The bytes of a node over its children, filled in again and again.
struct NodeMessage {
  private var bytes: [UInt8]
  private let width: Int

  init(width: Int) {
    self.width = width
    bytes = [UInt8](repeating: 1, count: 1 + 2 * (32 + 8 * width))
  }

  mutating func hashed(
    _ left: (digest: Digest, sums: UnsafeBufferPointer<UInt64>),
    _ right: (digest: Digest, sums: UnsafeBufferPointer<UInt64>), _ hash: inout SHA256
  ) -> Digest {
    let width = width
    bytes.withUnsafeMutableBytes { buffer in
      let middle = 1 + 32 + 8 * width
      buffer.storeBytes(of: left.digest, toByteOffset: 1, as: Digest.self)
      buffer.storeBytes(of: right.digest, toByteOffset: middle, as: Digest.self)
      for word in 0..<width {
        buffer.storeBytes(
          of: left.sums[word].bigEndian, toByteOffset: 33 + 8 * word, as: UInt64.self)
        buffer.storeBytes(
          of: right.sums[word].bigEndian, toByteOffset: middle + 32 + 8 * word, as: UInt64.self)
      }
      hash.update(UnsafeRawBufferPointer(buffer))
    }
    return hash.digest()
  }
}

extension [UInt8] {
  /// Appends the eight bytes of a number, the greatest first.
  package mutating func appendBigEndian(_ number: UInt64) {
    Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
  }
}
