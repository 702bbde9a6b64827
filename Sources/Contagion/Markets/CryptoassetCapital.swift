/// Risk-weighted assets of a group 2b crypto-asset: `w·max(long, short)`, with `w = 12.5`.
///
/// BCBS SCO60 (d545, revised July 2024): a risk weight of 1250 % on the larger of the long and the short side,
/// so that the requirement of 8 % is all of it. Long and short are not netted.
///
/// - Parameters:
///   - long: the sum of long positions, not negative.
///   - short: the absolute value of the sum of short positions, not negative.
///   - riskWeight: `w`, not negative: 12.5 unless a rulebook has another.
public func groupTwoRiskWeightedAssets(
  long: Double, short: Double, riskWeight: Double = 12.5
) -> Double {
  precondition(
    long >= 0 && short >= 0 && riskWeight >= 0, "long \(long), short \(short), \(riskWeight)")
  return riskWeight * max(long, short)
}

/// The two limits on a bank's exposure to group 2 crypto-assets (SCO60, d545).
public enum GroupTwoLimit: String, Sendable {
  /// At most 1 % of tier 1 capital: nothing happens.
  case within
  /// Above 1 %: what is above it is treated as group 2b.
  case excessAsGroupTwoB
  /// Above 2 %: all group 2 exposures are treated as group 2b.
  case allAsGroupTwoB

  /// Where an exposure stands against the limits.
  ///
  /// - Parameters:
  ///   - exposure: to all group 2 crypto-assets, not negative.
  ///   - tierOneCapital: positive.
  public init(exposure: Double, tierOneCapital: Double) {
    precondition(
      exposure >= 0 && tierOneCapital > 0, "exposure \(exposure), capital \(tierOneCapital)")
    if exposure > 0.02 * tierOneCapital {
      self = .allAsGroupTwoB
    } else {
      self = exposure > 0.01 * tierOneCapital ? .excessAsGroupTwoB : .within
    }
  }

  /// The part of an exposure that the limits move to group 2b.
  public static func amountAsGroupTwoB(exposure: Double, tierOneCapital: Double) -> Double {
    switch GroupTwoLimit(exposure: exposure, tierOneCapital: tierOneCapital) {
    case .within: 0
    case .excessAsGroupTwoB: exposure - 0.01 * tierOneCapital
    case .allAsGroupTwoB: exposure
    }
  }
}
