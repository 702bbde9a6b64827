/// How what was borrowed on demand is paid back: out of free cash, with interest.
package struct RepaymentTerms: Sendable, Equatable {
  /// Half-life at which free cash goes into the loan; zero puts all of it there at once.
  package var halfLifeHours: Double
  /// Free cash that the borrower keeps.
  package var keptCash: Double
  /// Interest on what is owed, which is added to it.
  package var interestPerYear: Double
  /// Whether what is repaid may be drawn again.
  package var revolves: Bool

  package init(
    halfLifeHours: Double = 0, keptCash: Double = 0, interestPerYear: Double = 0,
    revolves: Bool = false
  ) {
    self.halfLifeHours = halfLifeHours
    self.keptCash = keptCash
    self.interestPerYear = interestPerYear
    self.revolves = revolves
  }
}
