/// The line that the given share of a sample lies below, by linear quantile regression.
public struct QuantileLine: Sendable, Equatable {
  /// `a`.
  public let intercept: Double
  /// `b`.
  public let slope: Double
  /// The check loss `Σ (q − 1{u < 0})·u` of the residuals `u = y − a − b·x`.
  public let checkLoss: Double
  /// How the line was found; an iteration is a pivot.
  public let report: SolutionReport
}

/// Fits `y ≈ a + b·x` at the quantile `level`: the least check loss (Koenker and Bassett 1978).
///
/// Some line through two sample points is optimal. From a point on the best line so far, the best
/// slope is a weighted quantile of the slopes to all others; pivoting from point to point ends,
/// exactly, when no point on the line gives a better one (Bloomfield and Steiger 1983). `O(n log
/// n)` a pivot, a few of them as a rule. A regressor that never moves gives slope zero.
///
/// - Parameters:
///   - regressor: `x`, finite, at least one.
///   - response: `y`, finite, as many.
///   - level: `q` in (0, 1).
///   - maximumPivots: after which the best line so far is returned.
public func quantileRegression(
  regressor: [Double], response: [Double], level: Double, maximumPivots: Int = 10_000
) -> QuantileLine {
  precondition(
    !response.isEmpty && regressor.count == response.count,
    "\(regressor.count) regressors, \(response.count) responses")
  precondition(level > 0 && level < 1, "level \(level) outside (0, 1)")
  precondition(
    regressor.allSatisfy { $0.isFinite } && response.allSatisfy { $0.isFinite }, "not finite")
  var search = LineSearch(x: regressor, y: response, level: level)
  let found = search.run(maximumPivots: maximumPivots)
  return QuantileLine(
    intercept: response[search.pivot] - search.slope * regressor[search.pivot],
    slope: search.slope, checkLoss: search.loss,
    report: SolutionReport(
      status: found ? .exact : .iterationLimit, iterations: search.pivots))
}

/// The best line so far, by a sample point on it and its slope.
private struct LineSearch {
  let x: [Double]
  let y: [Double]
  let level: Double
  var pivot: Int
  var slope = 0.0
  var loss = 0.0
  var pivots = 0

  /// Starts with the level line through the quantile of the responses.
  init(x: [Double], y: [Double], level: Double) {
    self.x = x
    self.y = y
    self.level = level
    let order = y.indices.sorted { (y[$0], $0) < (y[$1], $1) }
    pivot = order[quantileIndex(count: y.count, level: level)]
    loss = checkLoss(through: pivot, slope: 0)
  }

  /// Pivots until no point on the line gives a better line; false at the limit.
  mutating func run(maximumPivots: Int) -> Bool {
    var improved = true
    while improved {
      improved = false
      for point in pointsOnLine() {
        guard pivots < maximumPivots else { return false }
        pivots += 1
        guard let (slope, other) = bestSlope(through: point) else { continue }
        let loss = checkLoss(through: point, slope: slope)
        guard loss < self.loss * (1 - 1e-13) else { continue }
        (self.slope, self.loss) = (slope, loss)
        pivot = other
        improved = true
        break
      }
    }
    return true
  }

  /// The points with no residual but for rounding, one for each abscissa.
  private func pointsOnLine() -> [Int] {
    var largest = 0.0
    for i in x.indices { largest = max(largest, abs(y[i]) + abs(slope * x[i])) }
    let on = x.indices.filter {
      abs(y[$0] - y[pivot] - slope * (x[$0] - x[pivot])) <= 1e-12 * largest
    }
    let sorted = on.sorted { (x[$0], $0) < (x[$1], $1) }
    return sorted.indices.filter { $0 == 0 || x[sorted[$0]] != x[sorted[$0 - 1]] }.map {
      sorted[$0]
    }
  }

  private func checkLoss(through point: Int, slope: Double) -> Double {
    var sum = 0.0
    for i in x.indices {
      let residual = y[i] - y[point] - slope * (x[i] - x[point])
      sum += residual >= 0 ? level * residual : (level - 1) * residual
    }
    return sum
  }

  /// The slope of least loss through a point, and another point on that line; nil if none is apart.
  private func bestSlope(through point: Int) -> (slope: Double, other: Int)? {
    var kinks: [(slope: Double, weight: Double, index: Int)] = []
    var derivative = 0.0
    for i in x.indices {
      let step = x[i] - x[point]
      guard step != 0 else { continue }
      kinks.append(((y[i] - y[point]) / step, abs(step), i))
      derivative -= step > 0 ? level * step : (level - 1) * step
    }
    kinks.sort { ($0.slope, $0.index) < ($1.slope, $1.index) }
    for kink in kinks {
      derivative += kink.weight
      if derivative >= 0 { return (kink.slope, kink.index) }
    }
    return kinks.last.map { ($0.slope, $0.index) }
  }
}
