/// How the rules of a jurisdiction have the initial margin of institutions computed.
///
/// All but the schedule start from the deviation `σ` of each asset's returns, weighted exponentially with the
/// rulebook's look-back; the last three are the tools against procyclical margins of the European
/// rules (EMIR RTS 153/2013, article 28), one of which a clearing house must use.
package enum MarginModel: String, Sendable, CaseIterable {
  /// `κ·√(xᵀΣx)` with the exponentially weighted `Σ`.
  case exponential
  /// Notional times the rate of its class, less for what nets: BCBS–IOSCO d499 (2020), appendix A.
  case schedule
  /// Article 28(1)(c): `σ` is never below that of a long look-back.
  case lookBackFloor = "look_back_floor"
  /// Article 28(1)(b): stressed observations have a weight in `σ`.
  case stressedWeight = "stressed_weight"
  /// Article 28(1)(a): a buffer over `σ` that is used up while `σ` rises.
  case buffer
}
