/// The events of a replicate, in the order in which they happened; each may name the one that led to it.
struct EventLog: Sendable {
  enum Kind: String, Sendable, CaseIterable {
    case shock, hazard, marginCall = "margin_call", hole, closeOut = "close_out", auction
    case liquidation, badDebt = "bad_debt", fundUsed = "fund_used", mutualised
    case expiry
    case gainsHaircut = "gains_haircut", autoDeleveraging = "auto_deleveraging"
    case unallocated, illiquidity, `default`, run, redemptionHalt = "redemption_halt"
    case creditDrawn = "credit_drawn", loanRepaid = "loan_repaid"
    case marketMakerExit = "market_maker_exit", liquidityWithdrawn = "liquidity_withdrawn",
      migration, detection
    case marketEntry = "market_entry", marketExit = "market_exit", merger
    case supervisoryAction = "supervisory_action", falseAlarm = "false_alarm"
    case ruleChange = "rule_change"
    case misreportFound = "misreport_found", liquiditySupport = "liquidity_support"
    case passLimit = "pass_limit"
  }

  struct Entry: Sendable {
    var tick: Int
    var pass: Int
    var kind: Kind
    var who: Int
    var toWhom: Int?
    var amount: Double
    var cause: Int?
  }

  private(set) var entries: [Entry] = []
  /// The latest event about each institution, as the cause of what follows from it.
  private var latest: [Int: Int] = [:]

  /// Appends an event; without a stated cause, it is the latest event about `causedBy`.
  @discardableResult
  mutating func append(
    _ kind: Kind, tick: Int, pass: Int, who: Int, toWhom: Int? = nil, amount: Double,
    causedBy: Int? = nil
  ) -> Int {
    let cause = causedBy.flatMap { latest[$0] }
    entries.append(
      Entry(
        tick: tick, pass: pass, kind: kind, who: who, toWhom: toWhom, amount: amount, cause: cause))
    latest[who] = entries.count - 1
    return entries.count - 1
  }

  func count(_ kind: Kind) -> Int { entries.count { $0.kind == kind } }
}
