/// What has been drawn of each committed line, and what its lender keeps open of the rest.
struct CreditLineBook: Sendable {
  /// Money drawn since the start; a line that is repaid does not revolve.
  var drawn: [Double]
  /// Share of the undrawn part that stays open.
  var openShare: [Double]

  init(_ lines: [CreditLine]) {
    drawn = [Double](repeating: 0, count: lines.count)
    openShare = [Double](repeating: 1, count: lines.count)
  }
}
