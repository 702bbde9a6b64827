internal import Formats

/// Buys a token below a floor.
struct TokenSupportEntry: DescribedObject, Equatable {
  var asset = ""
  var floorShare = 1.0
  var budgetPerHour = Double.infinity
  var reserve: String?

  static let object = ObjectDescription(
    "TokenSupport",
    "Buys a token below a floor, out of cash in its home and of a reserve token that it sells.",
    initial: TokenSupportEntry()
  ) {
    Field("asset", \.asset, .reference(.asset), "Which token.")
    Field("floor_share", \.floorShare, .number(.share), "The floor over the price at the start.")
    Field(
      optional: "budget_per_hour", \.budgetPerHour, .orInfinite(.nonNegative, unit: "money/h"),
      "Money spent at most.")
    Field(
      optional: "reserve", \.reserve, .orNull(.reference(.asset)),
      "Token that is sold when cash does not do; null is none.")
  }
}

/// Protects an institution.
struct BackstopEntry: DescribedObject, Equatable {
  var institution = ""
  var equityShare = 0.01

  static let object = ObjectDescription(
    "Backstop",
    """
    Pays cash that it has in an institution's home into it, before its solvency is tested, when \
    its equity is too low.
    """, initial: BackstopEntry()
  ) {
    Field("institution", \.institution, .reference(.institution), "Whom it protects.")
    Field(
      optional: "equity_share", \.equityShare, .fraction,
      "Share of its equity at the start at which it is kept.")
  }
}

/// Lends on what others keep with it.
struct RehypothecationEntry: DescribedObject, Equatable {
  var to = ""
  var share = 1.0
  var buys: String?

  static let object = ObjectDescription(
    "Rehypothecation",
    """
    Lends a share of the tokens and of the margin that others keep with it unsegregated, against \
    claims; who borrows may lend on in turn.
    """, initial: RehypothecationEntry()
  ) {
    Field("to", \.to, .reference(.institution), "Who borrows.")
    Field("share", \.share, .number(.share), "Share of what is unsegregated.")
    Field(
      optional: "buys", \.buys, .orNull(.reference(.asset)),
      "Token on which the borrower has spent the cash; null keeps it.")
  }
}

/// Tokens set aside for a lender.
struct PledgeEntry: DescribedObject, Equatable {
  var lender = ""
  var asset = ""
  var units = 0.0

  static let object = ObjectDescription(
    "Pledge",
    """
    Tokens of its home set aside for a lender: they cover what it owes under loans, and in default \
    the lender takes what covers it before all others.
    """, initial: PledgeEntry()
  ) {
    Field("lender", \.lender, .reference(.institution), "For whom.")
    Field("asset", \.asset, .reference(.asset), "Which token.")
    Field(
      "units", \.units, .number(.nonNegative, unit: "units"),
      "Units, as far as it has them at the start.")
  }
}
