internal import Formats
internal import Regimes

/// A group of margin accounts, drawn one by one.
struct AccountGroupEntry: DescribedObject, Equatable {
  var id = ""
  var venue = ""
  var asset = ""
  var count = 1
  var side = Side.long
  var notional = 0.0
  var size = Distribution.constant(1)
  var leverage = Distribution.constant(1)
  var collateral: CollateralEntry?
  var jurisdiction: String?
  var client = ClientClass.retail

  static let object = ObjectDescription(
    "AccountGroup",
    "Small margin accounts at a venue: one perpetual position each, isolated margin.",
    initial: AccountGroupEntry()
  ) {
    Field("id", \.id, .identifier(.accountGroup), "The name of the group; it keys its draws.")
    Field("venue", \.venue, .reference(.venue), "Where they trade.")
    Field("asset", \.asset, .reference(.asset), "What they trade.")
    Field("count", \.count, .integer(.between(1, 10_000_000)), "How many there are.")
    Field("side", \.side, .choice, "Which way they look.")
    Field("notional", \.notional, .money(.positive), "Of all together, at the asset's price.")
    Field(
      optional: "size", \.size, .amount(.positive, unit: "relative"),
      "Relative sizes, scaled to the notional.")
    Field(
      "leverage", \.leverage, .amount(.positive, unit: "×"),
      "Notional over the value of what is posted.")
    Field(
      optional: "collateral", \.collateral, .orNull(.object),
      "What of the margin is posted in a token; null is none.")
    Field(
      optional: "jurisdiction", \.jurisdiction, .orNull(.reference(.jurisdiction)),
      "Home of the clients; null is the venue's.")
    Field(optional: "client", \.client, .choice, "Which gates let them pass.")
  }
}

struct CollateralEntry: DescribedObject, Equatable {
  var asset = ""
  var share = 1.0

  static let object = ObjectDescription(
    "Collateral", "Margin that is posted in a token.", initial: CollateralEntry()
  ) {
    Field("asset", \.asset, .reference(.asset), "Which token.")
    Field(optional: "share", \.share, .fraction, "Share of the margin's value; the rest is cash.")
  }
}

/// One margin account: a row of an account file.
struct AccountEntry: DescribedObject, Equatable {
  var venue = ""
  var asset = ""
  var quantity = 0.0
  var entryPrice: Double?
  var margin = 0.0
  var collateralAsset: String?
  var collateralUnits = 0.0
  var jurisdiction: String?
  var client = ClientClass.retail

  static let object = ObjectDescription(
    "Account", "One margin account: a row of a file in `account_files`.", initial: AccountEntry()
  ) {
    Field("venue", \.venue, .reference(.venue), "Where it trades.")
    Field("asset", \.asset, .reference(.asset), "What it trades.")
    Field("quantity", \.quantity, .number(unit: "units"), "Units, negative for a short position.")
    Field(
      optional: "entry_price", \.entryPrice, .orNull(.money(.positive)),
      "Price at which it was opened; null is the price at the start.")
    Field(optional: "margin", \.margin, .money(), "Cash posted.")
    Field(
      optional: "collateral_asset", \.collateralAsset, .orNull(.reference(.asset)),
      "The token posted, if there is one.")
    Field(
      optional: "collateral_units", \.collateralUnits, .number(.nonNegative, unit: "units"),
      "Units of it.")
    Field(
      optional: "jurisdiction", \.jurisdiction, .orNull(.reference(.jurisdiction)),
      "Home of the client; null is the venue's.")
    Field(optional: "client", \.client, .choice, "Which gates let it pass.")
  }
}

/// A group of secured loans at a lending protocol, drawn one by one.
struct LoanGroupEntry: DescribedObject, Equatable {
  var id = ""
  var venue = ""
  var collateral = ""
  var count = 1
  var debt = 0.0
  var debtAsset: String?
  var size = Distribution.constant(1)
  var healthFactor = Distribution.constant(2)
  var liquidationThreshold = 0.8
  var loop: LoopEntry?

  static let object = ObjectDescription(
    "LoanGroup", "Secured loans of small borrowers at a lending protocol.",
    initial: LoanGroupEntry()
  ) {
    Field("id", \.id, .identifier(.accountGroup), "The name of the group; it keys its draws.")
    Field("venue", \.venue, .reference(.venue), "Where they borrow.")
    Field("collateral", \.collateral, .reference(.asset), "The token they pledge.")
    Field("count", \.count, .integer(.between(1, 10_000_000)), "How many there are.")
    Field("debt", \.debt, .money(.positive), "Of all together.")
    Field(
      optional: "debt_asset", \.debtAsset, .orNull(.reference(.asset)),
      """
      The stablecoin in which it is owed: units worth the debt at the start, at face where the venue has \
      issued the coin, whose value then follows the market; null is cash.
      """)
    Field(
      optional: "size", \.size, .amount(.positive, unit: "relative"),
      "Relative sizes, scaled to the debt.")
    Field(
      optional: "health_factor", \.healthFactor, .amount(.positive, unit: "×"),
      "Collateral value times liquidation threshold over debt; below 1 it is liquidated.")
    Field(
      optional: "liquidation_threshold", \.liquidationThreshold, .number(.share),
      "Share of the collateral's value up to which a loan is healthy.")
    Field(
      optional: "loop", \.loop, .orNull(.object),
      "Leverage by depositing what is borrowed, in place of a health factor.")
  }
}
