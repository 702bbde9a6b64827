/// What shows that a leaf stands in a ``MerkleSumTree`` under a root: the siblings on the way up.
package struct InclusionProof: Sendable, Equatable {
  package struct Sibling: Sendable, Equatable {
    package var digest: Digest
    package var sums: [UInt64]
  }

  package let leaf: Int
  package let count: Int
  package var siblings: [Sibling]

  /// Whether the leaf of this label and these amounts is under the root, and the sums add up to the totals.
  ///
  /// Sums beyond 64 bits are refused. Takes a hash for each sibling and one for the leaf.
  package func verifies(
    label: [UInt8], amounts: [UInt64], root: Digest, totals: [UInt64]
  ) -> Bool {
    var hash = SHA256()
    var message: [UInt8] = [0] + label
    for amount in amounts { message.appendBigEndian(amount) }
    hash.update(message)
    var digest = hash.digest()
    var sums = amounts
    var (index, size) = (leaf, count)
    var rest = siblings[...]
    var node = NodeMessage(width: sums.count)
    while size > 1 {
      if index % 2 == 1 || index + 1 < size {
        guard let sibling = rest.popFirst(), sibling.sums.count == sums.count else { return false }
        let isRight = index % 2 == 1
        digest = sums.withUnsafeBufferPointer { own in
          sibling.sums.withUnsafeBufferPointer { other in
            isRight
              ? node.hashed((sibling.digest, other), (digest, own), &hash)
              : node.hashed((digest, own), (sibling.digest, other), &hash)
          }
        }
        for word in sums.indices {
          let (sum, overflows) = sums[word].addingReportingOverflow(sibling.sums[word])
          if overflows { return false }
          sums[word] = sum
        }
      }
      index /= 2
      size = (size + 1) / 2
    }
    return rest.isEmpty && leaf < count && digest == root && sums == totals
  }
}

extension MerkleSumTree {
  /// The proof for a leaf: at most `log2(count) + 1` siblings.
  package func proof(of leaf: Int) -> InclusionProof {
    precondition(leaf >= 0 && leaf < count, "leaf \(leaf) of \(count)")
    var siblings: [InclusionProof.Sibling] = []
    var index = leaf
    for level in levels.dropLast() {
      let sibling = index ^ 1
      if sibling < level.digests.count {
        siblings.append(
          InclusionProof.Sibling(
            digest: level.digests[sibling],
            sums: Array(level.sums[sibling * width..<(sibling + 1) * width])))
      }
      index /= 2
    }
    return InclusionProof(leaf: leaf, count: count, siblings: siblings)
  }
}
