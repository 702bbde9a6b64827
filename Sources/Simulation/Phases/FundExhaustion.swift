/// When a venue's own fund counts as used to the end (phase 6).
///
/// It does when a draw brings it to a thousandth of the most that it has held, or below; and once more only after
/// it has been refilled above that. A tolerance relative to the fund, so that a last remainder, or a fee that comes
/// in between two draws, decides nothing.
extension World {
  /// Share of the fullest fund that counts as nothing.
  private static let emptyShare = 1e-3

  /// Counts a fund that a draw has used up.
  mutating func noteFundUse(of venue: Int, before held: Double) {
    funds.fullest[venue] = max(funds.fullest[venue], held)
    let nothing = Self.emptyShare * funds.fullest[venue]
    if held > nothing, funds.own[venue] <= nothing { tally.fundsExhausted += 1 }
  }
}
