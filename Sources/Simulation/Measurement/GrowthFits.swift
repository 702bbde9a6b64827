internal import Glibc

/// Which law of growth fits a cost best: linear, quadratic or exponential, by Akaike's criterion.
///
/// Each law is fitted by least squares to the same costs, `c0 + c1·n`, `c0 + c1·n + c2·n²` and `c0·exp(c1·n)`, and
/// judged by `AIC = N·ln(RSS/N) + 2·k` with `k` the coefficients and the variance (Akaike 1974,
/// doi:10.1109/TAC.1974.1100705). A residual below a millionth of the costs counts as a millionth, so that of two laws that are exact the simpler
/// one is preferred.
struct GrowthFits: Sendable, Equatable {
  let linear: Double
  let quadratic: Double
  let exponential: Double

  /// 1 for linear, 2 for quadratic, 3 for exponential; the first of equals.
  var best: Int {
    if linear <= quadratic && linear <= exponential { return 1 }
    return quadratic <= exponential ? 2 : 3
  }

  /// Nil where there are fewer than four points or three numbers of markets.
  init?(_ points: [(markets: Double, cost: Double)]) {
    guard points.count >= 4, Set(points.map(\.markets)).count >= 3 else { return nil }
    let count = Double(points.count)
    let scale = points.reduce(0) { $0 + $1.cost * $1.cost } / count
    guard scale > 0 else { return nil }
    func criterion(_ residual: Double, _ coefficients: Double) -> Double {
      count * log(max(residual / count, scale * 1e-12)) + 2 * (coefficients + 1)
    }
    linear = criterion(Self.polynomialResidual(points, degree: 1), 2)
    quadratic = criterion(Self.polynomialResidual(points, degree: 2), 3)
    exponential = criterion(Self.exponentialResidual(points), 2)
  }

  /// Residual sum of squares of a polynomial, by orthogonal polynomials on the points.
  private static func polynomialResidual(
    _ points: [(markets: Double, cost: Double)], degree: Int
  ) -> Double {
    var basis: [[Double]] = []
    var left = points.map(\.cost)
    for power in 0...degree {
      var column = points.map { pow($0.markets, Double(power)) }
      for _ in 0..<2 {
        for each in basis { column = without(column, each) }
      }
      left = without(left, column)
      basis.append(column)
    }
    return left.reduce(0) { $0 + $1 * $1 }
  }

  /// The part of a vector that is orthogonal to another.
  private static func without(_ vector: [Double], _ other: [Double]) -> [Double] {
    let norm = other.reduce(0) { $0 + $1 * $1 }
    guard norm > 0 else { return vector }
    let share = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 } / norm
    return zip(vector, other).map { $0 - share * $1 }
  }

  /// Least residual over rates from −3 to 3 per market: the best of a grid, refined by golden section.
  private static func exponentialResidual(_ points: [(markets: Double, cost: Double)]) -> Double {
    let most = points.reduce(0) { max($0, $1.markets) }
    func residual(_ rate: Double) -> Double {
      let curve = points.map { exp(rate * ($0.markets - (rate > 0 ? most : 0))) }
      return without(points.map(\.cost), curve).reduce(0) { $0 + $1 * $1 }
    }
    let step = 0.02
    var best = 0.0
    var least = residual(0)
    for index in -150...150 {
      let found = residual(step * Double(index))
      if found < least { (least, best) = (found, step * Double(index)) }
    }
    var (low, high) = (best - step, best + step)
    let ratio = (5.0.squareRoot() - 1) / 2
    for _ in 0..<60 {
      let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
      if residual(left) <= residual(right) { high = right } else { low = left }
    }
    return min(least, residual((low + high) / 2))
  }
}
