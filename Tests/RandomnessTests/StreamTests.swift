import Testing

@testable import Randomness

@Suite struct StreamTests {
  /// The arguments of a stream, one of which is changed at a time.
  struct Key: Hashable {
    var seed: UInt64 = 42
    var replicate: UInt32 = 1
    var purpose: UInt32 = 2
    var tick: UInt32 = 3
    var entity: UInt64 = 4

    var stream: Stream {
      Stream(seed: seed, replicate: replicate, purpose: purpose, tick: tick, entity: entity)
    }
  }

  static let keys: [Key] =
    (0..<12).flatMap { (value: UInt64) -> [Key] in
      let word = UInt32(value) + 100
      return [
        Key(seed: value), Key(replicate: word), Key(purpose: word), Key(tick: word),
        Key(entity: value + 100),
      ]
    } + [Key(seed: .max), Key(replicate: .max), Key(tick: .max), Key(entity: .max), Key()]

  @Test func `streams of distinct keys share no draw`() {
    #expect(Set(Self.keys).count == Self.keys.count)
    var seen: Set<UInt64> = []
    for key in Self.keys {
      var stream = key.stream
      for _ in 0..<200 { #expect(seen.insert(stream.nextUInt64()).inserted, "\(key)") }
    }
  }

  @Test func `swapping seed and entity, or two counters, gives other streams`() {
    var firsts: Set<UInt64> = []
    for key in [
      Key(seed: 7, entity: 9), Key(seed: 9, entity: 7), Key(replicate: 7, purpose: 9),
      Key(replicate: 9, purpose: 7), Key(purpose: 7, tick: 9), Key(purpose: 9, tick: 7),
    ] {
      var stream = key.stream
      #expect(firsts.insert(stream.nextUInt64()).inserted)
    }
  }

  @Test func `streams of neighbouring keys are uncorrelated`() {
    let count = 1000
    let samples = Self.keys.map { key in
      var stream = key.stream
      return (0..<count).map { _ in stream.uniform() - 0.5 }
    }
    // A correlation of n independent pairs has deviation 1/√n; 2080 pairs stay within 4.5 of them.
    let limit = 4.5 / Double(count).squareRoot()
    for (place, first) in samples.enumerated() {
      for second in samples[..<place] {
        let sum = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(12 * sum / Double(count)) < limit)
      }
    }
  }

  @Test func `a copy draws the same numbers, whatever is drawn in between`() {
    var one = Key().stream
    _ = one.nextUInt64()
    var two = one
    var other = Key(tick: 9).stream
    for _ in 0..<50 {
      _ = other.normal()
      #expect(one.nextUInt64() == two.nextUInt64())
    }
  }

  @Test func `two draws are one block of the generator`() {
    var stream = Key().stream
    let word = mixed(mixed(42) ^ 4)
    let key = (UInt32(truncatingIfNeeded: word), UInt32(truncatingIfNeeded: word >> 32))
    for block in 0..<3 as Range<UInt32> {
      let words = Philox4x32.block(counter: (block, 1, 2, 3), key: key)
      #expect(stream.nextUInt64() == UInt64(words.1) << 32 | UInt64(words.0))
      #expect(stream.nextUInt64() == UInt64(words.3) << 32 | UInt64(words.2))
    }
  }

  @Test func `every bit of a stream is set half of the time`() {
    var stream = Key().stream
    let count = 10_000
    var ones = [Int](repeating: 0, count: 64)
    for _ in 0..<count {
      let word = stream.nextUInt64()
      for bit in 0..<64 where word >> UInt64(bit) & 1 == 1 { ones[bit] += 1 }
    }
    // Deviation √n/2 = 50; 64 bits stay within 4.5 of them.
    #expect(ones.allSatisfy { abs($0 - count / 2) < 225 })
  }

  @Test func `integers below a bound are uniform and permutations complete`() {
    var stream = Key().stream
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.integer(below: 7)] += 1 }
    // Deviation √(n·p·q) = 93.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 450 })
    for count in [0, 1, 2, 50] {
      #expect(stream.permutation(of: count).sorted() == Array(0..<count))
    }
    #expect(stream.integer(below: 1) == 0)
  }

  @Test func `identifiers have stable keys`() {
    // FNV-1a of "a" is af63dc4c8601ec8c (Fowler, Noll and Vo's test suite), before the finisher.
    #expect(entityKey("a") == mixed(0xaf63_dc4c_8601_ec8c))
    // The first output of SplitMix64 from state zero, as in the Java sources and in xoshiro's seeding.
    #expect(mixed(0) == 0xe220_a839_7b1d_cdaf)
    let keys = Set((0..<100_000).map { entityKey("account-\($0)") })
    #expect(keys.count == 100_000)
  }
}
