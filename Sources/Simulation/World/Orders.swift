/// Whose position or tokens an order trades.
enum Trader: Sendable, Equatable {
  case institution(Int)
  case outside
  case account(Int)
}

/// A trade that the next price formation executes in full, at the price after its own impact.
struct Order: Sendable {
  var trader: Trader
  /// The venue of a position; nil trades the token itself.
  var venue: Int?
  var zone: Int
  var asset: Int
  /// Positive buys, negative sells.
  var units: Double
  /// Whether the proceeds repay the trader's external debt (leverage targeting).
  var repaysDebt = false
}

/// Cash that is owed now, to be paid in one zone.
struct Due: Sendable {
  enum Kind: Sendable {
    case variationMargin, bilateralMargin, closeOut, arrears, withdrawal, assessment, haircut,
      auction
  }

  var debtor: Int
  var creditor: Int
  var zone: Int
  var amount: Double
  var kind: Kind
  /// The clearer whose settlement this is, where it is margin.
  var clearer: Int?
}

/// Variation margin that a member did not pay to a clearer; the waterfall takes it from here.
struct Hole: Sendable {
  var member: Int
  var clearer: Int
  var amount: Double
}
