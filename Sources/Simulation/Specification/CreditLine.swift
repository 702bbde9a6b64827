/// A commitment to lend on demand, up to a limit; what is drawn becomes a loan of the lender's.
package struct CreditLine: Sendable, Equatable {
  package var lender: Int
  package var borrower: Int
  /// Money that may be drawn in all.
  package var limit: Double
  /// What is undrawn is scaled by (calm volatility / volatility)^exponent, at most 1; zero never cuts.
  package var volatilityExponent: Double
  /// How it is repaid; nil is not within the horizon, unless the lender calls the loan.
  package var repayment: RepaymentTerms?

  package init(
    lender: Int, borrower: Int, limit: Double, volatilityExponent: Double = 0,
    repayment: RepaymentTerms? = nil
  ) {
    self.lender = lender
    self.borrower = borrower
    self.limit = limit
    self.volatilityExponent = volatilityExponent
    self.repayment = repayment
  }
}

/// When and how far dues are paid (MODEL.md, phase 4).
package enum PaymentPolicy: String, Sendable, CaseIterable {
  /// All at once and pro rata (Eisenberg and Noe 2001).
  case simultaneous
  /// In full or not at all, out of what has come in; money is raised at the last moment only
  /// (Bardoscia, Ferrara, Vause and Yoganayagam 2021).
  case lastMoment = "last_moment"
}
