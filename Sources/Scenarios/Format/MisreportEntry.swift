package import Formats
package import Simulation

extension Misreporting: DescribedObject {
  package static let object = ObjectDescription(
    "Misreport", "Reports more equity than it has, until it is found out.",
    initial: Misreporting(overstatement: 0)
  ) {
    Field(
      "overstatement", \.overstatement, .fraction,
      "Equity stated above the truth, as a share of its assets.")
    Field(
      optional: "below_equity_ratio", \.belowEquityRatio,
      .orInfinite(.positive, unit: "equity ratio"),
      "True equity over assets below which its reports are false; null is always.")
    Field(optional: "means", \.means, .choice, "How the report comes to be false.")
  }
}

extension Misreporting.Means: Choice {
  package var meaning: String {
    switch self {
    case .liabilities: "liabilities are left out"
    case .reserves: "reserves are invented"
    }
  }
}

extension StressIndicator: Choice {
  package var meaning: String {
    switch self {
    case .linearDebtRank: "mark to market in proportion to lost equity (Bardoscia et al. 2015)"
    case .clearing: "only what debtors cannot pay is lost (Eisenberg and Noe 2001)"
    }
  }
}
