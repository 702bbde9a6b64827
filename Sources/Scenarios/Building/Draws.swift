internal import Randomness

/// The keyed draws of a scenario: each number has a stream of its own, named by what it is of.
///
/// One more institution, group or field therefore changes no other draw.
struct Draws: Sendable {
  let seed: UInt64
  let replicate: UInt32

  /// Far from the purposes of the simulation itself.
  private static let purpose: UInt32 = 1000

  func stream(_ name: String, member: Int = 0) -> Stream {
    let entity = mixed(entityKey(name) &+ UInt64(truncatingIfNeeded: member))
    return Stream(
      seed: seed, replicate: replicate, purpose: Self.purpose, tick: 0, entity: entity)
  }

  /// A number; constants need no stream.
  func value(_ law: Distribution, _ name: @autoclosure () -> String, member: Int = 0) -> Double {
    if case .constant(let value) = law { return value }
    var stream = stream(name(), member: member)
    return law.draw(&stream)
  }

  /// Parts of a total in proportion to drawn sizes.
  func parts(of total: Double, _ size: Distribution, count: Int, _ name: String) -> [Double] {
    let sizes = (0..<count).map { value(size, name, member: $0) }
    let sum = sizes.reduce(0, +)
    return sizes.map { total * ($0 / sum) }
  }
}
