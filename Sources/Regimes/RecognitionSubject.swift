/// What of one jurisdiction may count in another, each to a degree of its own (MODEL.md, "Regimes").
package enum RecognitionSubject: String, Sendable, CaseIterable {
  /// Who is licensed in one may trade in the other: zones, transfers, arbitrage, licences bought.
  case licences
  /// Positions in one are offset by positions in the other where margin is computed.
  case collateral
  /// What is reported in one completes the perimeter of the other's authority.
  case reports

  /// The lever of harmonisation that moves it.
  package var lever: Lever {
    switch self {
    case .licences: .access
    case .collateral: .collateral
    case .reports: .reporting
    }
  }
}
