import Glibc

extension PriceImpact {
  /// The net flow of money that carries a price to another: the inverse of
  /// ``priceAfter(price:referencePrice:netFlow:depth:)``.
  ///
  /// Monotone in the target, zero where both prices are equal, and negative below. A target at or below the
  /// floor, where a flow only comes to rest, is answered by the flow that the law without its floor needs; it is
  /// `−∞` where no flow is enough (``levelDependent(floor:)``). `O(1)`.
  ///
  /// - Parameters:
  ///   - price: before, positive.
  ///   - target: after, positive.
  ///   - referencePrice: the price at which depth is quoted, positive.
  ///   - depth: money, positive and finite.
  public func flow(
    from price: Double, to target: Double, referencePrice: Double, depth: Double
  ) -> Double {
    precondition(
      price > 0 && target > 0 && referencePrice > 0, "\(price), \(target), \(referencePrice)")
    precondition(depth > 0 && depth.isFinite, "a depth of \(depth)")
    switch self {
    case .linear: return depth * ((target - price) / referencePrice)
    case .exponential: return depth * log(target / price)
    case .proportional: return depth * (target / price - 1)
    case .levelDependent(let floor):
      let lowest = floor * referencePrice
      if price <= lowest { return target < price ? -.infinity : depth * log(target / price) }
      guard target > lowest else { return -.infinity }
      return (1 - floor) * depth * log((target - lowest) / (price - lowest))
    case .constantProduct:
      return depth
        * ((referencePrice / price).squareRoot() - (referencePrice / target).squareRoot())
    case .powerLaw(let exponent, _):
      let book = OrderBookDepth(scale: depth, exponent: exponent)
      let distance = target / price - 1
      return distance < 0 ? -book.depth(within: -distance) : book.depth(within: distance)
    }
  }
}
