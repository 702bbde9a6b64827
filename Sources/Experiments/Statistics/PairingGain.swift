/// What pairing replicates by common random numbers saved over independent ones.
package struct PairingGain: Sendable, Equatable {
  /// Variance of a difference of independent replicates over that of a pair; above 1 pairing helped,
  /// infinite where the pairs do not vary.
  package var varianceRatio: Double
  /// How many more replicates of each regime independent luck would have needed for an interval as narrow;
  /// none where the ratio is infinite, negative where pairing made it wider.
  package var replicatesSaved: Double?

  /// None for fewer than two pairs, or where nothing varies.
  package init?(_ first: [Double], _ second: [Double]) {
    precondition(first.count == second.count, "\(first.count) values beside \(second.count)")
    let differences = zip(first, second).map { contrast($0 - $1, of: [$0, $1]) }
    guard let s1 = sampleStandardDeviation(first), let s2 = sampleStandardDeviation(second),
      let paired = sampleStandardDeviation(differences), s1 > 0 || s2 > 0
    else { return nil }
    varianceRatio = paired > 0 ? (s1 * s1 + s2 * s2) / (paired * paired) : .infinity
    replicatesSaved =
      varianceRatio.isFinite ? (varianceRatio - 1) * Double(first.count) : nil
  }
}
