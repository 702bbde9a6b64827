/// A stream of random numbers that is a pure function of what it is for and of the draw's index.
///
/// The generator is Philox4x32-10. Its 64-bit key is `mixed(mixed(seed) ^ entity)`, a bijection of the
/// entity for a given seed and of the seed for a given entity. Its 128-bit counter holds, from the low
/// word up, the block index, the replicate, the purpose and the tick; each block gives two 64-bit
/// draws, so a stream has 2³³ of them (going beyond is a precondition failure). Distinct
/// (replicate, purpose, tick, entity) under one seed therefore never share a block: they are
/// distinct streams by construction, not by chance.
///
/// A value type: copying a stream copies its place, and two copies draw the same numbers. Integer
/// draws are the same on every machine; the distributions use the platform's `log`, `exp`, `cos`,
/// `pow` and may differ in the last bit across C libraries.
public struct Stream: Sendable {
  private let key: (UInt32, UInt32)
  private let replicate: UInt32
  private let purpose: UInt32
  private let tick: UInt32
  private var block: UInt64 = 0
  private var spare: UInt64?

  /// The stream of one purpose for one entity at one tick of one replicate.
  ///
  /// - Parameters:
  ///   - seed: the seed of the whole run.
  ///   - replicate: the number of the replicate.
  ///   - purpose: a constant that names what the draws decide (returns, hazards, choices, …).
  ///   - tick: the tick, or 0 for draws made once.
  ///   - entity: the key of an entity that exists in every regime, see ``entityKey(_:)``.
  public init(seed: UInt64, replicate: UInt32, purpose: UInt32, tick: UInt32, entity: UInt64) {
    let word = mixed(mixed(seed) ^ entity)
    key = (UInt32(truncatingIfNeeded: word), UInt32(truncatingIfNeeded: word >> 32))
    self.replicate = replicate
    self.purpose = purpose
    self.tick = tick
  }

  /// The next 64 random bits.
  public mutating func nextUInt64() -> UInt64 {
    if let second = spare {
      spare = nil
      return second
    }
    precondition(block <= UInt64(UInt32.max), "a stream holds 2^33 draws; this one is used up")
    let words = Philox4x32.block(
      counter: (UInt32(truncatingIfNeeded: block), replicate, purpose, tick), key: key)
    block += 1
    spare = UInt64(words.3) << 32 | UInt64(words.2)
    return UInt64(words.1) << 32 | UInt64(words.0)
  }

  /// A uniform number of the open interval (0, 1).
  ///
  /// One of the 2⁵² odd multiples of 2⁻⁵³, so that neither 0 nor 1 occurs and `u` and `1 − u` are
  /// equally likely. One draw.
  public mutating func uniform() -> Double {
    (Double(nextUInt64() >> 12) + 0.5) * 0x1p-52
  }

  /// A uniform integer of `0 ..< bound`, unbiased (Lemire 2019, doi:10.1145/3230636).
  ///
  /// One draw, and a further one with probability below `bound / 2^64`.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "integer(below: \(bound)): the bound must be positive")
    let range = UInt64(bound)
    var product = nextUInt64().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold {
        product = nextUInt64().multipliedFullWidth(by: range)
      }
    }
    return Int(product.high)
  }

  /// A uniform permutation of `0 ..< count` (Fisher and Yates, in Durstenfeld's form).
  public mutating func permutation(of count: Int) -> [Int] {
    precondition(count >= 0, "permutation(of: \(count)): the count must not be negative")
    var order = Array(0..<count)
    var last = count - 1
    while last > 0 {
      order.swapAt(last, integer(below: last + 1))
      last -= 1
    }
    return order
  }
}
