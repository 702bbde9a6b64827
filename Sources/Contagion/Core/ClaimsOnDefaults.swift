import LinearAlgebra

/// Sparse claims by creditor, each counted by whether its debtor is in default.
struct ClaimsOnDefaults {
  private let offsets: UnsafeBufferPointer<Int>
  private let debtors: UnsafeBufferPointer<Int32>
  private let amounts: UnsafeBufferPointer<Double>
  private let isDown: UnsafeBufferPointer<UInt64>
  private let worth: UnsafeBufferPointer<Double>

  /// Calls `body` with the claims, given a bit for each node in default, 64 a word, and what a unit of a claim
  /// counts on a node that is up and on one that is down.
  static func with<Result>(
    _ claims: SparseMatrix, isDown: [UInt64], up: Double, down: Double,
    _ body: (ClaimsOnDefaults) -> Result
  ) -> Result {
    // Looked up rather than chosen, so that there is no branch to guess.
    [up, down].withUnsafeBufferPointer { worth in
      claims.rowOffsets.withUnsafeBufferPointer { offsets in
        claims.columnIndices.withUnsafeBufferPointer { debtors in
          claims.values.withUnsafeBufferPointer { amounts in
            isDown.withUnsafeBufferPointer { isDown in
              body(
                ClaimsOnDefaults(
                  offsets: offsets, debtors: debtors, amounts: amounts, isDown: isDown,
                  worth: worth))
            }
          }
        }
      }
    }
  }

  /// The sum of a node's claims, added from left to right.
  @inline(__always)
  func sum(_ i: Int) -> Double {
    var sum = 0.0
    var place = offsets[i]
    let end = offsets[i + 1]
    while place < end {
      let debtor = Int(debtors[place])
      let bit = isDown[debtor >> 6] &>> UInt64(debtor & 63) & 1
      sum += amounts[place] * worth[Int(bit)]
      place += 1
    }
    return sum
  }
}
