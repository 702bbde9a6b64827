/// A lender that takes price moves for news of risk: it raises the haircut on collateral with them.
///
/// `h = 1 − LT + θ·|p/a − 1|` with the exponential mean `a` of past prices: margins of financiers who infer volatility from
/// price changes (Brunnermeier and Pedersen 2009, section 3, `m = m_0 + θ·|Δp|`).
package struct ProcyclicalHaircut: Sendable, Equatable {
  /// θ: haircut for a relative move of one.
  package var sensitivity: Double
  /// Half-life of the mean that moves are measured from.
  package var memoryHours: Double

  package init(sensitivity: Double, memoryHours: Double) {
    self.sensitivity = sensitivity
    self.memoryHours = memoryHours
  }
}

/// How a lending protocol deals with its loans, beyond close factor and bonus.
package struct LendingTerms: Sendable, Equatable {
  /// Health factor to which one liquidation brings a loan, within the close factor; nil: the close factor alone.
  package var targetHealth: Double?
  /// Bidders in an auction, who compete if they get through; nil: a fixed spread without auction.
  package var auctionBidders: Int?
  /// Money that keepers outside the model repay in an hour.
  package var outsideKeeperCapacityPerHour = Double.infinity
  /// Keepers leave a loan alone that would cost them more than its collateral brings at the market's price.
  package var keepersNeedProfit = false
  package var procyclicality: ProcyclicalHaircut?
  /// Yearly interest on debt, simple within a tick, added to it.
  package var interestPerYear = 0.0

  package init() {}
}

/// Repays loans of others out of its cash, and earns the bonus on their collateral, which it sells.
package struct Keeping: Sendable, Equatable {
  /// Share of its free cash in the zone that it uses in a pass.
  package var cashShare: Double

  package init(cashShare: Double) { self.cashShare = cashShare }
}
