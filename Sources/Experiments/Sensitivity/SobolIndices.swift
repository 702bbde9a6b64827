package import Randomness

/// Variance-based sensitivity of one factor (Sobol 1993).
///
/// The first-order index by the estimator of Saltelli and others (2010), `S = E[f(B)(f(A_B) − f(A))] / V`, the total index by that of Jansen (1999),
/// `S_T = E[(f(A) − f(A_B))²] / 2V`; `V` is the variance over `A` and `B` together, and outputs are centred.
package struct SobolIndices: Sendable, Equatable {
  /// Share of the variance that fixing the factor alone removes.
  package var first: Double
  package var firstInterval: Interval
  /// Share of the variance that is left when all other factors are fixed.
  package var total: Double
  package var totalInterval: Interval
  /// Rows of the scheme that have all their values.
  package var rows: Int

  /// Of all factors from the values at the points of the design, in its order; intervals are percentiles of a
  /// bootstrap over rows.
  ///
  /// Rows with a missing value are left out. Nil where fewer than two rows are left or nothing varies.
  package static func of(
    _ design: SaltelliDesign, values: [Double?], stream: Stream
  ) -> [SobolIndices]? {
    precondition(values.count == design.count, "\(values.count) values of \(design.count)")
    let width = design.factors + 2
    var rows: [[Double]] = []
    for row in 0..<design.base {
      let present = values[row * width..<(row + 1) * width].compactMap { $0 }
      if present.count == width { rows.append(present) }
    }
    guard rows.count >= 2 else { return nil }
    let places = Array(rows.indices)
    guard variance(rows, places, width) > 0 else { return nil }
    let resamples = Resamples(of: rows.count, stream: stream)
    return (1...design.factors).map { factor in
      SobolIndices(
        first: first(rows, places, factor, width),
        firstInterval: resamples.interval { first(rows, $0, factor, width) },
        total: total(rows, places, factor, width),
        totalInterval: resamples.interval { total(rows, $0, factor, width) }, rows: rows.count)
    }
  }

  private static func centre(_ rows: [[Double]], _ places: [Int], _ width: Int) -> Double {
    var sum = 0.0
    for place in places { sum += rows[place][0] + rows[place][width - 1] }
    return sum / Double(2 * places.count)
  }

  private static func variance(_ rows: [[Double]], _ places: [Int], _ width: Int) -> Double {
    let centre = centre(rows, places, width)
    var squares = 0.0
    for place in places {
      let a = rows[place][0] - centre
      let b = rows[place][width - 1] - centre
      squares += a * a + b * b
    }
    return squares / Double(2 * places.count)
  }

  private static func first(
    _ rows: [[Double]], _ places: [Int], _ factor: Int, _ width: Int
  ) -> Double {
    let variance = variance(rows, places, width)
    guard variance > 0 else { return 0 }
    let centre = centre(rows, places, width)
    var sum = 0.0
    for place in places {
      let row = rows[place]
      sum += (row[width - 1] - centre) * (row[factor] - row[0])
    }
    return sum / Double(places.count) / variance
  }

  private static func total(
    _ rows: [[Double]], _ places: [Int], _ factor: Int, _ width: Int
  ) -> Double {
    let variance = variance(rows, places, width)
    guard variance > 0 else { return 0 }
    var sum = 0.0
    for place in places {
      let change = rows[place][factor] - rows[place][0]
      sum += change * change
    }
    return sum / Double(2 * places.count) / variance
  }
}
