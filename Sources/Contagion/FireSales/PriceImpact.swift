import Glibc

/// How a net flow of money moves a price.
///
/// `netFlow` is money, negative for sales; `depth` is the money that moves the price by about 100 % (linear)
/// or by a factor `e` (exponential). A flow never carries a price through the floor, a share of the
/// reference price; a price that is below it already is not lifted to it.
public enum PriceImpact: Sendable, Equatable {
  /// `p + p_ref·netFlow/depth` (Kyle 1985; Greenwood, Landier and Thesmar 2015, with `1/depth` on
  /// the diagonal of their `L`).
  case linear(floor: Double)
  /// `p·exp(netFlow/depth)` (Cifuentes, Ferrucci and Shin 2005). Flows compose: two flows at once
  /// and one after the other give the same price.
  case exponential(floor: Double)

  /// The lowest price that a flow can reach, as a share of the reference price.
  public var floor: Double {
    switch self {
    case .linear(let floor), .exponential(let floor): floor
    }
  }

  /// The price after a net flow.
  ///
  /// - Parameters:
  ///   - price: before, positive.
  ///   - referencePrice: the price at which depth is quoted, positive.
  ///   - netFlow: money, negative for sales.
  ///   - depth: money, positive; infinite for no impact.
  public func priceAfter(
    price: Double, referencePrice: Double, netFlow: Double, depth: Double
  ) -> Double {
    precondition(price > 0 && referencePrice > 0, "prices \(price), \(referencePrice)")
    precondition(depth > 0, "a depth of \(depth)")
    precondition(netFlow.isFinite, "a flow of \(netFlow)")
    precondition(floor >= 0 && floor <= 1, "a floor of \(floor)")
    let moved =
      switch self {
      case .linear: price + referencePrice * (netFlow / depth)
      case .exponential: price * exp(netFlow / depth)
      }
    return max(moved, min(price, floor * referencePrice))
  }
}
