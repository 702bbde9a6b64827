internal import Contagion
internal import Formats
package import Regimes

// The words of the format for margin models and for the classes of the schedule.

extension MarginModel: Choice {
  package var meaning: String {
    switch self {
    case .exponential: "deviations of the portfolio, volatility weighted exponentially"
    case .schedule: "notional times the rate of its class, less for what nets (BCBS–IOSCO d499)"
    case .lookBackFloor:
      "the exponential one, volatility never below that of a long look-back (EMIR RTS 28(1)(c))"
    case .stressedWeight:
      "the exponential one, stressed observations having a weight (EMIR RTS 28(1)(b))"
    case .buffer:
      "the exponential one with a buffer that is used up while it rises (EMIR RTS 28(1)(a))"
    }
  }
}

/// The words for the classes of the schedule of initial margin.
enum MarginClassWord: String, Choice {
  case creditToTwoYears = "credit_to_two_years"
  case creditToFiveYears = "credit_to_five_years"
  case creditAboveFiveYears = "credit_above_five_years"
  case commodity, equity
  case foreignExchange = "foreign_exchange"
  case ratesToTwoYears = "rates_to_two_years"
  case ratesToFiveYears = "rates_to_five_years"
  case ratesAboveFiveYears = "rates_above_five_years"
  case other

  var meaning: String {
    switch self {
    case .creditToTwoYears: "credit, up to two years"
    case .creditToFiveYears: "credit, two to five years"
    case .creditAboveFiveYears: "credit, above five years"
    case .commodity: "commodities"
    case .equity: "equities"
    case .foreignExchange: "foreign exchange"
    case .ratesToTwoYears: "interest rates, up to two years"
    case .ratesToFiveYears: "interest rates, two to five years"
    case .ratesAboveFiveYears: "interest rates, above five years"
    case .other: "anything else, crypto-assets included"
    }
  }

  var marginClass: ScheduleMarginClass {
    switch self {
    case .creditToTwoYears: .creditToTwoYears
    case .creditToFiveYears: .creditToFiveYears
    case .creditAboveFiveYears: .creditAboveFiveYears
    case .commodity: .commodity
    case .equity: .equity
    case .foreignExchange: .foreignExchange
    case .ratesToTwoYears: .ratesToTwoYears
    case .ratesToFiveYears: .ratesToFiveYears
    case .ratesAboveFiveYears: .ratesAboveFiveYears
    case .other: .other
    }
  }
}
