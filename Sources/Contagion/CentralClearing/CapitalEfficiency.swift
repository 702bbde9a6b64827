public import LinearAlgebra

/// The margin that members post with an account at every venue, and with one account for all.
public struct SiloedMargin: Sendable, Equatable {
  /// Each member's margin over its accounts at the venues.
  public let siloed: [Double]
  /// Each member's margin if all its positions were in one account.
  public let unified: [Double]

  /// Unified over siloed margin of all members: what capital efficiency walls leave; nil where none
  /// is due.
  public var ratio: Double? {
    let all = siloed.reduce(0, +)
    return all > 0 ? unified.reduce(0, +) / all : nil
  }
}

/// Compares accounts at several venues with one account for all of them.
///
/// With `n` positions of equal volatility and correlation `ρ`, one at each venue, the ratio is `√(n
/// + n(n − 1)ρ)/n` under the volatility rule.
///
/// - Parameters:
///   - model: the margin of one account.
///   - positions: one matrix per venue: one row per member, one column per asset, signed notional
///     in money.
///   - covariance: of returns over the margin period, assets × assets.
public func siloedMargin(
  model: InitialMarginModel, positions: [Matrix], covariance: Matrix
) -> SiloedMargin {
  guard let first = positions.first else { return SiloedMargin(siloed: [], unified: []) }
  var siloed = [Double](repeating: 0, count: first.rows)
  var all = Matrix(rows: first.rows, columns: first.columns)
  for venue in positions {
    precondition(
      venue.rows == first.rows && venue.columns == first.columns,
      "venues of (\(first.rows) × \(first.columns)) and (\(venue.rows) × \(venue.columns))")
    let required = model.requirements(exposures: venue, covariance: covariance)
    for member in 0..<first.rows {
      siloed[member] += required[member]
      for asset in 0..<first.columns { all[member, asset] += venue[member, asset] }
    }
  }
  return SiloedMargin(
    siloed: siloed, unified: model.requirements(exposures: all, covariance: covariance))
}
