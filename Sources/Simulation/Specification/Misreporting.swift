/// Reports more equity than there is.
package struct Misreporting: Sendable, Equatable {
  /// How the report comes to be false.
  package enum Means: String, Sendable, CaseIterable {
    /// Liabilities are left out.
    case liabilities
    /// Reserves are invented.
    case reserves
  }

  /// Equity stated above the truth, as a share of the reporter's assets.
  package var overstatement: Double
  /// True equity over assets below which reports are false; infinite: always.
  package var belowEquityRatio: Double
  package var means: Means

  package init(
    overstatement: Double, belowEquityRatio: Double = .infinity, means: Means = .liabilities
  ) {
    self.overstatement = overstatement
    self.belowEquityRatio = belowEquityRatio
    self.means = means
  }
}
