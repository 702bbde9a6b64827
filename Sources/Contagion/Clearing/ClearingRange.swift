public import Networks

/// The greatest and the least clearing of one network: everything between which the equations leave open.
///
/// Eisenberg–Noe payments are unique where every ring of debtors has some money from outside; with costs
/// of default (Rogers and Veraart 2013, doi:10.1287/mnsc.1120.1569) several clearings are the rule: a
/// system can be whole while all believe in it, and fail when they do not.
public struct ClearingRange: Sendable, Equatable {
  /// Reached from full value downwards.
  public let greatest: ContagionResult
  /// Reached from zero value upwards.
  public let least: ContagionResult

  /// `p⁺ − p⁻` of each debtor, in money; 0 where its payment is determined.
  public var paymentGap: [Double] {
    zip(greatest.payments, least.payments).map { max(0, $0 - $1) }
  }
  /// `‖p⁺ − p⁻‖₁`: the payments that depend on which fixed point comes about, in money.
  public var multiplicityGap: Double { paymentGap.reduce(0, +) }
}

/// Solves for both the greatest and the least fixed point.
///
/// - Parameters: as for
///   ``propagate(_:valuation:referenceEquity:alreadyDefaulted:options:)``; the fixed point of the
///   options is not looked at.
/// - Returns: both results, each with its own report.
public func clearingRange(
  _ network: ExposureNetwork, valuation: Valuation, referenceEquity: [Double],
  alreadyDefaulted: [Bool]? = nil, options: ContagionOptions = .init()
) -> ClearingRange {
  func solved(_ fixedPoint: FixedPoint) -> ContagionResult {
    var options = options
    options.fixedPoint = fixedPoint
    return propagate(
      network, valuation: valuation, referenceEquity: referenceEquity,
      alreadyDefaulted: alreadyDefaulted, options: options)
  }
  return ClearingRange(greatest: solved(.greatest), least: solved(.least))
}
