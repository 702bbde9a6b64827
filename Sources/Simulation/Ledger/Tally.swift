/// Running totals that metrics are made of; the ledger never reads them.
struct Tally: Sendable {
  /// Notional closed by force, by tick of the measured run, and in all.
  var liquidatedThisTick = 0.0
  var liquidated = 0.0
  var liquidatedLong = 0.0
  var liquidatedAccounts = 0
  var peakTickLiquidation = 0.0
  var deleveraged = 0.0
  var deleveragingHaircut = 0.0
  var deleveragingDeficit = 0.0
  var badDebt = 0.0
  var fundsUsed = 0.0
  var fundsExhausted = 0
  var mutualised = 0.0
  var replacementCost = 0.0
  var auctioned = 0.0
  var auctionConcession = 0.0
  var unallocated = 0.0
  var redeemed = 0.0
  /// Money wrapped and unwrapped at bridges.
  var bridged = 0.0
  /// Money that treasuries ordered in support of tokens, and paid into protocols.
  var supported = 0.0
  var backstopped = 0.0
  /// Capital that outside paid in.
  var injected = 0.0
  /// Value of transfers between zones that failed or were undone.
  var transfersFailed = 0.0
  var transfersUndone = 0.0
  var withdrawn = 0.0
  /// Money lent on committed lines.
  var creditDrawn = 0.0
  /// Paid back of it, and to lenders of last resort; interest that was added to both.
  var creditRepaid = 0.0
  var supportRepaid = 0.0
  var loanInterest = 0.0
  var migratedActivity = 0.0
  var complianceCost = 0.0
  var fines = 0.0
  var passes = 0
  var deepestPass = 0
  var passLimitHits = 0
  var wallBlocked = 0.0
  /// Money that crossed zones by arbitrage.
  var arbitraged = 0.0
}
