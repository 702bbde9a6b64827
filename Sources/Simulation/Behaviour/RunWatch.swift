/// Since when creditors that take time to react have seen distress in their debtors.
struct RunWatch: Sendable {
  /// By creditor and debtor; empty for creditors that react at once.
  private var since: [[Int]]

  init(_ institutions: [InstitutionSpecification]) {
    since = institutions.map {
      let isSlow = ($0.behaviour.run?.reactionHours ?? 0) > 0
      return isSlow ? [Int](repeating: .max, count: institutions.count) : []
    }
  }

  /// Ticks for which a creditor has seen distress, this one included: 0 where it sees it for the first time.
  ///
  /// Distress that is no longer seen is forgotten.
  mutating func ticksSeen(by creditor: Int, in debtor: Int, isSeen: Bool, tick: Int) -> Int {
    guard !since[creditor].isEmpty else { return 0 }
    guard isSeen else {
      since[creditor][debtor] = .max
      return 0
    }
    since[creditor][debtor] = min(since[creditor][debtor], tick)
    return tick - since[creditor][debtor]
  }
}
