/// The classes of uncleared derivatives in the standard schedule of initial margin.
///
/// BCBS–IOSCO d499 (2020), appendix A.
public enum ScheduleMarginClass: String, Sendable, CaseIterable {
  /// Credit, up to two years.
  case creditToTwoYears
  /// Credit, two to five years.
  case creditToFiveYears
  /// Credit, above five years.
  case creditAboveFiveYears
  /// Commodities.
  case commodity
  /// Equities.
  case equity
  /// Foreign exchange.
  case foreignExchange
  /// Interest rates, up to two years.
  case ratesToTwoYears
  /// Interest rates, two to five years.
  case ratesToFiveYears
  /// Interest rates, above five years.
  case ratesAboveFiveYears
  /// Anything else, crypto-assets included.
  case other

  /// The margin as a share of notional.
  public var rate: Double {
    switch self {
    case .creditToTwoYears, .ratesToFiveYears: 0.02
    case .creditToFiveYears: 0.05
    case .creditAboveFiveYears: 0.1
    case .commodity, .equity, .other: 0.15
    case .foreignExchange: 0.06
    case .ratesToTwoYears: 0.01
    case .ratesAboveFiveYears: 0.04
    }
  }
}

/// The gross initial margin of the schedule: the sum of notional times rate.
///
/// - Parameter notionals: a class and an amount, not negative, for each contract.
public func scheduleGrossMargin(
  _ notionals: [(kind: ScheduleMarginClass, notional: Double)]
) -> Double {
  precondition(notionals.allSatisfy { $0.notional >= 0 }, "notionals must not be negative")
  return notionals.reduce(0) { $0 + $1.kind.rate * $1.notional }
}

/// The net initial margin of the schedule: `0.4·gross + 0.6·NGR·gross`.
///
/// - Parameters:
///   - gross: see ``scheduleGrossMargin(_:)``.
///   - netReplacementCost: of the netting set, not negative.
///   - grossReplacementCost: the sum over its contracts; where it is zero, `NGR = 1`.
public func scheduleNetMargin(
  gross: Double, netReplacementCost: Double, grossReplacementCost: Double
) -> Double {
  precondition(
    netReplacementCost >= 0 && grossReplacementCost >= netReplacementCost,
    "replacement costs \(netReplacementCost) net, \(grossReplacementCost) gross")
  return scheduleNetMargin(
    gross: gross,
    netToGrossRatio: grossReplacementCost > 0 ? netReplacementCost / grossReplacementCost : 1)
}

/// The net initial margin of the schedule for a net-to-gross ratio in [0, 1].
public func scheduleNetMargin(gross: Double, netToGrossRatio: Double) -> Double {
  precondition(
    gross >= 0 && netToGrossRatio >= 0 && netToGrossRatio <= 1,
    "gross \(gross), net-to-gross ratio \(netToGrossRatio)")
  return 0.4 * gross + 0.6 * netToGrossRatio * gross
}

/// The initial margin that is exchanged: what is above the group's threshold, and nothing that is not worth a
/// transfer.
///
/// - Parameters:
///   - required: the margin by model or schedule, not negative.
///   - threshold: EUR 50 million a group in BCBS–IOSCO d499.
///   - minimumTransfer: at most EUR 500,000 there; none unless given.
public func exchangedMargin(
  required: Double, threshold: Double, minimumTransfer: Double = 0
) -> Double {
  precondition(
    required >= 0 && threshold >= 0 && minimumTransfer >= 0,
    "required \(required), threshold \(threshold), minimum transfer \(minimumTransfer)")
  let above = max(0, required - threshold)
  return above < minimumTransfer ? 0 : above
}

/// Collateral of the standard schedule of haircuts (BCBS–IOSCO d499, appendix B).
public enum ScheduleCollateral: String, Sendable, CaseIterable {
  /// Cash.
  case cash
  /// Government and central-bank securities, up to one year.
  case governmentToOneYear
  /// The same, one to five years.
  case governmentToFiveYears
  /// The same, above five years.
  case governmentAboveFiveYears
  /// Corporate and covered bonds, up to one year.
  case corporateToOneYear
  /// The same, one to five years.
  case corporateToFiveYears
  /// The same, above five years.
  case corporateAboveFiveYears
  /// Equities of major indices.
  case equity
  /// Gold.
  case gold

  /// The haircut as a share of market value.
  public var haircut: Double {
    switch self {
    case .cash: 0
    case .governmentToOneYear: 0.005
    case .governmentToFiveYears: 0.02
    case .governmentAboveFiveYears, .corporateToFiveYears: 0.04
    case .corporateToOneYear: 0.01
    case .corporateAboveFiveYears: 0.08
    case .equity, .gold: 0.15
    }
  }

  /// The additional haircut where collateral and exposure are in different currencies.
  public static var currencyMismatchHaircut: Double { 0.08 }

  /// What collateral counts for: `market value·(1 − haircut − mismatch)`.
  public func value(ofMarketValue marketValue: Double, currencyMismatch: Bool) -> Double {
    precondition(marketValue >= 0, "a market value of \(marketValue)")
    return marketValue * (1 - haircut - (currencyMismatch ? Self.currencyMismatchHaircut : 0))
  }
}
