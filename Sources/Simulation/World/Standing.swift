/// Why an institution is in default.
enum DefaultCause: String, Sendable { case insolvent, illiquid }

/// An amount that fell into arrears in a tick.
struct Arrear: Sendable, Equatable {
  var creditor: Int
  var tick: Int
  var amount: Double
}

/// Where an institution stands: default, illiquidity, measures of authorities.
struct Standing: Sendable {
  var defaultTick: Int?
  var cause: DefaultCause?
  /// What it left unpaid and still owes, the oldest first; payments settle a creditor's oldest arrears first.
  var arrears: [Arrear] = []
  /// Failed a payment that no grace covers.
  var isIlliquid = false
  /// Outgoing cash is frozen before this tick.
  var frozenUntil = 0
  /// Multiplier on initial margin that authorities have set.
  var marginAddOn = 1.0
  /// The zone in which it is active; differs from its home after a migration.
  var activeZone: Int
  /// Share of its calm-market depth that a market maker quotes.
  var quoteShare = 1.0
  /// Who has taken it over; nothing is left of it then.
  var mergedInto: Int?
  /// A market maker that has left for good.
  var hasExited = false
  /// The one-off cost of changed rules has been charged.
  var hasPaidTransition = false
  /// Estate value less what claims are worth, per unit of face on this defaulter.
  var deadWeightRate = 0.0
  /// Claims on it rank by zone.
  var hasRankedEstate = false
  /// Creditors run on it.
  var isRunUpon = false
  /// Its issuer has stopped redeeming for want of cash.
  var hasHaltedRedemption = false

  var isInDefault: Bool { defaultTick != nil }
}
