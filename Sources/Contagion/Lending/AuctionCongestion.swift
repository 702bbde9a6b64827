import Glibc

/// The share of liquidation auctions that only one bidder reaches, of those that anybody reaches.
///
/// On a congested chain each of `n` bidders gets a bid in with the probability `π`, independently:
///
///     n·π·(1 − π)^(n − 1)/(1 − (1 − π)^n)
///
/// Who bids alone wins with a bid of nothing; two or more bid up to their price, as in any competition in prices. It
/// happened on 12 March 2020, when 36 % of the liquidations of the largest lender were won with bids of zero
/// (Whiterabbit 2020, "Black Thursday for MakerDAO"; Qin et al. 2021, arXiv:2106.06389, on auctions). Zero without
/// congestion for two bidders or more, one in the limit of none getting through, and falling in both.
///
/// - Parameters:
///   - inclusion: `π` in [0, 1].
///   - bidders: `n`, positive.
public func soleBidderShare(inclusion: Double, bidders: Int) -> Double {
  precondition(inclusion >= 0 && inclusion <= 1, "a probability of \(inclusion)")
  precondition(bidders > 0, "\(bidders) bidders")
  let count = Double(bidders)
  // 1 − (1 − π)^n without cancellation.
  let reached = -expm1(count * log1p(-inclusion))
  guard inclusion > 0, reached > 0 else { return 1 }
  return inclusion < 1
    ? min(1, count * inclusion * pow(1 - inclusion, count - 1) / reached) : bidders == 1 ? 1 : 0
}

/// The repayment that brings the health factor of a loan to a target.
///
/// With `HF = C·P·LT/B`, repaying `R` takes `(1 + spread)·R` of collateral away: the target `H` is met at
/// `R = (H·B − C·P·LT)/(H − LT·(1 + spread))` (definitions of Qin et al. 2021). Zero where the loan is at the target
/// already; the whole debt where repaying does not raise its health, `H ≤ LT·(1 + spread)`.
///
/// - Parameters:
///   - target: `H`, positive.
///   - collateralValue: `C·P`, not negative.
///   - liquidationThreshold: `LT`.
///   - debt: `B`, not negative.
///   - spread: the liquidator's bonus, not negative.
public func repayment(
  restoringHealthTo target: Double, collateralValue: Double, liquidationThreshold: Double,
  debt: Double, spread: Double
) -> Double {
  precondition(target > 0 && collateralValue >= 0 && debt >= 0 && spread >= 0, "\(target), \(debt)")
  let missing = target * debt - collateralValue * liquidationThreshold
  guard missing > 0 else { return 0 }
  let gain = target - liquidationThreshold * (1 + spread)
  return gain > 0 ? min(debt, missing / gain) : debt
}
