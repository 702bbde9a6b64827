/// What stands behind a stablecoin, and which of its holders outside the system run.
package struct CoinSpecification: Sendable, Equatable {
  package var backing = CoinBacking.reserves
  /// Groups of holders outside who leave when they lose confidence.
  package var runs: [CoinRun] = []

  package init() {}

  /// Whether the issuer owes its units; shares are minted, not owed.
  var isOwed: Bool { if case .shares = backing { false } else { true } }
}

/// The three kinds of stablecoin.
package enum CoinBacking: Sendable, Equatable {
  /// The issuer's reserves: a unit is redeemed at face in cash.
  case reserves
  /// Vaults of clients: collateral against debt in the coin.
  case vaults(VaultTerms)
  /// Newly minted units of a share token: a unit is redeemed at face in shares at their market price.
  case shares(ShareMinting)
}

/// Vaults that owe a stablecoin against token collateral.
package struct VaultTerms: Sendable, Equatable {
  /// β: collateral that each unit of face must have behind it; less is bought back by force.
  package var collateralFactor: Double
  package var vaults: [Vault]

  package init(collateralFactor: Double, vaults: [Vault]) {
    self.collateralFactor = collateralFactor
    self.vaults = vaults
  }
}

/// The collateral and the debt of one vault at the start.
package struct Vault: Sendable, Equatable {
  package var collateral: Int
  package var units: Double
  /// Units of the coin.
  package var debt: Double

  package init(collateral: Int, units: Double, debt: Double) {
    self.collateral = collateral
    self.units = units
    self.debt = debt
  }
}

/// How an algorithmic stablecoin is redeemed in shares.
package struct ShareMinting: Sendable, Equatable {
  package var share: Int
  /// Units of the share at the start, wherever they are.
  package var supply: Double
  /// Elasticity of the share's value to its supply: 1 keeps its capitalisation, 0 its price.
  package var dilution = 1.0
  /// Share of the start's price of the share at which minting stops for good.
  package var haltShare = 1e-6

  package init(share: Int, supply: Double) {
    self.share = share
    self.supply = supply
  }
}

/// Holders outside the system who leave a coin as their confidence falls.
///
/// Their thresholds are spread evenly between two bounds, so that the share
/// `(highest − seen)/(highest − lowest)` of them, within [0, 1], wants to leave.
package struct CoinRun: Sendable, Equatable {
  package enum Signal: String, Sendable, CaseIterable {
    /// Price over face where the holders are.
    case price
    /// What stands behind the coin over the face of all units.
    case coverage
  }

  package enum Exit: String, Sendable, CaseIterable {
    /// Asks the issuer for redemption, and waits in the queue.
    case redeem
    /// Sells in the market.
    case sell
  }

  /// Share of the units that outside holds at the start.
  package var share: Double
  package var jurisdiction: Int
  package var signal: Signal
  package var lowestThreshold: Double
  package var highestThreshold: Double
  /// Half-life of the decision to leave once the threshold is passed; zero leaves at once.
  package var reactionHalfLifeHours = 0.0
  /// Age of what they see; zero is public information.
  package var informationLagHours = 0.0
  package var exit: Exit

  package init(
    share: Double, jurisdiction: Int, signal: Signal, lowestThreshold: Double,
    highestThreshold: Double, exit: Exit
  ) {
    self.share = share
    self.jurisdiction = jurisdiction
    self.signal = signal
    self.lowestThreshold = lowestThreshold
    self.highestThreshold = highestThreshold
    self.exit = exit
  }

  /// The share of these holders whose threshold lies above what they see.
  func runningShare(seeing value: Double) -> Double {
    if value < lowestThreshold { return 1 }
    guard value < highestThreshold else { return 0 }
    return (highestThreshold - value) / (highestThreshold - lowestThreshold)
  }
}

/// In which order an issuer redeems, when it is closed, and where it finds cash.
package struct RedemptionQueue: Sendable, Equatable {
  package enum Order: String, Sendable, CaseIterable {
    /// Who asked first is paid first; arbitrageurs come last.
    case firstCome = "first_come"
    /// Everybody who waits gets the same share of what is asked.
    case proRata = "pro_rata"
  }

  /// A span of time, in hours since the start of the run.
  package struct Closure: Sendable, Equatable {
    package var fromHours: Double
    package var toHours: Double

    package init(fromHours: Double, toHours: Double) {
      self.fromHours = fromHours
      self.toHours = toHours
    }
  }

  package var order = Order.firstCome
  /// When nothing is redeemed: weekends, holidays of the banks.
  package var closures: [Closure] = []
  /// Whether it calls its deposits with others when cash does not do.
  package var drawsDeposits = false

  package init() {}
}
