/// Something that happens at a stated time whatever the regime.
package struct ScheduledEvent: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// The fundamental value of an asset moves by a fraction, evenly in logs over a duration.
    case priceMove(asset: Int, fraction: Double, durationHours: Double)
    /// The fundamental value of an asset follows a path.
    case pricePath(asset: Int, points: [PricePoint])
    /// A share of what stands behind a stablecoin is lost.
    case dePeg(coin: Int, fraction: Double)
    /// External assets of an institution are written off.
    case externalLoss(institution: Int, amount: Double)
    /// A share of an institution's cash and tokens is stolen.
    case exploit(institution: Int, fraction: Double)
    /// A bridge neither wraps nor unwraps for a duration.
    case bridgeHalt(bridge: Int, durationHours: Double)
    /// Assets that an institution reported and never had are written off, and the past is restated.
    case fraudRevealed(institution: Int, amount: Double)
    /// Outside pays cash into an institution as capital.
    case capitalInjection(institution: Int, amount: Double)
    /// Creditors call a share of all their deposits with a debtor.
    case run(debtor: Int, fraction: Double)
    /// A market maker stops quoting for good.
    case marketMakerExit(institution: Int)
    /// A venue's oracle repeats its last price for a duration.
    case oracleFailure(venue: Int, durationHours: Double)
    /// A named oracle repeats its last price for a duration, to all its users.
    case namedOracleFailure(oracle: Int, durationHours: Double)
    /// Published prices of an asset are moved by a fraction for a duration.
    case oracleManipulation(
      target: OracleTarget, asset: Int, fraction: Double, durationHours: Double)
    /// Somebody trades with a pool so that its price stands moved by a fraction for a duration: outside with money
    /// without end, or an institution with what it has.
    case poolManipulation(
      pool: Int, fraction: Double, durationHours: Double, by: PoolAttacker? = nil)
    /// A fine, and a freeze of outgoing cash for a duration.
    case enforcement(institution: Int, fine: Double, freezeHours: Double)
  }

  package var atHours: Double
  package var kind: Kind

  package init(atHours: Double, kind: Kind) {
    self.atHours = atHours
    self.kind = kind
  }
}

/// Who manipulates a pool out of its own balance sheet, and what it does with the price.
package struct PoolAttacker: Sendable, Equatable {
  package var institution: Int
  /// The lending protocol that lends on the pool's token at the manipulated price; nil: it only trades.
  package var borrowsAt: Int?
  /// Share of the collateral's value at the protocol's oracle that it borrows.
  package var loanToValue = 0.75
  /// Share of the collateral's value up to which that loan is healthy.
  package var liquidationThreshold = 0.8

  package init(institution: Int, borrowsAt: Int? = nil) {
    self.institution = institution
    self.borrowsAt = borrowsAt
  }
}

extension ScheduledEvent.Kind {
  /// What was to happen to one institution happens to another.
  mutating func rename(_ old: Int, to new: Int) {
    switch self {
    case .externalLoss(old, let amount): self = .externalLoss(institution: new, amount: amount)
    case .exploit(old, let fraction): self = .exploit(institution: new, fraction: fraction)
    case .fraudRevealed(old, let amount): self = .fraudRevealed(institution: new, amount: amount)
    case .capitalInjection(old, let amount):
      self = .capitalInjection(institution: new, amount: amount)
    case .run(old, let fraction): self = .run(debtor: new, fraction: fraction)
    case .marketMakerExit(old): self = .marketMakerExit(institution: new)
    case .enforcement(old, let fine, let hours):
      self = .enforcement(institution: new, fine: fine, freezeHours: hours)
    case .poolManipulation(let pool, let fraction, let hours, var attacker?)
    where attacker.institution == old:
      attacker.institution = new
      self = .poolManipulation(
        pool: pool, fraction: fraction, durationHours: hours, by: attacker)
    default: break
    }
  }
}

/// A hazard that may strike institutions at random: a share of cash and tokens is lost.
package struct Hazard: Sendable, Equatable {
  package var id: String
  package var kinds: [InstitutionKind]
  /// Expected number a year for an institution with an audit scale of one.
  package var ratePerYear: Double
  package var lossFraction: Double

  package init(id: String, kinds: [InstitutionKind], ratePerYear: Double, lossFraction: Double) {
    self.id = id
    self.kinds = kinds
    self.ratePerYear = ratePerYear
    self.lossFraction = lossFraction
  }
}
