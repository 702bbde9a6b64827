/// What an institution does on its own account; each part is one mechanism, absent where it is nil.
package struct Behaviour: Sendable, Equatable {
  package var leverageTarget: LeverageTargeting?
  package var capitalConstraint: CapitalConstraint?
  package var marketMaking: MarketMaking?
  package var hedge: Hedging?
  package var run: RunBehaviour?
  package var coinRuns: [HeldCoinRun] = []
  package var migration: Migration?
  package var footprint: FootprintChoice?
  package var consolidation: Consolidation?
  package var redemption: Redemption?
  package var support: TokenSupport?
  package var backstops: [Backstop] = []
  package var keeping: Keeping?
  package var misreporting: Misreporting?

  package init() {}
}

/// Sells pro rata to the initial portfolio when leverage is above the bound, back to the target
/// (Greenwood, Landier and Thesmar 2015; one-sided bound: Cont and Schaanning 2017).
package struct LeverageTargeting: Sendable, Equatable {
  /// Risky exposure over equity to return to.
  package var target: Double
  /// Risky exposure over equity above which it acts.
  package var maximum: Double
  /// Half-life of the adjustment; zero adjusts at once.
  package var adjustmentHalfLifeHours: Double
  /// Whether it also buys when leverage is below the target.
  package var isSymmetric: Bool
  /// Whether leverage is all assets over equity, what cannot be sold included, and sales are in proportion to what is
  /// held; otherwise it is risky exposure over equity, and sales are in proportion to the initial portfolio.
  package var countsAllAssets: Bool

  package init(
    target: Double, maximum: Double, adjustmentHalfLifeHours: Double, isSymmetric: Bool,
    countsAllAssets: Bool = false
  ) {
    self.target = target
    self.maximum = maximum
    self.adjustmentHalfLifeHours = adjustmentHalfLifeHours
    self.isSymmetric = isSymmetric
    self.countsAllAssets = countsAllAssets
  }
}

/// Sells tokens until the capital ratio of the home's rulebook is met (Cifuentes, Ferrucci and Shin 2005).
package struct CapitalConstraint: Sendable, Equatable {
  /// Once below the requirement, the multiple of it to return to.
  package var targetMultiple: Double
  /// Half-life of the adjustment; zero adjusts at once.
  package var adjustmentHalfLifeHours: Double

  package init(targetMultiple: Double = 1, adjustmentHalfLifeHours: Double = 0) {
    self.targetMultiple = targetMultiple
    self.adjustmentHalfLifeHours = adjustmentHalfLifeHours
  }
}

/// Quoted depth, and how it shrinks: with volatility, with inventory, with losses.
package struct MarketMaking: Sendable, Equatable {
  /// Quoted depth in calm markets: money that moves the price by one, by jurisdiction and asset.
  package var depth: [Holding]
  /// Depth is scaled by (reference volatility / volatility)^exponent, at most 1.
  package var volatilityExponent: Double
  /// Inventory, as a multiple of equity, at which it stops quoting.
  package var inventoryLimit: Double
  /// Loss of equity since the start, as a share, at which it leaves.
  package var drawdownLimit: Double
  /// Half-life of the return of depth; withdrawal is immediate.
  package var refillHalfLifeHours: Double
  /// Share of free cash that may be used for arbitrage between zones in a pass.
  package var arbitrageShare: Double
  /// Share of that capital which investors withdraw for each share of equity lost since the start.
  package var performanceSensitivity: Double

  package init(
    depth: [Holding], volatilityExponent: Double, inventoryLimit: Double, drawdownLimit: Double,
    refillHalfLifeHours: Double, arbitrageShare: Double, performanceSensitivity: Double = 0
  ) {
    self.depth = depth
    self.volatilityExponent = volatilityExponent
    self.inventoryLimit = inventoryLimit
    self.drawdownLimit = drawdownLimit
    self.refillHalfLifeHours = refillHalfLifeHours
    self.arbitrageShare = arbitrageShare
    self.performanceSensitivity = performanceSensitivity
  }
}

/// Keeps tokens and positions in one asset offsetting each other: what auto-deleveraging takes from
/// the hedge is sold from the tokens.
package struct Hedging: Sendable, Equatable {
  package var asset: Int
  package var adjustmentHalfLifeHours: Double

  package init(asset: Int, adjustmentHalfLifeHours: Double) {
    self.asset = asset
    self.adjustmentHalfLifeHours = adjustmentHalfLifeHours
  }
}

/// Withdraws claims on a debtor once its visible distress passes a threshold.
package struct RunBehaviour: Sendable, Equatable {
  /// Distress of the debtor, 1 − E/E0 on what can be seen, above which it withdraws.
  package var distressThreshold: Double
  /// Share of the claim that is called in an hour once it runs.
  package var callShare: Double
  /// Age of what it sees; zero means public information.
  package var informationLagHours: Double
  /// Time from what it sees to its first call, if what it sees is still so bad then.
  package var reactionHours: Double

  package init(
    distressThreshold: Double, callShare: Double, informationLagHours: Double,
    reactionHours: Double = 0
  ) {
    self.distressThreshold = distressThreshold
    self.callShare = callShare
    self.informationLagHours = informationLagHours
    self.reactionHours = reactionHours
  }
}

/// Chooses its zone of activity by a logit (McFadden 1974) on costs, liquidity and access.
package struct Migration: Sendable, Equatable {
  package var reviewHours: Double
  package var switchingCost: Double
  package var marginWeight: Double
  package var complianceWeight: Double
  package var liquidityWeight: Double

  package init(
    reviewHours: Double, switchingCost: Double, marginWeight: Double, complianceWeight: Double,
    liquidityWeight: Double
  ) {
    self.reviewHours = reviewHours
    self.switchingCost = switchingCost
    self.marginWeight = marginWeight
    self.complianceWeight = complianceWeight
    self.liquidityWeight = liquidityWeight
  }
}

/// Opens and closes markets by revenue and compliance cost (Melitz 2003).
package struct FootprintChoice: Sendable, Equatable {
  package var reviewHours: Double
  /// Money that a unit of a jurisdiction's activity earns it in a year.
  package var revenue: Double
  /// Money paid once for a market that is opened.
  package var entryCost: Double

  package init(reviewHours: Double, revenue: Double, entryCost: Double = 0) {
    self.reviewHours = reviewHours
    self.revenue = revenue
    self.entryCost = entryCost
  }
}

/// Redeems the issuer's stablecoin at face, up to a capacity, out of its free cash.
package struct Redemption: Sendable, Equatable {
  package var asset: Int
  /// Money paid out at most in an hour.
  package var capacityPerHour: Double
  package var queue = RedemptionQueue()

  package init(asset: Int, capacityPerHour: Double) {
    self.asset = asset
    self.capacityPerHour = capacityPerHour
  }
}
