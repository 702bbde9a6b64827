internal import Formats
internal import Simulation

/// A commitment of one institution to lend to another on demand.
struct CreditLineEntry: DescribedObject, Equatable {
  var lender = ""
  var borrower = ""
  var limit = 0.0
  var volatilityExponent = 0.0
  var repayment: RepaymentTerms?

  static let object = ObjectDescription(
    "CreditLine",
    """
    A commitment to lend to an institution that lacks cash for its dues, before it sells tokens. What is drawn \
    is a loan of the lender's; it is lent again where it is repaid and the line revolves.
    """, initial: CreditLineEntry()
  ) {
    Field("lender", \.lender, .reference(.institution), "Who lends.")
    Field("borrower", \.borrower, .reference(.institution), "Who may draw.")
    Field("limit", \.limit, .money(), "What may be drawn in all.")
    Field(
      optional: "volatility_exponent", \.volatilityExponent, .number(.nonNegative),
      """
      The undrawn part is scaled by (calm volatility / volatility) to this power, at most 1; zero is a \
      commitment that holds (Adrian and Shin 2014).
      """)
    Field(
      optional: "repayment", \.repayment, .orNull(.object),
      "How what is drawn is repaid; null: not within the horizon, unless the lender calls it.")
  }
  .checking { line in
    line.lender == line.borrower
      ? [
        .init(
          "borrower", found: "a credit line of \(line.lender) to itself",
          expected: "a borrower other than the lender")
      ] : []
  }

  func line(_ roster: Roster) -> CreditLine {
    CreditLine(
      lender: roster.institution(lender), borrower: roster.institution(borrower), limit: limit,
      volatilityExponent: volatilityExponent, repayment: repayment)
  }
}
