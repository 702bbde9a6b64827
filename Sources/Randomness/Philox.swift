/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw (2011).
///
/// A keyed bijection of 128-bit counters: ten rounds of two 32 × 32 → 64 bit products, the key bumped
/// by two Weyl constants between rounds. It has no state, so a draw is a function of (key, counter)
/// alone, and it passes TestU01's BigCrush. Reference: "Parallel random numbers: as easy as 1, 2, 3",
/// SC'11, doi:10.1145/2063384.2063405; the constants and known answers are those of Random123.
enum Philox4x32 {
  /// The four output words for one counter and one key.
  @inline(__always)
  static func block(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for round in 0..<10 {
      if round > 0 {
        k0 &+= 0x9E37_79B9
        k1 &+= 0xBB67_AE85
      }
      let first = UInt64(c0) &* 0xD251_1F53
      let second = UInt64(c2) &* 0xCD9E_8D57
      c0 = UInt32(truncatingIfNeeded: second >> 32) ^ c1 ^ k0
      c1 = UInt32(truncatingIfNeeded: second)
      c2 = UInt32(truncatingIfNeeded: first >> 32) ^ c3 ^ k1
      c3 = UInt32(truncatingIfNeeded: first)
    }
    return (c0, c1, c2, c3)
  }
}
