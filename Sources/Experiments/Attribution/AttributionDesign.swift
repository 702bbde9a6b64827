import Contagion
import Randomness
package import Regimes

/// Which sets of levers are moved in which replicate, and how the worth of those sets is shared among levers.
///
/// The game of a replicate: players are the levers in which two regimes differ, the worth of a coalition is a
/// metric of the run in which just those levers are moved, under the luck that all its runs share. Exact values ask
/// for all `2ⁿ` coalitions; sampled ones for those along orders of the levers (Castro, Gómez and Tejada 2009), each
/// order followed by its reverse (antithetic), drawn anew in every replicate, so that the scatter over replicates
/// is that of luck and of orders together. Either way the values of a replicate add up to the whole difference.
package struct AttributionDesign: Sendable, Equatable {
  package enum Method: Sendable, Equatable {
    case exact
    /// Orders in each replicate, an even number.
    case sampled(orders: Int)
  }

  /// The levers in which the regimes differ; every other one has the value zero.
  package let levers: [Lever]
  package let method: Method
  /// By replicate, in ascending order; bit `i` says whether lever `i` is moved.
  package let coalitions: [[Int]]
  /// Number of the first piece of each replicate, and of all pieces at the end.
  private let starts: [Int]
  private let orders: [[[Int]]]

  /// The purpose under which orders are drawn; no simulation uses it.
  private static let purpose: UInt32 = 0x5368_6170

  package init(levers: [Lever], method: Method, replicates: Int, seed: UInt64) {
    precondition(levers.count <= 24, "\(levers.count) levers")
    let all = 1 << levers.count - 1
    self.levers = levers
    self.method = method
    switch method {
    case .exact:
      orders = []
      coalitions = [[Int]](repeating: Array(0...all), count: replicates)
    case .sampled(let count):
      precondition(count > 0 && count.isMultiple(of: 2), "\(count) orders: not in pairs")
      let drawn = (0..<replicates).map { replicate in
        Self.orders(count, of: levers.count, replicate: replicate, seed: seed)
      }
      orders = drawn
      coalitions = drawn.map { orders in
        let passed = orders.flatMap { order in
          order.indices.map { Self.coalition(order[...$0]) }
        }
        return Set(passed).union([0, all]).sorted()
      }
    }
    starts = coalitions.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
  }

  private static func orders(_ count: Int, of levers: Int, replicate: Int, seed: UInt64) -> [[Int]]
  {
    var stream = Stream(
      seed: seed, replicate: UInt32(truncatingIfNeeded: replicate), purpose: purpose, tick: 0,
      entity: 0)
    return (0..<count / 2).flatMap { _ in
      let order = stream.permutation(of: levers)
      return [order, order.reversed()]
    }
  }

  private static func coalition(_ levers: some Sequence<Int>) -> Int {
    levers.reduce(0) { $0 | 1 << $1 }
  }

  /// How many coalitions are run in all replicates together.
  package var pieces: Int { starts[starts.count - 1] }

  /// The replicate and coalition of a piece of work.
  func place(of piece: Int) -> (replicate: Int, coalition: Int) {
    var replicate = 0
    var above = coalitions.count
    while above - replicate > 1 {
      let middle = (replicate + above) / 2
      if starts[middle] <= piece { replicate = middle } else { above = middle }
    }
    return (replicate, coalitions[replicate][piece - starts[replicate]])
  }

  /// The levers that are moved in a coalition.
  package func moved(in coalition: Int) -> [Lever] {
    levers.indices.filter { coalition & (1 << $0) != 0 }.map { levers[$0] }
  }

  /// The value of each lever in a replicate, from the worth of its coalitions in their order.
  ///
  /// What is no more than the rounding of the worths is zero.
  func values(replicate: Int, worth: [Double]) -> [Double] {
    let values: [Double]
    switch method {
    case .exact: values = shapleyValues(coalitionValues: worth)
    case .sampled: values = meanMarginals(replicate: replicate, worth: worth)
    }
    return values.map { contrast($0, of: worth) }
  }

  /// What each lever adds to those before it, on average over the orders of a replicate.
  private func meanMarginals(replicate: Int, worth: [Double]) -> [Double] {
    let known = Dictionary(uniqueKeysWithValues: zip(coalitions[replicate], worth))
    var sums = [Double](repeating: 0, count: levers.count)
    for order in orders[replicate] {
      var coalition = 0
      var before = known[0] ?? .nan
      for lever in order {
        coalition |= 1 << lever
        let after = known[coalition] ?? .nan
        sums[lever] += after - before
        before = after
      }
    }
    return sums.map { $0 / Double(orders[replicate].count) }
  }
}
