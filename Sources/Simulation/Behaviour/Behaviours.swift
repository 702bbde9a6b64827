/// Phase 8, once: what institutions do on their own account, all on the same state.
///
/// Orders placed here trade in the price formation of the next tick.
func behaviour(_ world: inout World) {
  let equity = world.equities()
  world.rememberEquity(equity)
  world.targetLeverage(equity)
  world.meetCapitalRequirements(equity)
  world.quoteDepth(equity)
  world.adjustHedges()
  world.callLoansInFear()
  world.runOnCoins()
  world.runOnHeldCoins()
  world.cutCreditLines()
  world.redeemStablecoins()
  world.bridgeTokens()
  world.supportTokens()
  world.withdrawLiquidity()
  world.sellEstates()
  world.repayLoans()
  world.reviewLocations()
  world.reviewFootprints()
  world.reviewMergers()
}

extension World {
  /// Equity at the ends of ticks, for those who see it late; kept as far back as anyone looks.
  mutating func rememberEquity(_ equity: [Double]) {
    seenEquity.append(equity)
    if seenEquity.count > longestMemoryTicks + 1 { seenEquity.removeFirst() }
  }

  /// Equity that somebody sees who learns of it after a lag; the start where nothing is older.
  func equitySeen(of institution: Int, lagHours: Double) -> Double {
    let back = specification.clock.ticks(coveringHours: lagHours)
    let row = seenEquity.count - 1 - back
    return row >= 0
      ? seenEquity[row][institution]
      : referenceEquity[institution] + restatedEquity[institution]
  }
}
