internal import Contagion
internal import Formats
package import Regimes
package import Simulation

// The words of the format for enumerations of the model, each with its meaning.

extension InstitutionKind: Choice {
  package var meaning: String {
    switch self {
    case .exchange: "matches perpetuals; liquidates accounts"
    case .clearingHouse: "stands between members: margin, default fund, waterfall"
    case .automatedMarketMaker: "hosts liquidity pools, which trade along a curve"
    case .lendingProtocol: "lends against collateral out of deposits"
    case .stablecoinIssuer: "issues a stablecoin and redeems it at face"
    case .bridge: "locks tokens and mints claims on them elsewhere"
    case .custodian: "keeps clients' tokens"
    case .oracleOperator: "operates an oracle that venues use"
    case .marketMaker: "quotes depth, takes inventory, arbitrages between zones"
    case .fund: "targets leverage"
    case .hedger: "holds a token and the short position that hedges it"
    case .lender: "lends to others, and withdraws when it fears for its claim"
    case .treasury: "keeps the money of a protocol or foundation"
    }
  }
}

extension Insolvency: Choice {
  package var meaning: String {
    switch self {
    case .territorial: "the local estate serves local creditors first"
    case .universal: "one estate, shared pro rata"
    }
  }
}

extension AccessGate: Choice {
  package var meaning: String {
    switch self {
    case .everyone: "no gate"
    case .qualified: "professional clients and institutions"
    case .licensed: "institutions only"
    case .nobody: "a ban"
    }
  }
}

extension ClientClass: Choice {
  package var meaning: String {
    switch self {
    case .retail: "small clients"
    case .professional: "qualified clients"
    case .institution: "licensed institutions"
    }
  }
}

extension EnforcementStyle: Choice {
  package var meaning: String {
    switch self {
    case .adHoc: "case by case, on a breach that is seen"
    case .principles: "judgement, on the stressed picture"
    case .technical: "rules in code, at once, with false positives"
    }
  }
}

extension SupervisoryPower: Choice {
  package var meaning: String {
    switch self {
    case .marginAddOn: "ask for more margin"
    case .ringFence: "keep cash inside the jurisdiction"
    case .freeze: "stop outgoing cash"
    case .geofence: "shut a venue to the clients of the jurisdiction"
    case .forcedDeleveraging: "order sales down to the leverage that the required ratio allows"
    case .windDown: "close the business over time, and let it open nothing new"
    case .liquiditySupport: "lend against senior repayment while the borrower is solvent"
    }
  }
}

extension PaymentPolicy: Choice {
  package var meaning: String {
    switch self {
    case .simultaneous: "all at once and pro rata (Eisenberg and Noe 2001)"
    case .lastMoment:
      """
      in full or not at all, out of what has come in, raising money at the last moment only (Bardoscia, \
      Ferrara, Vause and Yoganayagam 2021)
      """
    }
  }
}

extension Lever: Choice {
  package var meaning: String { "the rules on \(rawValue.replacing("_", with: " "))" }
}

extension ClearingTopology: Choice {
  package var meaning: String {
    switch self {
    case .bilateral: "contracts off venues stay between their parties"
    case .perVenue: "each venue clears itself"
    case .perJurisdiction: "one clearing house for each zone"
    case .linked: "the same houses, which count positions at each other"
    case .global: "one clearing house for the world"
    }
  }
}

extension CloseOut: Choice {
  package var meaning: String {
    switch self {
    case .market: "by orders in the market"
    case .auction: "by an auction among the other members, then in the market"
    }
  }
}

extension PositionData: Choice {
  package var meaning: String {
    switch self {
    case .own: "what it clears itself"
    case .shared: "what is cleared anywhere"
    }
  }
}

extension OracleSource: Choice {
  package var meaning: String {
    switch self {
    case .ownZone: "the venue's zone alone"
    case .allZones: "all zones, weighted by depth"
    }
  }
}

extension OracleAggregation: Choice {
  package var meaning: String {
    switch self {
    case .mean: "the weighted mean of its feeds"
    case .median: "their weighted median"
    }
  }
}

extension ComparisonMode: Choice {
  package var meaning: String {
    switch self {
    case .impact: "positions as given in every regime"
    case .equilibrium: "after a shock-free burn-in in which institutions adapt"
    }
  }
}

/// The words for the rules of auto-deleveraging.
enum DeleveragingWord: String, Choice {
  case queue
  case partialQueue = "partial_queue"
  case proRata = "pro_rata"
  case waterFilling = "water_filling"

  var meaning: String {
    switch self {
    case .queue: "whole positions in descending score"
    case .partialQueue: "the same queue, the last position only in part"
    case .proRata: "every winner gives up the same share of its gain"
    case .waterFilling: "shares in proportion to the score"
    }
  }

  var rule: AutoDeleveragingRule {
    switch self {
    case .queue: .queue
    case .partialQueue: .partialQueue
    case .proRata: .proRata
    case .waterFilling: .waterFilling
    }
  }

  init(_ rule: AutoDeleveragingRule) {
    switch rule {
    case .queue: self = .queue
    case .partialQueue: self = .partialQueue
    case .proRata: self = .proRata
    case .waterFilling: self = .waterFilling
    }
  }
}

/// The layers of claims that a scenario states; the others arise in a run.
enum StatedLayer: String, Choice {
  case loans, deposits

  var meaning: String {
    switch self {
    case .loans: "money lent"
    case .deposits: "money deposited, which a run can call"
    }
  }

  var layer: ClaimLayer {
    switch self {
    case .loans: .loans
    case .deposits: .deposits
    }
  }
}

enum DefaultTestWord: String, Choice {
  case strict, weak

  var meaning: String {
    switch self {
    case .strict: "in default when equity is negative"
    case .weak: "in default when equity is not positive"
    }
  }
}

/// Which way a position or an account looks.
enum Side: String, Choice {
  case long, short

  var meaning: String {
    switch self {
    case .long: "gains when the price rises"
    case .short: "gains when the price falls"
    }
  }

  var sign: Double { self == .long ? 1 : -1 }
}
