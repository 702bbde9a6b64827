internal import Randomness

/// The keyed draws of a scenario: each number has a stream of its own, named by what it is of.
///
/// One more institution, group or field therefore changes no other draw.
struct Draws: Sendable, Equatable {
  let seed: UInt64
  let replicate: UInt32

  /// Far from the purposes of the simulation itself.
  private static let purpose: UInt32 = 1000

  func stream(_ name: String, member: Int = 0) -> Stream {
    stream(key: entityKey(name), member: member)
  }

  private func stream(key: UInt64, member: Int) -> Stream {
    let entity = mixed(key &+ UInt64(truncatingIfNeeded: member))
    return Stream(
      seed: seed, replicate: replicate, purpose: Self.purpose, tick: 0, entity: entity)
  }

  /// A number; constants need no stream.
  func value(_ law: Distribution, _ name: @autoclosure () -> String, member: Int = 0) -> Double {
    if case .constant(let value) = law { return value }
    var stream = stream(name(), member: member)
    return law.draw(&stream)
  }

  /// A number for each of so many members, each from a stream of its own.
  func values(_ law: Distribution, _ name: String, count: Int) -> [Double] {
    if case .constant(let value) = law { return [Double](repeating: value, count: count) }
    let key = entityKey(name)
    return [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      for member in 0..<count {
        var stream = stream(key: key, member: member)
        buffer.initializeElement(at: member, to: law.draw(&stream))
      }
      initialized = count
    }
  }

  /// Parts of a total in proportion to drawn sizes.
  func parts(of total: Double, _ size: Distribution, count: Int, _ name: String) -> [Double] {
    var sizes = values(size, name, count: count)
    let sum = sizes.reduce(0, +)
    for member in sizes.indices { sizes[member] = total * (sizes[member] / sum) }
    return sizes
  }
}
