/// The side of a position.
public enum PositionSide: String, Sendable, CaseIterable {
  /// Gains when the price rises.
  case long
  /// Gains when the price falls.
  case short

  /// +1 for long and −1 for short.
  public var sign: Double { self == .long ? 1 : -1 }
}

/// The mark price at which an isolated linear perpetual has lost its whole margin, `P0·(1 ∓ 1/leverage)`.
///
/// - Parameters:
///   - entryPrice: `P0 > 0`.
///   - leverage: notional over margin at entry, positive.
///   - side: long (−) or short (+).
/// - Returns: zero or less for a long of leverage one or less, which cannot go bankrupt.
public func bankruptcyPrice(entryPrice: Double, leverage: Double, side: PositionSide) -> Double {
  precondition(entryPrice > 0 && leverage > 0, "price \(entryPrice), leverage \(leverage)")
  return entryPrice * (1 - side.sign / leverage)
}

/// The mark price at which an isolated linear perpetual falls to its maintenance margin.
///
/// `P0·(1 ∓ 1/leverage)/(1 ∓ maintenanceRate)` for long and short: there, equity equals the maintenance
/// rate times the notional at that price. Fees and funding are left out.
public func liquidationPrice(
  entryPrice: Double, leverage: Double, maintenanceRate: Double, side: PositionSide
) -> Double {
  precondition(
    maintenanceRate >= 0 && maintenanceRate < 1, "maintenance rate \(maintenanceRate)")
  return bankruptcyPrice(entryPrice: entryPrice, leverage: leverage, side: side)
    / (1 - side.sign * maintenanceRate)
}

/// The mark price at which a position with given margin falls to its maintenance margin.
///
/// With `q` signed units bought at `P0` and margin `m`: `(q·P0 − m)/(q − rate·|q|)`. Nil for no position.
///
/// - Returns: zero or less where a long is fully funded and no price liquidates it.
public func liquidationPrice(
  units: Double, entryPrice: Double, margin: Double, maintenanceRate: Double
) -> Double? {
  precondition(
    maintenanceRate >= 0 && maintenanceRate < 1, "maintenance rate \(maintenanceRate)")
  guard units != 0 else { return nil }
  return (units * entryPrice - margin) / (units - maintenanceRate * abs(units))
}
