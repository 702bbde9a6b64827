/// What has been drawn of each committed line, and what its lender keeps open of the rest.
struct CreditLineBook: Sendable {
  /// Money that no longer may be drawn; what a line that does not revolve is repaid stays in it.
  var drawn: [Double]
  /// What is owed on each line that is repaid by its own terms.
  var owed: [LoanBalance]
  /// Share of the undrawn part that stays open.
  var openShare: [Double]

  init(_ lines: [CreditLine]) {
    drawn = [Double](repeating: 0, count: lines.count)
    owed = [LoanBalance](repeating: LoanBalance(), count: lines.count)
    openShare = [Double](repeating: 1, count: lines.count)
  }
}

/// What is owed on a loan: principal, and interest that has been added to it.
struct LoanBalance: Sendable, Equatable {
  var principal = 0.0
  var interest = 0.0

  var total: Double { principal + interest }

  /// Takes a payment, interest first; returns the principal that it repays.
  @discardableResult
  mutating func pay(_ amount: Double) -> Double {
    let ofInterest = min(amount, interest)
    let ofPrincipal = min(amount - ofInterest, principal)
    interest -= ofInterest
    principal -= ofPrincipal
    return ofPrincipal
  }
}
