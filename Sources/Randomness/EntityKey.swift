/// The 64-bit key of an entity's identifier, the same on every machine and in every release.
///
/// FNV-1a (Fowler, Noll, Vo) over the UTF-8 bytes, finished by ``mixed(_:)`` so that identifiers that
/// differ in the last character only differ in half of the bits. Two of `n` identifiers collide
/// with probability about `n² / 2^65`.
public func entityKey(_ id: String) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in id.utf8 {
    hash ^= UInt64(byte)
    hash &*= 0x0000_0100_0000_01B3
  }
  return mixed(hash)
}

/// A bijection of 64-bit words that scatters neighbouring values: the finisher of SplitMix64.
///
/// Steele, Lea and Flood (2014), doi:10.1145/2714064.2660195, with the increment added first so that
/// zero is not a fixed point.
public func mixed(_ word: UInt64) -> UInt64 {
  var z = word &+ 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
