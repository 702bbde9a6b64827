@testable import Simulation

extension AccountBook {
  /// Margin of every account.
  var margin: [Double] {
    segments.flatMap { segment in segment.range.map { margin(of: $0, in: segment) } }
  }

  /// Token collateral of every account.
  var collateralUnits: [Double] {
    segments.flatMap { segment in segment.range.map { collateralUnits(of: $0, in: segment) } }
  }
}
