/// The probability that one value is less than another, ties counted by half (McGraw and Wong 1992;
/// Vargha and Delaney 2000).
package enum Superiority {
  /// Over pairs that met the same luck; none without pairs.
  package static func paired(_ first: [Double], below second: [Double]) -> Double? {
    precondition(first.count == second.count, "\(first.count) values beside \(second.count)")
    guard !first.isEmpty else { return nil }
    var share = 0.0
    for (x, y) in zip(first, second) {
      let difference = contrast(x - y, of: [x, y])
      share += difference < 0 ? 1 : difference == 0 ? 0.5 : 0
    }
    return share / Double(first.count)
  }

  /// Over all pairs of two independent samples (the statistic of Mann and Whitney); none where one is
  /// empty.
  ///
  /// O((m + n) log(m + n)).
  package static func independent(_ first: [Double], below second: [Double]) -> Double? {
    guard !first.isEmpty, !second.isEmpty else { return nil }
    let sorted = first.sorted()
    var below = 0
    var notAbove = 0
    var twice = 0
    for value in second.sorted() {
      while below < sorted.count, sorted[below] < value { below += 1 }
      while notAbove < sorted.count, sorted[notAbove] <= value { notAbove += 1 }
      twice += below + notAbove
    }
    return Double(twice) / (2 * Double(first.count) * Double(second.count))
  }
}
