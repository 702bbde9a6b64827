/// How far two orders of the same things agree, from −1 for the reverse to 1 for the same.
package enum RankCorrelation {
  /// Spearman's ρ: Pearson's correlation of ranks, ties given their mean rank (Spearman 1904).
  ///
  /// None for fewer than two pairs, or where one side is all ties.
  ///
  /// O(n log n).
  package static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
    precondition(first.count == second.count, "\(first.count) values beside \(second.count)")
    return correlation(meanRanks(first), meanRanks(second))
  }

  /// Kendall's τ-b: pairs in the same order less pairs in the reverse, over the geometric mean of how many
  /// are untied in the first and how many in the second (Kendall 1945, Biometrika 33).
  ///
  /// None for fewer than two pairs, or where one side is all ties. O(n²).
  package static func kendall(_ first: [Double], _ second: [Double]) -> Double? {
    precondition(first.count == second.count, "\(first.count) values beside \(second.count)")
    var (agreement, untiedFirst, untiedSecond) = (0, 0, 0)
    for i in first.indices {
      for k in 0..<i {
        let x = first[i] == first[k] ? 0 : first[i] > first[k] ? 1 : -1
        let y = second[i] == second[k] ? 0 : second[i] > second[k] ? 1 : -1
        agreement += x * y
        untiedFirst += abs(x)
        untiedSecond += abs(y)
      }
    }
    guard untiedFirst > 0, untiedSecond > 0 else { return nil }
    return Double(agreement) / (Double(untiedFirst) * Double(untiedSecond)).squareRoot()
  }
}
