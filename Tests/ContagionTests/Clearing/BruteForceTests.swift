import Contagion
import LinearAlgebra
import Networks
import Randomness
import Testing

/// Clearing by trying every set of defaulters, on networks small enough for it.
@Suite struct BruteForceTests {
  /// The greatest and the least of all consistent payments, by enumeration of who pays in full, in part or
  /// nothing: for each assignment the linear system of those who pay in part is solved, and the solution kept if
  /// every node's own equation holds.
  static func enumerated(
    _ network: ExposureNetwork, alpha: Double, beta: Double
  ) -> (greatest: [Double], least: [Double], count: Int) {
    let count = network.count
    let owed = network.totalLiabilities
    var found: [[Double]] = []
    var assignments = 1
    for _ in 0..<count { assignments *= 3 }
    for code in 0..<assignments {
      var rest = code
      let way = (0..<count).map { _ in
        defer { rest /= 3 }
        return rest % 3
      }
      let partial = (0..<count).filter { way[$0] == 1 }
      var value = way.map { $0 == 0 ? 1.0 : 0 }
      for i in 0..<count where owed[i] == 0 { value[i] = 1 }
      let inflow = network.claims.times(value)
      if partial.contains(where: { owed[$0] == 0 }) { continue }
      var system = Matrix.identity(partial.count)
      for (row, i) in partial.enumerated() {
        for (column, k) in partial.enumerated() {
          system[row, column] -= beta * network.claims[i, k] / owed[i]
        }
      }
      let right = partial.map { i in
        (alpha * network.externalAssets[i] + beta * inflow[i] - network.externalLiabilities[i])
          / owed[i]
      }
      guard let solved = solve(system, right) else { continue }
      for (place, i) in partial.enumerated() { value[i] = solved[place] }
      if consistent(network, value, alpha: alpha, beta: beta) { found.append(value) }
    }
    let first = found.first ?? []
    return (
      found.reduce(first) { zip($0, $1).map { max($0, $1) } },
      found.reduce(first) { zip($0, $1).map { min($0, $1) } }, found.count
    )
  }

  /// Whether every node pays what its own equation says, up to rounding.
  static func consistent(
    _ network: ExposureNetwork, _ value: [Double], alpha: Double, beta: Double
  ) -> Bool {
    let received = network.claims.times(value)
    let owed = network.totalLiabilities
    return (0..<network.count).allSatisfy { i in
      guard owed[i] > 0 else { return true }
      let assets = network.externalAssets[i]
      let senior = network.externalLiabilities[i]
      let pays =
        assets + received[i] - senior - owed[i] >= -1e-12
        ? 1 : max(0, (alpha * assets + beta * received[i] - senior) / owed[i])
      return abs(pays - value[i]) < 1e-11
    }
  }

  static let small: [ExposureNetwork] = (0..<120).map(drawn)

  private static func drawn(_ seed: Int) -> ExposureNetwork {
    var stream = Stream(seed: 77, replicate: UInt32(seed), purpose: 3, tick: 0, entity: 0)
    let count = 2 + stream.integer(below: 4)
    var claims = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for k in 0..<count where k != i && stream.uniform() < 0.6 { claims[i, k] = stream.uniform() }
    }
    let assets = (0..<count).map { _ in stream.uniform() < 0.2 ? 0 : 0.8 * stream.uniform() }
    let senior = (0..<count).map { _ in stream.uniform() < 0.6 ? 0 : 0.5 * stream.uniform() }
    return needed(
      try ExposureNetwork(
        claims: claims, externalAssets: assets, externalLiabilities: senior))
  }

  @Test(arguments: [(1, 1), (0.7, 0.8), (0.5, 0.3), (1, 0.4)])
  func `the greatest and least clearing are those of all sets of defaulters`(
    alpha: Double, beta: Double
  ) {
    var several = 0
    for network in Self.small {
      let (greatest, least, count) = Self.enumerated(network, alpha: alpha, beta: beta)
      #expect(count > 0)
      let range = clearingRange(
        network, valuation: .rogersVeraart(alpha: alpha, beta: beta),
        referenceEquity: network.bookEquity)
      let owed = network.totalLiabilities
      expectClose(range.greatest.payments, zip(greatest, owed).map { $0 * $1 }, 1e-10)
      expectClose(range.least.payments, zip(least, owed).map { $0 * $1 }, 1e-10)
      if range.multiplicityGap > 1e-6 { several += 1 }
    }
    // With costs of default several clearings are common; without, rings of nothing are rare.
    #expect(beta < 1 ? several >= 5 : several <= 5)
  }
}
