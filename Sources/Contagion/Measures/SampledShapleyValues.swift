public import Randomness

/// Shapley values estimated from random orders of the players, with their uncertainty.
public struct SampledShapleyValues: Sendable, Equatable {
  /// The estimates; they add up to `v(all) − v(none)` exactly but for rounding.
  public let values: [Double]
  /// The standard error of each estimate.
  public let standardErrors: [Double]
  /// The probability with which each interval covers the value, for many orders.
  public let level: Double
  /// How many orders were drawn.
  public let orders: Int

  /// The half-width of the interval about each value, `Φ⁻¹((1 + level)/2)` standard errors.
  public var halfWidths: [Double] {
    let quantile = normalQuantile((1 + level) / 2)
    return standardErrors.map { quantile * $0 }
  }
}

/// Shapley values from random orders, for more players than can be enumerated.
///
/// In each order every player is paid what it adds to those before it (Castro, Gómez and Tejada
/// 2009, doi:10.1016/j.cor.2008.04.004). The interval is that of the central limit theorem. Calls
/// `value` once per player and order, and once for nobody.
///
/// - Parameters:
///   - players: how many there are.
///   - orders: how many orders are drawn, at least two.
///   - level: of the interval, in (0, 1).
///   - stream: the source of the orders.
///   - value: the worth of a coalition, given by a flag for each player.
public func sampledShapleyValues(
  players: Int, orders: Int, level: Double = 0.95, stream: inout Stream,
  value: ([Bool]) throws -> Double
) rethrows -> SampledShapleyValues {
  precondition(players >= 0 && orders >= 2, "\(players) players, \(orders) orders")
  precondition(level > 0 && level < 1, "level \(level) outside (0, 1)")
  let nobody = [Bool](repeating: false, count: players)
  let worthOfNobody = try value(nobody)
  var means = [Double](repeating: 0, count: players)
  var squares = means
  for order in 1...orders {
    var present = nobody
    var before = worthOfNobody
    for player in stream.permutation(of: players) {
      present[player] = true
      let after = try value(present)
      // Welford's running mean and sum of squares.
      let deviation = after - before - means[player]
      means[player] += deviation / Double(order)
      squares[player] += deviation * (after - before - means[player])
      before = after
    }
  }
  let scale = Double(orders) * Double(orders - 1)
  return SampledShapleyValues(
    values: means, standardErrors: squares.map { ($0 / scale).squareRoot() }, level: level,
    orders: orders)
}
